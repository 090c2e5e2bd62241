namespace Astra.Host.Runs;

/// <summary>What a run is to do.</summary>
sealed record RunOrder
{
    /// <summary>Who asked for it, for the records: a command line.</summary>
    public required string Command { get; init; }

    /// <summary>All that are installed when empty.</summary>
    public IReadOnlyList<string> Pipelines { get; init; } = [];

    /// <summary>The most spectra, and the most sources.</summary>
    public long Limit { get; init; } = long.MaxValue;

    /// <summary>Whether it is noted as a run when nothing is due.</summary>
    public bool EvenWithNothingDue { get; init; }

    /// <summary>What is known before it begins and a person should hear.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];
}
