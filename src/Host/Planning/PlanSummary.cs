namespace Astra.Host.Planning;

/// <summary>How many units of work are due in each pipeline, and why.</summary>
sealed class PlanSummary(IReadOnlyList<PlannedPipeline> pipelines)
{
    readonly long[,] counts = new long[pipelines.Count, Enum.GetValues<Reason>().Length];
    readonly long[] beyondLimit = new long[pipelines.Count];

    public IReadOnlyList<PlannedPipeline> Pipelines { get; } = pipelines;

    /// <summary>Spectra with at least one pipeline due.</summary>
    public long Spectra { get; private set; }

    /// <summary>Sources with at least one pipeline due that works on sources.</summary>
    public long Sources { get; private set; }

    public long Of(PlannedPipeline pipeline, Reason reason) => counts[Index(pipeline), (int)reason];

    public long Due(PlannedPipeline pipeline) => Enum.GetValues<Reason>().Where(reason => reason < Reason.UpToDate).Sum(reason => Of(pipeline, reason));

    /// <summary>Pairs that are due but left for a later run by --limit.</summary>
    public long BeyondLimit(PlannedPipeline pipeline) => beyondLimit[Index(pipeline)];

    public void Count(PlannedPipeline pipeline, Reason reason) => counts[Index(pipeline), (int)reason]++;

    public void CountBeyondLimit(PlannedPipeline pipeline) => beyondLimit[Index(pipeline)]++;

    public void CountUnits(UnitOfWork unit, long count)
    {
        if (unit == UnitOfWork.Spectrum)
        {
            Spectra += count;
        }
        else
        {
            Sources += count;
        }
    }

    int Index(PlannedPipeline pipeline)
    {
        for (int i = 0; i < Pipelines.Count; i++)
        {
            if (ReferenceEquals(Pipelines[i], pipeline))
            {
                return i;
            }
        }

        throw new ArgumentException($"{pipeline.Name} is not in the plan.", nameof(pipeline));
    }
}
