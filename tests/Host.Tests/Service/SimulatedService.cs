using System.Collections.Concurrent;
using System.Text.Json;
using Astra.Host.Configuration;
using Astra.Host.Plugins;
using Astra.Host.Runs;
using Astra.Host.Service;
using Astra.Host.Tests.EndToEnd;

namespace Astra.Host.Tests.Service;

/// <summary>The service of a workspace on a simulated clock, night after night.</summary>
sealed class SimulatedService : IDisposable
{
    static readonly TimeSpan LongestNight = TimeSpan.FromMinutes(2);

    readonly BlockingCollection<RunResult?> nights = [];
    readonly CancellationTokenSource stop = new();
    readonly StringWriter output = new() { NewLine = "\n" };
    readonly StringWriter error = new() { NewLine = "\n" };
    readonly AstraService service;
    readonly Task serving;

    public SimulatedService(Workspace workspace, SimulatedTime time)
    {
        Time = time;
        service = new AstraService(
            () => AstraConfiguration.Load(workspace.Folder, new Dictionary<string, string>(), new Dictionary<string, string>()),
            PluginCatalog.Discover(Path.Combine(AppContext.BaseDirectory, "plugins")), time, TextWriter.Synchronized(output), TextWriter.Synchronized(error))
        {
            NightDone = nights.Add,
        };
        serving = Task.Run(() => service.Serve(stop.Token));
        SpinWait.SpinUntil(() => service.Next is not null || serving.IsCompleted, LongestNight);
        if (serving.IsFaulted)
        {
            serving.GetAwaiter().GetResult();
        }
    }

    public SimulatedTime Time { get; }

    public DateTimeOffset Next => service.Next!.Value;

    public string Output => output.ToString();

    public string Error => error.ToString();

    /// <summary>Writes the configuration of the workspace.</summary>
    public static void Configure(Workspace workspace, object settings)
    {
        Directory.CreateDirectory(workspace.Folder);
        File.WriteAllText(Path.Combine(workspace.Folder, ConfigurationLayer.FileName), JsonSerializer.Serialize(settings));
    }

    /// <summary>Lets the time come for the next night and gives what it did; null when it was left out or could not begin.</summary>
    public RunResult? Night()
    {
        Time.AdvanceTo(Next);
        return Wait();
    }

    /// <summary>Waits for a night that began without a schedule.</summary>
    public RunResult? Wait() => nights.TryTake(out RunResult? night, LongestNight)
        ? night
        : throw new TimeoutException($"No night came to an end.\n{Output}\n{Error}");

    public void Stop()
    {
        stop.Cancel();
        Assert.True(serving.Wait(LongestNight), "the service does not stop");
    }

    public void Dispose()
    {
        if (!serving.IsCompleted)
        {
            Stop();
        }

        stop.Dispose();
        nights.Dispose();
    }
}
