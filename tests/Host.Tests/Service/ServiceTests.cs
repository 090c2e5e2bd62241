using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using Astra.Host.Errors;
using Astra.Host.Execution;
using Astra.Host.Runs;
using Astra.Host.Tests.EndToEnd;

namespace Astra.Host.Tests.Service;

/// <summary>The service as a process, and how it lives beside other runs.</summary>
public sealed class ServiceTests : IDisposable
{
    const int SigTerm = 15;

    static readonly DateTimeOffset Noon = new(2027, 3, 1, 12, 0, 0, TimeSpan.Zero);

    readonly Workspace workspace = new();

    public ServiceTests()
    {
        for (int i = 1; i <= 3; i++)
        {
            workspace.Put(new() { Number = i });
        }
    }

    public void Dispose() => workspace.Dispose();

    [Fact]
    public void A_night_that_is_due_while_another_process_runs_is_left_out_and_told_the_next_time()
    {
        Configure();
        using SimulatedService service = new(workspace, new SimulatedTime(Noon));
        Directory.CreateDirectory(workspace.Folder);
        using (RunLock.Take(workspace.Folder))
        {
            Assert.Null(service.Night());
        }

        RunSummary night = service.Night()!.Summary;
        Assert.Equal("The run that was due at 2027-03-02 02:30:00 UTC was left out: another process had a run under way.", Assert.Single(night.Notes));
        Assert.Equal(1, night.Run);
    }

    [Fact]
    public void A_night_that_is_due_while_one_is_under_way_is_left_out_and_not_stacked()
    {
        string over = workspace.Beside("over");
        Configure($"until [ -e '{over}' ]; do sleep 0.05; done", hookTimeout: 60, schedules: ["30 2 * * *", "31 2 * * *", "32 2 * * *"]);
        File.WriteAllText(workspace.Star("apStar-t1-2M99999999+0000000.fits"), "no FITS");
        SimulatedTime time = new(Noon);
        using SimulatedService service = new(workspace, time);
        DateTimeOffset first = service.Next;
        time.AdvanceTo(first);
        Until(() => Directory.Exists(Path.Combine(workspace.Folder, "runs")));
        foreach (int minutes in new[] { 1, 2 })
        {
            time.AdvanceTo(first.AddMinutes(minutes));
            Until(() => service.Output.Contains($"02:3{minutes}:00 UTC was left out: the run before was still under way.", StringComparison.Ordinal));
        }

        File.WriteAllText(over, string.Empty);
        Assert.Equal(1, service.Wait()!.Summary.Run);
        RunSummary next = service.Night()!.Summary;
        Assert.Equal((2, 2), (next.Run, next.Notes.Count));

        static void Until(Func<bool> condition) => Assert.True(SpinWait.SpinUntil(condition, TimeSpan.FromMinutes(1)));
    }

    [Fact]
    public void A_schedule_that_passed_while_no_service_was_there_is_made_up_for_once()
    {
        Configure();
        SimulatedTime time = new(Noon);
        using (SimulatedService service = new(workspace, time))
        {
            Assert.Equal(1, service.Night()!.Summary.Run);
        }

        time.AdvanceTo(Noon.AddDays(5));
        using SimulatedService again = new(workspace, time);
        Assert.Equal(2, again.Wait()!.Summary.Run);
        Assert.Contains("by a schedule that passed while no service was there", again.Output);
        Assert.Equal(3, again.Night()!.Summary.Run);
    }

    [Fact]
    public void A_configuration_that_breaks_costs_a_night_and_not_the_service()
    {
        string told = workspace.Beside("told.json");
        Configure($"cat > '{told}'");
        using SimulatedService service = new(workspace, new SimulatedTime(Noon));
        File.WriteAllText(Path.Combine(workspace.Folder, "astra.json"), "{ \"run\": { \"treads\": 2 } }");
        RunResult night = service.Night()!;
        Assert.Equal("failed", night.Summary.State);
        Assert.EndsWith("no-run-20270302T023000Z.md", night.SummaryPath);
        Assert.Contains("There is no setting 'run:treads'", service.Error);
        Assert.Equal(Matter.Error, (string?)JsonNode.Parse(File.ReadAllText(told))!["attention"]![0]!["kind"]);

        Configure();
        Assert.Equal("finished", service.Night()!.Summary.State);
    }

    [Theory]
    [InlineData("exit 3", "The hook ended with 3: exit 3")]
    [InlineData("sleep 60", "The hook did not end within 1 s (service:hook_timeout) and was killed: sleep 60")]
    public void A_hook_that_fails_is_told_and_stops_nothing(string hook, string told)
    {
        Configure(hook);
        File.WriteAllText(workspace.Star("apStar-t1-2M99999999+0000000.fits"), "no FITS");
        using SimulatedService service = new(workspace, new SimulatedTime(Noon));

        Assert.Equal("finished", service.Night()!.Summary.State);
        Assert.Contains(told, service.Error);
    }

