namespace Astra.Host.Storage;

/// <summary>What is stored of one attempt: the result's row, the ledger's entry and, when it failed, why.</summary>
sealed class AttemptRecord
{
    public required PipelineSetup Setup { get; init; }

    public required UnitRow Unit { get; init; }

    public required Outcome Outcome { get; init; }

    /// <summary>
    /// Whether it says anything about the spectrum. A disk that is not there does not: the result of before stays, the unit of work stays due, and
    /// only the run remembers.
    /// </summary>
    public bool IsAnswer { get; init; } = true;

    public required long Flags { get; init; }

    /// <summary>The result as a JSON object in UTF-8.</summary>
    public required byte[] Document { get; init; }

    /// <summary>Values of the indexed columns in the order of the declaration: double, long, bool, string or null.</summary>
    public required object?[] Indexed { get; init; }

    public required long InputDigest { get; init; }

    public required int Attempts { get; init; }

    /// <summary>Why there is no result: one line that is the same for all units with the same trouble, as far as possible.</summary>
    public string? Reason { get; init; }

    /// <summary>What a developer wants to know about an unexpected failure: the exception with its stack.</summary>
    public string? Detail { get; init; }

    public required float Elapsed { get; init; }

    public required float Overhead { get; init; }
}
