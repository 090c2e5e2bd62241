namespace Astra.Host.Tests.Reports;

/// <summary>A test that opens a page in a browser; skipped with a reason where there is none.</summary>
sealed class ChromiumFactAttribute : FactAttribute
{
    /// <summary>Debian's; Playwright's own would have to be downloaded.</summary>
    public const string Program = "/usr/bin/chromium";

    public ChromiumFactAttribute() => Skip = !File.Exists(Program) ? $"needs {Program} (Debian: chromium)"
        : !File.Exists(Path.Combine(AppContext.BaseDirectory, Host.Reports.ReportLibrary.RelativePath)) ? "needs the plotting library, which the build fetches with npm"
        : null;
}