    [Fact]
    public void One_night_now_says_by_its_exit_code_whether_a_human_is_needed()
    {
        Configure();
        Answer quiet = workspace.Astra(ExitCode.Done, "service", "--once");
        Assert.Contains("Run 1 finished", quiet.Output);
        string summary = Path.Combine(workspace.Folder, "runs", "run-000001.md");
        Assert.Contains($"Summary: {summary}", quiet.Output);
        Assert.Contains("Nothing needs a human.", File.ReadAllText(summary));
        Assert.Equal(1, (long)JsonNode.Parse(File.ReadAllText(Path.ChangeExtension(summary, ".json")))!["run"]!);
        Assert.Contains($"Summary: {summary}", workspace.Astra(ExitCode.Done, "status").Output);

        File.WriteAllText(workspace.Star("apStar-t1-2M99999999+0000000.fits"), "no FITS");
        Answer broken = workspace.Astra(ExitCode.DoneWithGaps, "service", "--once");
        Assert.Contains("astra: needs a human: 1 new or changed files cannot be used", broken.Error);
        workspace.Astra(ExitCode.Done, "service", "--once");
    }

    [Fact]
    public void A_service_that_cannot_start_says_why()
    {
        Assert.Contains("No schedule is configured.", workspace.Astra(ExitCode.WrongConfiguration, "service").Error);
        Configure();
        using RunLock only = RunLock.TakeService(workspace.Folder);
        Assert.Contains("Another service is there for the workspace", workspace.Astra(ExitCode.WrongConfiguration, "service").Error);
    }

    [Fact]
    public async Task It_answers_a_supervisor_and_stops_within_seconds()
    {
        int port = FreePort();
        Configure(port: port);
        Process service = workspace.Start(["service"]);
        using HttpClient client = new() { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
        if (!SpinWait.SpinUntil(() => Answers(client) || service.HasExited, TimeSpan.FromMinutes(1)) || service.HasExited)
        {
            service.Kill();
            Assert.Fail($"The service does not answer: {Workspace.Finish(service)}");
        }

        Assert.Equal("scheduler: healthy waiting for the next run\n", await client.GetStringAsync("/live"));
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/ready")).StatusCode);
        string metrics = await client.GetStringAsync("/metrics");
        Assert.Contains("# TYPE astra_run_next_seconds gauge", metrics);
        Assert.Equal(metrics.Length, (await client.GetStringAsync($"http://localhost:{port}/metrics")).Length);
        Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync("/")).StatusCode);
        Directory.Move(workspace.Stars, workspace.Beside("away"));
        HttpResponseMessage unready = await client.GetAsync("/ready");
        Directory.Move(workspace.Beside("away"), workspace.Stars);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, unready.StatusCode);
        Assert.Contains($"{workspace.Stars} is not there", await unready.Content.ReadAsStringAsync());

        Stopwatch watch = Stopwatch.StartNew();
        Assert.Equal(0, Kill(service.Id, SigTerm));
        Answer stopped = Workspace.Finish(service);
        Assert.Equal(ExitCode.Done, stopped.ExitCode);
        Assert.Contains("stopped", stopped.Output);
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(20), $"it took {watch.Elapsed}");
    }

    [Fact]
    public void A_database_that_cannot_be_used_is_told_and_the_next_night_tries_again()
    {
        Configure();
        using SimulatedService service = new(workspace, new SimulatedTime(Noon));
        string database = Path.Combine(workspace.Folder, "astra.db");
        Assert.Equal("finished", service.Night()!.Summary.State);
        File.Move(database, database + ".away");
        File.WriteAllText(database, new string('x', 100_000));
        RunResult night = service.Night()!;
        File.Move(database + ".away", database, overwrite: true);

        Assert.Contains("cannot be opened", Assert.Single(night.Summary.Attention).Text);
        Assert.Equal((2, "finished"), (service.Night()!.Summary.Run, service.Night()!.Summary.State));
    }

    [Fact]
    public void Systemd_hears_that_it_is_ready_that_it_lives_and_that_it_stops()
    {
        Configure();
        string path = workspace.Beside("notify");
        using Socket systemd = new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified) { ReceiveTimeout = 60_000 };
        systemd.Bind(new UnixDomainSocketEndPoint(path));
        Process service = workspace.Start(["service"], ("NOTIFY_SOCKET", path), ("WATCHDOG_USEC", "200000"));

        List<string> heard = [];
        Hear("READY=1");
        Hear("WATCHDOG=1");
        Hear("WATCHDOG=1");
        Assert.Equal(0, Kill(service.Id, SigTerm));
        Hear("STOPPING=1");
        Assert.Equal(ExitCode.Done, Workspace.Finish(service).ExitCode);
        Assert.Contains(heard, text => text.StartsWith("STATUS=next run at ", StringComparison.Ordinal));

        void Hear(string state)
        {
            byte[] bytes = new byte[1000];
            do
            {
                heard.Add(System.Text.Encoding.UTF8.GetString(bytes, 0, systemd.Receive(bytes)));
            }
            while (heard[^1] != state);
        }
    }

    void Configure(string hook = "", int port = 0, int hookTimeout = 1, string[]? schedules = null) => SimulatedService.Configure(workspace, new
    {
        service = new
        {
            sources = new[] { workspace.Stars },
            schedules = schedules ?? ["30 2 * * *"],
            pipelines = new[] { "NoOp" },
            publish = false,
            report = false,
            hook,
            hook_timeout = hookTimeout,
            port,
        },
    });

    static bool Answers(HttpClient client)
    {
        try
        {
            return client.GetAsync("/live").GetAwaiter().GetResult().IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    static int FreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    [DllImport("libc", EntryPoint = "kill")]
    static extern int Kill(int process, int signal);
}
