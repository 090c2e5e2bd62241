using Astra.Host.Configuration;
using Astra.Host.Errors;
using Astra.Host.Execution;
using Astra.Host.Ingest;
using Astra.Host.Observability;
using Astra.Host.Plugins;
using Astra.Host.Products;
using Astra.Host.Reports;
using Astra.Host.Runs;
using Astra.Host.Storage;
using Microsoft.Data.Sqlite;

namespace Astra.Host.Service;

/// <summary>
/// One night: ingest what is new in the watched folders, run, publish, report, write the summary, and call the hook when something needs a human.
/// </summary>
/// <param name="configure">Reads the configuration, which may have changed since the night before.</param>
/// <param name="plugins">Loaded once, when the program started.</param>
sealed class Night(Func<AstraConfiguration> configure, PluginCatalog plugins, TimeProvider time, TextWriter output, TextWriter error)
{
    AstraConfiguration configuration = configure();

    /// <summary>Does it.</summary>
    /// <param name="command">Who asked for it, for the records.</param>
    /// <param name="notes">What the summary is to mention.</param>
    /// <returns>Null when another process has a run under way in the workspace.</returns>
    public RunResult? Do(string command, IReadOnlyList<string> notes, CancellationToken stop)
    {
        RunOrder order = new() { Command = command, EvenWithNothingDue = true, Notes = notes };
        RunResult result;
        try
        {
            // Until it can be read again, that of the night before says where summaries go and whom to tell.
            configuration = configure();
            Directory.CreateDirectory(configuration.Workspace);
            using RunLock? taken = RunLock.Wait(configuration.Workspace);
            if (taken is null)
            {
                return null;
            }

            result = Run(order with { Pipelines = configuration.Service.Pipelines }, stop);
        }
        catch (Exception e) when (e is UserException or ConfigurationException or IOException or UnauthorizedAccessException or SqliteException)
        {
            RunSummary nothing = RunSummary.OfNothing(configuration.Workspace, order, e, time);
            AstraMetrics.SetEnd(nothing.Finished, nothing.Attention.Count);
            result = new RunResult(nothing, Gaps: true, e, SummaryFiles.TryWrite(nothing, error));
        }

        Tell(result);
        return result;
    }

    RunResult Run(RunOrder order, CancellationToken stop)
    {
        using AstraApplication application = AstraApplication.Open(configuration, plugins, time);
        application.WarnOfRefusedPlugins(error);
        ServiceSettings settings = configuration.Service;
        List<(string, Func<CancellationToken, IReadOnlyList<string>>)> products = [];
        if (settings.Publish)
        {
            products.Add(("publish", cancellation => Publish(application, cancellation)));
        }

        if (settings.Report)
        {
            products.Add(("report", cancellation => Report(application, cancellation)));
        }

        return application.Prepare(order, cancellation => Ingest(application, cancellation), _ => new Silence(), output, error, products).Do(stop);
    }

    IngestReport Ingest(AstraApplication application, CancellationToken cancellation)
    {
        ServiceSettings settings = application.Configuration.Service;
        DateTimeOffset now = time.GetUtcNow();
        bool everyFile = application.Store.Moment(Moments.EveryFile) is not { } last || now < last || now - last >= settings.EveryFile;
        IngestReport report = everyFile
            ? application.SourceTree.ScanEveryFile(settings.Sources, progress: null, cancellation)
            : application.SourceTree.Scan(settings.Sources, progress: null, cancellation);
        if (everyFile && report.Unreachable.Count == 0)
        {
            application.Store.PutMoment(Moments.EveryFile, now);
        }

        // What could not be used before and has not changed is not news.
        return report with { RejectedBefore = 0 };
    }

    static IReadOnlyList<string> Publish(AstraApplication application, CancellationToken cancellation)
    {
        Publication publication = new(application.Store, application.Time);
        string folder = Directory.CreateDirectory(Path.Combine(application.Configuration.Workspace, Publication.FolderName)).FullName;
        return [.. application.Plugins.Pipelines.SelectMany(pipeline => publication.Of(pipeline.Declaration))
            .Select(export => publication.Write(export, folder, cancellation)?.Path).OfType<string>()];
    }

    IReadOnlyList<string> Report(AstraApplication application, CancellationToken cancellation)
    {
        string path = Path.Combine(application.Configuration.Workspace, ReportMaking.FileName);
        ReportMaking.Write(ReportMaking.Build(application, new ReportRequest(), error, cancellation), path);
        return [path];
    }

    void Tell(RunResult result)
    {
        ServiceSettings settings = configuration.Service;
        foreach (Matter matter in result.Summary.Attention)
        {
            error.WriteLine($"astra: needs a human: {matter.Text}");
        }

        if (result.SummaryPath is not null)
        {
            output.WriteLine($"Summary: {result.SummaryPath}");
        }

        if (result.Summary.Attention.Count > 0 && settings.Hook.Length > 0 && Hook.Run(settings, SummaryFiles.Json(result.Summary)) is { } trouble)
        {
            error.WriteLine($"astra: {trouble}");
        }
    }

    /// <summary>Nobody looks at a run of the night while it goes on.</summary>
    sealed class Silence : IDisposable
    {
        public void Dispose()
        {
        }
    }
}
