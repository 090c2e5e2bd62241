using System.Globalization;
using Astra.Host.Configuration;
using Astra.Host.Execution;
using Astra.Host.Observability;
using Astra.Host.Plugins;
using Astra.Host.Runs;
using Astra.Host.Storage;
using Astra.Host.Storage.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Quartz;

namespace Astra.Host.Service;

/// <summary>Runs night after night until it is told to stop: the generic host, with Quartz for the schedules.</summary>
/// <param name="configure">Reads the configuration: for each night what it runs and watches; schedules, port and plugins count when the service starts.</param>
sealed class AstraService(Func<AstraConfiguration> configure, PluginCatalog plugins, TimeProvider time, TextWriter output, TextWriter error)
{
    /// <summary>What a night that is told to stop may take before the process ends without it; what it has stored stays.</summary>
    static readonly TimeSpan LongestStop = TimeSpan.FromSeconds(30);

    /// <summary>Told of each night that came to an end, with its result; null when there is none.</summary>
    public Action<RunResult?>? NightDone { get; init; }

    /// <summary>When the next night is due, as far as is known.</summary>
    public DateTimeOffset? Next { get; private set; }

    /// <summary>Serves until told to stop, and returns when the night under way has stopped.</summary>
    /// <exception cref="Errors.UserException">It cannot start as configured.</exception>
    public async Task Serve(CancellationToken stop)
    {
        AstraConfiguration configuration = configure();
        IReadOnlyList<Schedule> schedules = Schedule.Of(configuration.Service);
        using RunLock only = RunLock.TakeService(configuration.Workspace);
        string? atOnce = CatchUp(configuration, schedules);
        ServiceState state = new();
        using CancellationTokenSource stopping = CancellationTokenSource.CreateLinkedTokenSource(stop);
        Nights nights = new(new Night(configure, plugins, time, output, error), state, time, output, error, stopping.Token)
        {
            Done = result =>
            {
                Announce(schedules);
                NightDone?.Invoke(result);
            },
        };
        using IHost host = Build(configuration, schedules, state, nights);
        await host.StartAsync(CancellationToken.None);
        using Endpoint? endpoint = configuration.Service.Port == 0
            ? null
            : new Endpoint(configuration.Service.Port, host.Services.GetRequiredService<HealthCheckService>());
        foreach (string source in configuration.Service.Sources.DefaultIfEmpty("nothing (service:sources)"))
        {
            Log($"watches {source}");
        }

        Announce(schedules);
        SupervisorNotice.Send("READY=1");
        Task catchingUp = atOnce is { } cause
            ? Task.Run(() => nights.Do(time.GetUtcNow(), cause), CancellationToken.None)
            : Task.CompletedTask;
        await Wait(host, stop);

        SupervisorNotice.Send("STOPPING=1");
        Log("stopping");
        await stopping.CancelAsync();
        using CancellationTokenSource limit = new(LongestStop);
        await host.StopAsync(limit.Token);
        await Task.WhenAny(catchingUp, Task.Delay(LongestStop, limit.Token));
        Log("stopped");
    }

    /// <summary>Waits to be stopped, and meanwhile tells systemd that the service lives, as long as it does.</summary>
    static async Task Wait(IHost host, CancellationToken stop)
    {
        HealthCheckService health = host.Services.GetRequiredService<HealthCheckService>();
        TimeSpan interval = SupervisorNotice.WatchdogInterval ?? Timeout.InfiniteTimeSpan;
        while (!stop.IsCancellationRequested)
        {
            if (interval != Timeout.InfiniteTimeSpan
                && (await health.CheckHealthAsync(check => check.Tags.Contains("live"), CancellationToken.None)).Status == HealthStatus.Healthy)
            {
                SupervisorNotice.Send("WATCHDOG=1");
            }

            await Task.Delay(interval, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    IHost Build(AstraConfiguration configuration, IReadOnlyList<Schedule> schedules, ServiceState state, Nights nights)
    {
        HostApplicationBuilder builder = new(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Logging.AddSimpleConsole(options => options.SingleLine = true);
        builder.Logging.SetMinimumLevel(Microsoft.Extensions.Logging.LogLevel.Warning);
        builder.Services.Configure<Microsoft.Extensions.Logging.Console.ConsoleLoggerOptions>(
            options => options.LogToStandardErrorThreshold = Microsoft.Extensions.Logging.LogLevel.Trace);

        // Signals are the caller's: a second one ends the process at once.
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        builder.Services.AddSingleton(configuration);
        builder.Services.AddSingleton(time);
        builder.Services.AddSingleton(state);
        builder.Services.AddSingleton(nights);
        builder.Services.AddHealthChecks()
            .AddCheck<SchedulerHealth>("scheduler", tags: ["live", "ready"])
            .AddCheck<WorkspaceHealth>("workspace", tags: ["ready"]);
        builder.Services.AddQuartz(quartz =>
        {
            JobKey job = new("night");
            quartz.AddJob<NightJob>(options => options.WithIdentity(job).StoreDurably());
            foreach (Schedule schedule in schedules)
            {
                // A night that was missed by more than a minute, since the machine slept, is made up for once.
                quartz.AddTrigger(options => options.ForJob(job).WithIdentity(schedule.Text).WithSchedule(
                    CronScheduleBuilder.Create(schedule.Cron).WithMisfireInstruction(CronTriggerMisfireInstruction.FireAndProceed)));
            }
        });
        builder.Services.AddQuartzHostedService(options => options.WaitForJobsToComplete = true);
        return builder.Build();
    }

    /// <summary>Why a night is due at once: the last run was killed, or a schedule passed while no service was there; null when none is.</summary>
    string? CatchUp(AstraConfiguration configuration, IReadOnlyList<Schedule> schedules)
    {
        using SqliteStore store = SqliteStore.Open(configuration.Workspace, create: true, time);
        return store.Runs(1).FirstOrDefault() is not { } last ? null
            : last.State == RunState.Running && !RunLock.IsHeld(configuration.Workspace) ? Invariant($"the killed run {last.Key}, which it carries on")
            : schedules.Any(schedule => schedule.After(last.Started) <= time.GetUtcNow()) ? "a schedule that passed while no service was there"
            : null;
    }

    void Announce(IReadOnlyList<Schedule> schedules)
    {
        Next = schedules.Select(schedule => schedule.After(time.GetUtcNow())).Min();
        AstraMetrics.SetNext(Next);
        string text = Next is { } next ? $"next run at {next.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture)} UTC" : "no schedule has another time";
        Log(text);
        SupervisorNotice.Send($"STATUS={text}");
    }

    void Log(string text) => output.WriteLine($"{time.GetUtcNow().UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture)} {text}");

    /// <summary>Leaves signals alone.</summary>
    sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
