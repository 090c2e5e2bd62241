namespace Astra.Declarations;

/// <summary>The columns that the host itself adds to every pipeline's table; no pipeline can declare one of the same name.</summary>
public static class ReservedColumns
{
    /// <summary>Their names.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. HostColumns.All.Select(column => column.Name), "tag", "document", "version_mm", "newest", "setup_pk"];
}
