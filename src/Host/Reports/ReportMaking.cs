using Astra.Host.Errors;
using Astra.Host.Execution;
using Astra.Host.Planning;
using Astra.Host.Plugins;
using Astra.Host.Query;

namespace Astra.Host.Reports;

/// <summary>Makes the report of a workspace.</summary>
static class ReportMaking
{
    /// <summary>The page in a workspace, unless another is named.</summary>
    public const string FileName = "report.html";

    /// <summary>Writes the page of a report.</summary>
    /// <exception cref="UserException">The file cannot be written, or the plotting library is missing.</exception>
    public static void Write(Report report, string path)
    {
        string library = ReportLibrary.Read(AppContext.BaseDirectory);
        using OutputFile file = OutputFile.Create(path);
        ReportPage.Write(file.Writer, report, library);
        file.Complete();
    }

    /// <summary>Reads what a report shows.</summary>
    public static Report Build(AstraApplication application, ReportRequest request, TextWriter error, CancellationToken cancellation)
    {
        bool free = !RunLock.IsHeld(application.Configuration.Workspace);
        ReportBuilder builder = new(
            application.Store, application.Store.Connect, [.. application.Plugins.Pipelines.Select(pipeline => pipeline.Declaration)],
            run => run.StateName(free), names => Modellers(application, names, error));
        return builder.Build(application.Configuration.Workspace, request, application.Time.GetUtcNow(), cancellation);
    }

    /// <summary>Opens the pipelines that can model spectra; one that cannot be opened is left out, with the reason.</summary>
    static IReadOnlyList<SpectrumModeller> Modellers(AstraApplication application, IReadOnlyList<string> names, TextWriter error)
    {
        List<SpectrumModeller> modellers = [];
        foreach (InstalledPipeline installed in names.Select(application.Plugins.Find).Where(SpectrumModeller.IsOne))
        {
            try
            {
                Preparation preparation = application.Preparation.Prepare([installed.Name]);
                modellers.Add(SpectrumModeller.Open(application.Store, preparation.Ready[0], application.ContextFor, preparation.Known));
            }
            catch (Exception e) when (e is ConfigurationException or UserException)
            {
                error.WriteLine($"astra: warning: no models of spectra by {installed.Name}: {e.Message}");
            }
        }

        return modellers;
    }
}
