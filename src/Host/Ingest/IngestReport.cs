namespace Astra.Host.Ingest;

/// <summary>What one ingest did.</summary>
/// <param name="Rejected">Files that cannot be used, with the reason.</param>
/// <param name="RejectedBefore">Files that could not be used before either and have not changed.</param>
sealed record IngestReport(long New, long Changed, long Unchanged, long Combined, long Visits, IReadOnlyList<RejectedFile> Rejected, long RejectedBefore)
{
    public static readonly IngestReport Nothing = new(0, 0, 0, 0, 0, [], 0);

    /// <summary>Files that have gone since they were ingested.</summary>
    public long Missing { get; init; }

    /// <summary>Watched folders whose files could not be looked at, each with the reason; their files are as they were.</summary>
    public IReadOnlyList<RejectedFile> Unreachable { get; init; } = [];

    /// <summary>What both did.</summary>
    public static IngestReport operator +(IngestReport a, IngestReport b) => new(
        a.New + b.New, a.Changed + b.Changed, a.Unchanged + b.Unchanged, a.Combined + b.Combined, a.Visits + b.Visits, [.. a.Rejected, .. b.Rejected],
        a.RejectedBefore + b.RejectedBefore)
    {
        Missing = a.Missing + b.Missing,
        Unreachable = [.. a.Unreachable, .. b.Unreachable],
    };
}

/// <summary>A file, or a folder, that cannot be used, and why.</summary>
sealed record RejectedFile(string Path, string Reason);
