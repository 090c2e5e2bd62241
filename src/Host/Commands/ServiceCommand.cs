using System.CommandLine;
using System.Runtime.ExceptionServices;
using Astra.Host.Configuration;
using Astra.Host.Errors;
using Astra.Host.Execution;
using Astra.Host.Plugins;
using Astra.Host.Runs;
using Astra.Host.Service;

namespace Astra.Host.Commands;

/// <summary><c>astra service</c>: night after night.</summary>
static class ServiceCommand
{
    public static Command Create()
    {
        Option<bool> once = new("--once")
        {
            Description = "Do one night now and end: 0 when nothing needs a human, 1 when something does. For cron.",
        };
        Command command = new(
            "service",
            "Run every night: ingest what is new in the watched folders, run what is due, publish, report, and say what needs a human (runs/ in the workspace; a hook). What, when and where: service:... (astra config show). One service for a workspace; SIGTERM or Ctrl-C stops it cleanly.")
        {
            once,
        };
        command.SetAction((parsed, _) =>
        {
            TextWriter output = TextWriter.Synchronized(parsed.InvocationConfiguration.Output);
            TextWriter error = TextWriter.Synchronized(parsed.InvocationConfiguration.Error);
            return Task.Run(() => parsed.GetValue(once) ? Once(parsed, output, error) : Serve(parsed, output, error));
        });
        return command;
    }

    static async Task<int> Serve(ParseResult parsed, TextWriter output, TextWriter error)
    {
        using StopSignal stop = StopSignal.OfProcess(() => error.WriteLine("astra: stopping after the batches in hand; once more to stop at once."));
        AstraService service = new(() => ConfigurationOptions.Load(parsed), Plugins(parsed), TimeProvider.System, output, error);
        await service.Serve(stop.Requested);
        return ExitCode.Done;
    }

    static Task<int> Once(ParseResult parsed, TextWriter output, TextWriter error)
    {
        using StopSignal stop = StopSignal.OfProcess(() => error.WriteLine("Ctrl-C: finishing the batch in hand; press again to stop at once."));
        Night night = new(() => ConfigurationOptions.Load(parsed), Plugins(parsed), TimeProvider.System, output, error);
        RunResult? result = night.Do(TypedCommand.Of(parsed), [], stop.Requested);
        if (result is null)
        {
            error.WriteLine("astra: left out: another run is under way in this workspace (astra status).");
            return Task.FromResult(ExitCode.DoneWithGaps);
        }

        if (result.Error is { } failure)
        {
            ExceptionDispatchInfo.Throw(failure);
        }

        return Task.FromResult(result.Summary.Attention.Count > 0 || result.Summary.State == "stopped" ? ExitCode.DoneWithGaps : ExitCode.Done);
    }

    static PluginCatalog Plugins(ParseResult parsed)
    {
        AstraConfiguration configuration = ConfigurationOptions.Load(parsed);
        return PluginCatalog.Discover(AstraApplication.PluginFolders(configuration), configuration.PluginVersions);
    }
}
