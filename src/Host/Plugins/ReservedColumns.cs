namespace Astra.Host.Plugins;

/// <summary>The columns that the host itself adds to every pipeline's table; no pipeline can declare one of the same name.</summary>
static class ReservedColumns
{
    public static IReadOnlyList<string> Names { get; } =
    [
        "task_pk",
        "source_pk",
        "spectrum_pk",
        "sdss4_apogee_id",
        "run_id",
        "created",
        "t_elapsed",
        "t_overhead",
        "tag",
        "result_flags",
        "flag_warn",
        "flag_bad",
        "pipeline_version",
        "model_hash",
        "document",
        "version_mm",
        "newest",
    ];
}
