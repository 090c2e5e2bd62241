namespace Astra.Host.Storage;

/// <summary>One unit of work with what planning and execution need to know about it.</summary>
sealed class UnitRow
{
    /// <summary>Key of the spectrum, or of the source where the unit of work is the source.</summary>
    public required long Key { get; init; }

    public required Source Source { get; init; }

    /// <summary>Where the spectrum is; null where the unit of work is the source.</summary>
    public SpectrumLocation? Spectrum { get; init; }

    /// <summary>A value for each origin that was asked for; NaN when not known.</summary>
    public required double[] Inputs { get; init; }

    /// <summary>The last attempt of each pipeline that was asked for; null when there was none.</summary>
    public required LedgerEntry?[] Ledger { get; init; }

    /// <summary>Place in the run's frozen work list.</summary>
    public long Sequence { get; init; }

    /// <summary>Bit i: the i-th pipeline is due, according to the run's frozen work list.</summary>
    public ulong Due { get; init; }

    public string Identity => Spectrum?.Identity ?? Source.ApogeeId;
}

/// <summary>Where a spectrum is.</summary>
sealed record SpectrumLocation(string Identity, SpectrumKind Kind, int Row, float Snr, long FileKey, string Path, FileStamp Stamp);

/// <summary>How an attempt ended.</summary>
enum Outcome
{
    /// <summary>There is a result.</summary>
    Done = 0,

    /// <summary>There is none and, for this input, never will be.</summary>
    NoResult = 1,

    /// <summary>The file is bad; nothing is tried until it changes.</summary>
    BadInput = 2,

    /// <summary>Something unexpected; tried again in a later run as often as the configuration says.</summary>
    Failed = 3,
}

/// <summary>The last attempt of a pipeline at a unit of work.</summary>
/// <param name="SetupKey">The setup that it ran with.</param>
/// <param name="FileDigest">Digest of the stamp of the file that it read; 0 without one.</param>
/// <param name="InputDigest">Digest of the inputs that it was given.</param>
/// <param name="Attempts">
/// How often this has been tried with the same setup, file and inputs; 0 when a person put it back, so that it is tried again as if for the first time.
/// </param>
readonly record struct LedgerEntry(long SetupKey, long FileDigest, long InputDigest, Outcome Outcome, int Attempts, long RunKey, string Finished);
