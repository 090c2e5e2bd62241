using System.Globalization;
using Astra.Host.Commands;
using Astra.Host.Errors;
using Astra.Host.Storage.Sqlite;
using Astra.Host.Tests.EndToEnd;
using Astra.Reliability.Tests.Crashes;
using Astra.Reliability.Tests.Disk;
using static SQLitePCL.raw;

namespace Astra.Reliability.Tests.Faults;

/// <summary>
/// Calls of SQLite's to the disk fail, of each kind the n-th once, or it and all after it: the command says so in one sentence, the store is whole,
/// and with the disk in order again the work is done as if nothing had been. ASTRA_FAULT_POINTS sets how many values of n are tried for each kind
/// (default 2).
/// </summary>
public sealed class DiskFaultTests : IDisposable
{
    static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    static readonly string[] Run = ["run", "NoOp", "NoOpSource", "Faulty", "--threads", "1", "--set", "run:batch=2"];

    readonly Workspace sky = new();
    int folders;

    public DiskFaultTests()
    {
        sky.Put(new() { Number = 1 });
        sky.Put(new() { Number = 2, Visits = 2 });
        sky.Put(new() { Number = 3 });
    }

    static int Points => int.TryParse(Environment.GetEnvironmentVariable("ASTRA_FAULT_POINTS"), NumberStyles.None, CultureInfo.InvariantCulture, out int points) ? points : 2;

    public void Dispose() => sky.Dispose();

    [Fact]
    public void A_run_on_a_failing_disk_ends_in_a_sentence_and_the_next_one_does_what_is_left() =>
        Judge(Run, [["ingest", sky.Stars]], finish: [Run]);

    [Fact]
    public void A_workspace_that_could_not_be_made_can_be_made_later() =>
        Judge(["ingest", sky.Stars], [], finish: [["ingest", sky.Stars], Run]);

    [Fact]
    public void A_purge_on_a_failing_disk_deletes_nothing_that_is_the_newest() =>
        Judge(
            ["purge", "--older-than", "1.0", "--vacuum"], [["ingest", sky.Stars], Run, ["version", "0.9.3"], Run],
            finish: [["purge", "--older-than", "1.0", "--vacuum"]]);

    [Fact]
    public void A_full_disk_stops_a_run_with_a_sentence_and_nothing_is_lost()
    {
        string start = Prepared([["ingest", sky.Stars]]);
        (string end, FailingDisk calm) = Undisturbed(start, Run, [Run]);
        for (int part = 0; part < 2 * Points; part++)
        {
            FailingDisk full = new() { FullFrom = part * calm.Longest / (2 * Points) };
            Judge(start, Run, [Run], full, end, $"full from byte {full.FullFrom}");
        }
    }

    /// <param name="command">The one during which calls fail.</param>
    /// <param name="before">What makes the workspace for it.</param>
    /// <param name="finish">What is to end as if nothing had been.</param>
    void Judge(string[] command, string[][] before, string[][] finish)
    {
        string start = Prepared(before);
        (string end, FailingDisk calm) = Undisturbed(start, command, finish);
        int failures = 0;
        foreach ((FileCall call, int count) in calm.Counts.OrderBy(entry => entry.Key))
        {
            int[] nths = [.. Enumerable.Range(0, Points).Select(i => 1 + (int)((long)i * (count - 1) / Math.Max(1, Points - 1))).Distinct()];
            foreach ((int nth, bool forGood) in nths.SelectMany(nth => new[] { (nth, false), (nth, true) }))
            {
                FailingDisk failing = new() { Call = call, Nth = nth, ForGood = forGood };
                Judge(start, command, finish, failing, end, $"{call} number {nth} of {count} fails{(forGood ? " and all after it" : " once")}");
                failures += failing.Failed > 0 ? 1 : 0;
            }
        }

        Assert.True(failures > 10, $"only {failures} of the calls came about");
    }

    void Judge(string start, string[] command, string[][] finish, FailingDisk failing, string end, string what)
    {
        string folder = Copy(start);
        Answer answer;
        using (WatchedVfs.Watch(folder, failing))
        {
            // On a thread of its own, so that a command that never ends is a failed test.
            Task<Answer> running = Task.Run(() => Astra(folder, command));
            Assert.True(running.Wait(Patience), $"{what}: astra does not come to an end");
            answer = running.Result;
        }

        Assert.Empty(failing.Mistakes);
        if (answer.ExitCode == ExitCode.WrongConfiguration)
        {
            Assert.True(
                answer.Error.StartsWith("astra: ", StringComparison.Ordinal) && answer.Error.Trim().Count(c => c == '\n') == 0, $"{what}: {answer}");
            Assert.False(answer.Error.Contains("rollback", StringComparison.OrdinalIgnoreCase), $"{what}: says what failed after the failure: {answer}");
        }
        else
        {
            // SQLite tries some things twice, and can do without others.
            Assert.True(answer.ExitCode is ExitCode.Done, $"{what}: {answer}");
        }

        if (File.Exists(Path.Combine(folder, SqliteStore.FileName)))
        {
            Assert.True(StoredContent.Contradictions(folder) is [], what);
        }

        foreach (string[] next in finish)
        {
            Answer later = Astra(folder, next);
            Assert.True(later.ExitCode == ExitCode.Done, $"{what}, then astra {next[0]}: {later}");
        }

        Assert.True(end == StoredContent.OfTheWork(folder), $"{what}: the end is another one");
        Directory.Delete(folder, recursive: true);
    }

    (string End, FailingDisk Calm) Undisturbed(string start, string[] command, string[][] finish)
    {
        string folder = Copy(start);
        FailingDisk calm = new();
        using (WatchedVfs.Watch(folder, calm))
        {
            Assert.Equal(ExitCode.Done, Astra(folder, command).ExitCode);
        }

        foreach (string[] next in finish)
        {
            Assert.Equal(ExitCode.Done, Astra(folder, next).ExitCode);
        }

        return (StoredContent.OfTheWork(folder), calm);
    }

    string Prepared(string[][] commands)
    {
        string folder = NewFolder();
        foreach (string[] command in commands)
        {
            if (command is ["version", string version])
            {
                using Microsoft.Data.Sqlite.SqliteConnection connection = SqliteStore.ConnectExisting(folder);
                connection.Execute("UPDATE setup SET version = $1", version);
                foreach (string table in new[] { "astraAllStarNoOp", "astraAllVisitNoOp", "astraAllStarNoOpSource", "astraAllStarFaulty", "astraAllVisitFaulty" })
                {
                    connection.Execute($"UPDATE {table} SET version_mm = 9");
                }

                continue;
            }

            Assert.Equal(ExitCode.Done, Astra(folder, command).ExitCode);
        }

        return folder;
    }

    static Answer Astra(string folder, string[] command) => ConsoleCapture.Of(() => CommandLine.Run([.. command, "--workspace", folder]));

    string Copy(string from)
    {
        string to = Directory.CreateDirectory(NewFolder()).FullName;
        foreach (string file in Directory.Exists(from) ? Directory.GetFiles(from) : [])
        {
            File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
        }

        return to;
    }

    string NewFolder() => sky.Beside($"workspace-{folders++}");
}
