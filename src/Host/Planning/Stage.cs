using Astra.Host.Plugins;
using Astra.Host.Storage;

namespace Astra.Host.Planning;

/// <summary>
/// Pipelines of one unit of work that run together: each spectrum is read once for all of them, and a result is handed to those after it in the
/// order. What needs a result of the other unit of work is in a later stage.
/// </summary>
sealed class Stage
{
    Stage(int number, UnitOfWork unit, IReadOnlyList<PlannedPipeline> pipelines)
    {
        Number = number;
        Unit = unit;
        Pipelines = pipelines;
        Origins = [.. pipelines.SelectMany(pipeline => pipeline.Declaration.Inputs).SelectMany(input => input.Alternatives).Distinct()];
        Inputs = [.. pipelines.Select(pipeline => new InputResolver(pipeline.Declaration, Origins))];
    }

    public int Number { get; }

    public UnitOfWork Unit { get; }

    /// <summary>In an order in which every pipeline comes after those whose results it takes; at most 64.</summary>
    public IReadOnlyList<PlannedPipeline> Pipelines { get; }

    /// <summary>Every place that an input of one of the pipelines may come from.</summary>
    public IReadOnlyList<InputOrigin> Origins { get; }

    /// <summary>For each pipeline, how its inputs come from the origins.</summary>
    public IReadOnlyList<InputResolver> Inputs { get; }

    /// <summary>Reads units of work for this stage.</summary>
    public UnitQuery Query(IReadOnlyList<PipelineDeclaration> known) => new(
        Unit, [.. Pipelines.Select(pipeline => pipeline.Setup)], Origins) { KnownPipelines = known };

    /// <summary>Puts pipelines into stages.</summary>
    /// <exception cref="ConfigurationException">Pipelines wait for each other in a circle.</exception>
    public static IReadOnlyList<Stage> Arrange(IReadOnlyList<PlannedPipeline> pipelines)
    {
        Dictionary<PlannedPipeline, int> numbers = [];
        List<PlannedPipeline> order = [];
        List<PlannedPipeline> path = [];
        foreach (PlannedPipeline pipeline in pipelines)
        {
            Place(pipeline);
        }

        return [.. order.GroupBy(pipeline => (Number: numbers[pipeline], pipeline.Declaration.Unit))
            .OrderBy(group => group.Key.Number).ThenBy(group => group.Key.Unit)
            .SelectMany(group => group.Chunk(64).Select(some => (group.Key.Unit, Pipelines: some)))
            .Select((stage, i) => new Stage(i, stage.Unit, stage.Pipelines))];

        int Place(PlannedPipeline pipeline)
        {
            if (numbers.TryGetValue(pipeline, out int known))
            {
                return known;
            }

            if (path.Contains(pipeline))
            {
                throw new ConfigurationException(
                    $"The pipelines {string.Join(" -> ", path.Append(pipeline).Select(p => p.Name))} wait for each other's results. Run them one at a time: astra run NAME.");
            }

            path.Add(pipeline);
            int number = pipelines.Where(other => other != pipeline && pipeline.DependsOn(other))
                .Select(other => Place(other) + (other.Declaration.Unit == pipeline.Declaration.Unit ? 0 : 1))
                .DefaultIfEmpty(0).Max();
            path.RemoveAt(path.Count - 1);
            order.Add(pipeline);
            return numbers[pipeline] = number;
        }
    }
}
