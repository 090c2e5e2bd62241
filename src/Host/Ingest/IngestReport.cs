namespace Astra.Host.Ingest;

/// <summary>What one ingest did.</summary>
/// <param name="Rejected">Files that cannot be used, with the reason.</param>
sealed record IngestReport(long New, long Changed, long Unchanged, long Combined, long Visits, IReadOnlyList<RejectedFile> Rejected, long RejectedBefore);

sealed record RejectedFile(string Path, string Reason);
