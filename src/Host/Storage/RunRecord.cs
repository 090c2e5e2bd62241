namespace Astra.Host.Storage;

enum RunState
{
    /// <summary>Under way, or its process has died: whoever holds the run lock knows which.</summary>
    Running = 0,

    /// <summary>Went to the end of its work list.</summary>
    Finished = 1,

    /// <summary>Stopped by a person before the end.</summary>
    Stopped = 2,

    /// <summary>Ended by an error.</summary>
    Failed = 3,

    /// <summary>Its process died; the run after it noticed, and carried on.</summary>
    Killed = 4,
}

/// <summary>One execution of a frozen work list.</summary>
sealed record RunRecord(long Key, RunState State, DateTimeOffset Started, DateTimeOffset? Finished, string Host, int ProcessId, string Command, string? Message, IReadOnlyList<RunPipelineRecord> Pipelines)
{
    /// <summary>A run that says that it is under way while nobody holds the lock was killed.</summary>
    /// <param name="free">Whether nobody holds the run lock.</param>
    public string StateName(bool free) => State switch
    {
        RunState.Running => free ? "killed" : "running",
        RunState.Finished => "finished",
        RunState.Stopped => "stopped",
        RunState.Killed => "killed",
        _ => "failed",
    };
}

/// <summary>How many of a run's results of one pipeline carry each flag.</summary>
/// <param name="Results">All that the run found for the pipeline; files that could not be read and failures tell nothing and are left out.</param>
/// <param name="Flags">The number of results by bit; a bit that none has is left out.</param>
sealed record RunFlags(long Run, string Pipeline, long Results, IReadOnlyDictionary<int, long> Flags);

/// <summary>What a run did for one pipeline. <c>Done + NoResult + BadInput + Failed + Unchanged</c> reaches <c>Due</c> when it is through.</summary>
/// <param name="Unchanged">Planned because an input might change, which then did not.</param>
/// <param name="Bad">Results stored with <c>flag_bad</c>, those without a result included.</param>
sealed record RunPipelineRecord(string Pipeline, string Version, string ModelName, string ModelHash, long Due, long Done, long NoResult, long BadInput, long Failed, long Unchanged, long Warn, long Bad)
{
    public long Stored => Done + NoResult + BadInput + Failed;

    public long Settled => Stored + Unchanged;
}

/// <summary>What happens to what has no result.</summary>
static class NextStep
{
    public static string Of(Outcome outcome) => outcome switch
    {
        Outcome.NoResult => "final for this file",
        Outcome.BadInput => "waits until the file changes",
        _ => "retried, then left",
    };
}

/// <summary>Failures with the same reason.</summary>
/// <param name="Example">Identity of one of them.</param>
/// <param name="ExamplePath">The file of that one; null for a source.</param>
sealed record FailureGroup(string Pipeline, Outcome Outcome, string Reason, long Count, string Example, string? ExamplePath);

/// <summary>Files that could not be used for the same reason.</summary>
sealed record FileGroup(FileState State, string Reason, long Count, string Example);

/// <summary>How many results carry a flag.</summary>
sealed record TableCounts(string Pipeline, bool Visits, long Results, long Warn, long Bad, IReadOnlyList<KeyValuePair<string, long>> Flags);

/// <summary>What is in the workspace.</summary>
sealed record WorkspaceCounts(long Sources, long Combined, long Visits, long Files, long UnusableFiles, long MissingFiles);
