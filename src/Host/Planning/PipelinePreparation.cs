using System.Text.Json;
using Astra.Host.Errors;
using Astra.Host.Configuration;
using Astra.Host.Models;
using Astra.Host.Plugins;
using Astra.Host.Storage;

namespace Astra.Host.Planning;

/// <summary>Makes installed pipelines ready to run: chooses their models, collects their options, and checks that their inputs can be had.</summary>
sealed class PipelinePreparation(PluginCatalog plugins, AstraConfiguration configuration, ModelCatalog models, IStore store)
{
    /// <summary>Prepares the named pipelines, or all.</summary>
    /// <exception cref="UserException">A named pipeline does not exist or is not ready.</exception>
    public Preparation Prepare(IReadOnlyList<string> names)
    {
        IReadOnlyList<InstalledPipeline> wanted = names.Count == 0 ? plugins.Pipelines : [.. names.Select(plugins.Find).Distinct()];
        IReadOnlyDictionary<string, PipelineSettings> settings = configuration.ForPipelines(
            [.. plugins.Pipelines.Select(pipeline => pipeline.Declaration)], plugins.Plugins.Any(plugin => plugin.State == PluginState.Refused));
        IReadOnlyList<Catalog> catalogs = store.Catalogs();

        List<PlannedPipeline> ready = [];
        List<(string Pipeline, string Reason)> notReady = [];
        foreach (InstalledPipeline pipeline in wanted)
        {
            try
            {
                CheckInputs(pipeline.Declaration, catalogs, wanted);
                PipelineSettings own = settings[pipeline.Name];
                Model? model = pipeline.Declaration.NeedsModel ? models.Choose(pipeline, own.Model ?? string.Empty) : null;
                SetupIdentity identity = new(pipeline.Name, pipeline.Declaration.Version.ToString(), model?.Manifest.Name ?? string.Empty, model?.Hash ?? string.Empty,
                    JsonSerializer.Serialize(new SortedDictionary<string, object>(own.Options.ToDictionary(), StringComparer.Ordinal)));
                ready.Add(new PlannedPipeline(pipeline, store.Register(pipeline.Declaration, identity), model, own.Options));
            }
            catch (ConfigurationException e)
            {
                notReady.Add((pipeline.Name, e.Message));
            }
        }

        if (notReady.Count > 0 && (names.Count > 0 || ready.Count == 0))
        {
            throw UserException.Configuration(string.Join(Environment.NewLine, notReady.Select(pipeline => pipeline.Reason)));
        }

        if (ready.Count == 0)
        {
            throw UserException.Configuration(
                $"No pipeline is installed: no plugin was found in {string.Join(" or ", plugins.Folders)}. Put a plugin's folder there.");
        }

        return new Preparation(ready, notReady, [.. plugins.Pipelines.Select(pipeline => pipeline.Declaration)]);
    }

    /// <summary>A required input must have at least one alternative that exists; a column that nobody has is a mistake in the declaration.</summary>
    void CheckInputs(PipelineDeclaration pipeline, IReadOnlyList<Catalog> catalogs, IReadOnlyList<InstalledPipeline> running)
    {
        List<InputDeclaration> missing = [];
        foreach (InputDeclaration input in pipeline.Inputs)
        {
            bool available = false;
            foreach (InputOrigin origin in input.Alternatives)
            {
                available |= origin.Table switch
                {
                    "source" => SourceColumns.All.Any(column => column.Name == origin.Column) ? true : throw Unknown(origin, "source", SourceColumns.All),
                    "spectrum" when pipeline.Unit == UnitOfWork.Source => throw new ConfigurationException(
                        $"{pipeline.Name} works on sources, which have no {origin}. That is a mistake in its declaration."),
                    "spectrum" => SpectrumColumns.All.Any(column => column.Name == origin.Column) ? true : throw Unknown(origin, "spectrum", SpectrumColumns.All),
                    _ => running.Any(other => other.Name.Equals(origin.Table, StringComparison.OrdinalIgnoreCase))
                        || catalogs.Any(catalog => catalog.Name.Equals(origin.Table, StringComparison.OrdinalIgnoreCase)
                            && catalog.Columns.Any(column => column.Name.Equals(origin.Column, StringComparison.OrdinalIgnoreCase)))
                        || plugins.Pipelines.Any(other => other.Name.Equals(origin.Table, StringComparison.OrdinalIgnoreCase)
                            && store.HasAnyResult(other.Declaration)),
                };
            }

            if (!available && !input.Optional)
            {
                missing.Add(input);
            }
        }

        if (missing.Count > 0)
        {
            string[] tables = [.. missing.SelectMany(input => input.Alternatives).Select(origin => origin.Table).Distinct()];
            throw new ConfigurationException(
                $"{pipeline.Name} needs {string.Join(" and ", missing.Select(input => input.Name))} from {string.Join(" or ", tables)}; none of these has any row with it. "
                + $"Ingest a catalogue (astra ingest --catalog {tables[0]} FILE) or run the pipeline that provides it first.");
        }

        ConfigurationException Unknown(InputOrigin origin, string table, IReadOnlyList<MetadataColumn> columns) => new(
            $"{pipeline.Name} asks for {origin}, which the workspace does not know.{Suggestions.DidYouMean(origin.Column, columns.Select(column => column.Name))} That is a mistake in its declaration: {table} has {string.Join(", ", columns.Select(column => column.Name))}.");
    }
}

/// <summary>What <see cref="PipelinePreparation"/> found.</summary>
/// <param name="NotReady">Pipelines that cannot run, each with a sentence that names it and says why and what to do.</param>
/// <param name="Known">The declarations of all installed pipelines.</param>
sealed record Preparation(IReadOnlyList<PlannedPipeline> Ready, IReadOnlyList<(string Pipeline, string Reason)> NotReady, IReadOnlyList<PipelineDeclaration> Known)
{
    public void WriteNotReady(TextWriter error)
    {
        foreach ((_, string reason) in NotReady)
        {
            error.WriteLine($"astra: left out: {reason}");
        }
    }
}
