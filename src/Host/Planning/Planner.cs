using System.Collections;
using Astra.Host.Plugins;
using Astra.Host.Storage;

namespace Astra.Host.Planning;

/// <summary>Finds what is due, and why.</summary>
sealed class Planner
{
    readonly IStore store;
    readonly Due due;
    readonly IReadOnlyList<PipelineDeclaration> known;

    /// <param name="known">Every installed pipeline: the inputs of those in the plan may come from any of them.</param>
    public Planner(IStore store, IReadOnlyList<PlannedPipeline> pipelines, IReadOnlyList<PipelineDeclaration> known, int retries)
    {
        this.store = store;
        this.known = known;
        due = new Due(store, retries);
        Stages = Stage.Arrange(pipelines);
        Summary = new PlanSummary([.. Stages.SelectMany(stage => stage.Pipelines)]);
    }

    public IReadOnlyList<Stage> Stages { get; }

    /// <summary>Counts of what <see cref="Work"/> has gone through.</summary>
    public PlanSummary Summary { get; private set; }

    public UnitQuery Query(Stage stage) => stage.Query(known);

    /// <summary>Goes through all units of work and yields those that are due, stage by stage; streams.</summary>
    /// <param name="limit">The most units in a stage.</param>
    public IEnumerable<WorkItem> Work(long limit = long.MaxValue)
    {
        Summary = new PlanSummary(Summary.Pipelines);

        // For pipelines on sources that wait for pipelines on spectra, or the other way round: which sources are due there; a bit each.
        Dictionary<string, BitArray> dueSources = [];
        foreach (Stage stage in Stages)
        {
            long taken = 0;
            foreach (UnitRow unit in store.ReadUnits(Query(stage)).SelectMany(page => page))
            {
                ulong bits = 0;
                bool room = taken < limit;
                for (int i = 0; i < stage.Pipelines.Count; i++)
                {
                    PlannedPipeline pipeline = stage.Pipelines[i];
                    if (!pipeline.Takes(unit))
                    {
                        continue;
                    }

                    Decision decision = Decide(stage, i, unit, bits, dueSources, explain: false);
                    if (decision.IsDue && !room)
                    {
                        Summary.CountBeyondLimit(pipeline);
                        continue;
                    }

                    Summary.Count(pipeline, decision.Reason);
                    if (decision.IsDue)
                    {
                        bits |= 1UL << i;
                        Mark(dueSources, pipeline, unit);
                    }
                }

                if (bits != 0)
                {
                    taken++;
                    yield return new WorkItem(stage.Number, unit.Key, bits);
                }
            }

            Summary.CountUnits(stage.Unit, taken);
        }
    }

    /// <summary>What is decided for the spectra of a star, or for one spectrum, and why.</summary>
    public IEnumerable<(UnitRow Unit, IReadOnlyList<(PlannedPipeline Pipeline, Decision Decision)> Decisions)> Explain(string identity)
    {
        Dictionary<string, BitArray> dueSources = [];
        foreach (Stage stage in Stages)
        {
            foreach (UnitRow unit in store.ReadUnits(Query(stage) with { Identity = identity }).SelectMany(page => page))
            {
                ulong bits = 0;
                List<(PlannedPipeline, Decision)> decisions = [];
                for (int i = 0; i < stage.Pipelines.Count; i++)
                {
                    PlannedPipeline pipeline = stage.Pipelines[i];
                    Decision decision = pipeline.Takes(unit)
                        ? Decide(stage, i, unit, bits, dueSources, explain: true)
                        : new Decision(
                            Reason.Excluded, $"takes {(pipeline.Declaration.Kinds == SpectrumKinds.Visit ? "visits" : "combined spectra")} only");
                    decisions.Add((pipeline, decision));
                    if (decision.IsDue)
                    {
                        bits |= 1UL << i;
                        Mark(dueSources, pipeline, unit);
                    }
                }

                yield return (unit, decisions);
            }
        }
    }

    Decision Decide(Stage stage, int index, UnitRow unit, ulong dueInStage, Dictionary<string, BitArray> dueSources, bool explain)
    {
        PlannedPipeline pipeline = stage.Pipelines[index];
        string? waitsFor = null;
        for (int i = 0; i < index && waitsFor is null; i++)
        {
            waitsFor = (dueInStage & (1UL << i)) != 0 && pipeline.DependsOn(stage.Pipelines[i]) ? stage.Pipelines[i].Name : null;
        }

        waitsFor ??= Stages.TakeWhile(earlier => earlier != stage).SelectMany(earlier => earlier.Pipelines)
            .FirstOrDefault(other => pipeline.DependsOn(other) && IsMarked(dueSources, other, unit))?.Name;
        return due.Decide(pipeline, stage.Inputs[index], unit, unit.Ledger[index], waitsFor, explain);
    }

    static void Mark(Dictionary<string, BitArray> marks, PlannedPipeline pipeline, UnitRow unit)
    {
        if (!marks.TryGetValue(pipeline.Name, out BitArray? bits))
        {
            marks[pipeline.Name] = bits = new BitArray(1024);
        }

        int key = checked((int)unit.Source.Key);
        if (key >= bits.Length)
        {
            bits.Length = Math.Max(key + 1, bits.Length * 2);
        }

        bits[key] = true;
    }

    static bool IsMarked(Dictionary<string, BitArray> marks, PlannedPipeline pipeline, UnitRow unit) =>
        marks.TryGetValue(pipeline.Name, out BitArray? bits) && unit.Source.Key < bits.Length && bits[(int)unit.Source.Key];
}
