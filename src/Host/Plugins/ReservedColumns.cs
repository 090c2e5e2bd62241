using Astra.Host.Storage;

namespace Astra.Host.Plugins;

/// <summary>The columns that the host itself adds to every pipeline's table; no pipeline can declare one of the same name.</summary>
static class ReservedColumns
{
    public static IReadOnlyList<string> Names { get; } = [.. HostColumns.All.Select(column => column.Name), "tag", "document", "version_mm", "newest", "setup_pk"];
}
