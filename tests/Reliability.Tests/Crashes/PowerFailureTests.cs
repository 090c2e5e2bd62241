using System.Globalization;
using Astra.Host.Commands;
using Astra.Host.Errors;
using Astra.Host.Storage.Sqlite;
using Astra.Host.Tests.EndToEnd;
using Astra.Reliability.Tests.Disk;
using Microsoft.Data.Sqlite;

namespace Astra.Reliability.Tests.Crashes;

/// <summary>
/// The power fails at every sync of everything that writes to the store: what had come back is there, what had not is there whole or not at all, and
/// the work goes on from there to the same end. ASTRA_CRASH_SEEDS sets how many ways of losing sectors are tried for each instant (default 1).
/// </summary>
public sealed class PowerFailureTests : IDisposable
{
    /// <summary>One instant in so many is followed to the end of the life.</summary>
    const int FollowedEvery = 16;

    readonly Workspace sky = new();
    readonly DirectoryInfo root = Directory.Exists("/dev/shm") ? Directory.CreateDirectory($"/dev/shm/astra-crash-{Guid.NewGuid():N}") : Directory.CreateTempSubdirectory("astra-crash-");
    int folders;

    static int Seeds => int.TryParse(Environment.GetEnvironmentVariable("ASTRA_CRASH_SEEDS"), NumberStyles.None, CultureInfo.InvariantCulture, out int seeds) ? seeds : 1;

    public void Dispose()
    {
        sky.Dispose();
        root.Delete(recursive: true);
    }

    [Fact]
    public void Nothing_that_came_back_is_lost_and_nothing_is_there_by_half_whenever_the_power_fails()
    {
        Life life = new(sky);
        string folder = NewFolder();
        IReadOnlyList<Moment> moments = CrashRecording.Of(folder, life.Steps.Select(step => (Action)(() => step(folder))));
        string end = StoredContent.OfTheWork(folder);

        Recoveries recoveries = Judge(moments);
        Assert.Equal(StoredContent.All(folder), recoveries.Contents[^1]);
        Assert.True(recoveries.Contents.Distinct().Count() > 2 * life.Steps.Count, "the life has hardly any commits");
        for (int i = 0; i < moments.Count; i += FollowedEvery)
        {
            string survivor = Survivors(moments[i], Survival.SomeSectors, seed: i);
            foreach (Action<string> step in life.Steps.Skip(moments[i].Step))
            {
                step(survivor);
            }

            Assert.Equal(end, StoredContent.OfTheWork(survivor));
            Directory.Delete(survivor, recursive: true);
        }
    }

    [Fact]
    public void A_migration_is_done_or_not_whenever_the_power_fails()
    {
        string schema = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "schemas", "first.sql"));
        string folder = NewFolder();
        Make(folder, schema + """
            INSERT INTO pipeline (name) VALUES ('NoOp');
            WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 400)
            INSERT INTO source (sdss4_apogee_id) SELECT printf('star %d', i) FROM n;
            """);

        IReadOnlyList<Moment> moments = CrashRecording.Of(folder, [() => Migrate(folder)]);

        Recoveries recoveries = Judge(moments);
        Assert.Equal(["1", $"{Schema.Version}"], recoveries.Contents.Select(content => content.Split('\n')[0]).Distinct());
        string survivor = Survivors(moments[moments.Count / 2], Survival.GarbledSectors, seed: 1);
        Migrate(survivor);
        Assert.Equal(StoredContent.All(folder), StoredContent.All(survivor));

        static void Migrate(string folder) => Assert.Equal(
            ExitCode.Done, ConsoleCapture.Of(() => CommandLine.Run(["migrate", "--workspace", folder])).ExitCode);
    }

    /// <summary>Without this, a simulation that loses nothing would look like a store that loses nothing.</summary>
    [Theory]
    [InlineData("PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF")]
    [InlineData("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL")]
    [InlineData("PRAGMA journal_mode = OFF; PRAGMA synchronous = FULL")]
    public void A_store_that_does_not_sync_what_it_commits_is_found_out(string how)
    {
        string folder = NewFolder();
        Make(folder, "PRAGMA journal_mode = WAL; CREATE TABLE row (value TEXT)");
        using SqliteConnection connection = new(new SqliteConnectionStringBuilder { DataSource = Path.Combine(folder, SqliteStore.FileName), Pooling = false }.ToString());

        IReadOnlyList<Moment> moments = CrashRecording.Of(folder, Enumerable.Range(0, 12).Select(i => (Action)(() =>
        {
            if (i == 0)
            {
                connection.Open();
                connection.Execute(how);
            }

            connection.Execute("BEGIN; INSERT INTO row SELECT printf('%.5000c', 'x'); INSERT INTO row SELECT printf('%.5000c', 'y'); COMMIT");
        })));

        Assert.ThrowsAny<Exception>(() => Judge(moments));
    }

    [Fact]
    public void A_store_that_syncs_what_it_commits_is_not_found_wanting()
    {
        string folder = NewFolder();
        Make(folder, "PRAGMA journal_mode = WAL; CREATE TABLE row (value TEXT)");
        using SqliteConnection connection = new(new SqliteConnectionStringBuilder { DataSource = Path.Combine(folder, SqliteStore.FileName), Pooling = false }.ToString());

        IReadOnlyList<Moment> moments = CrashRecording.Of(folder, Enumerable.Range(0, 12).Select(i => (Action)(() =>
        {
            if (i == 0)
            {
                connection.Open();
                connection.Execute("PRAGMA synchronous = FULL");
            }

            connection.Execute("BEGIN; INSERT INTO row SELECT printf('%.5000c', 'x'); INSERT INTO row SELECT printf('%.5000c', 'y'); COMMIT");
        })));

        Assert.Equal(13, Judge(moments).Contents.Distinct().Count());
    }

    /// <param name="Contents">For each instant, what had been written by then.</param>
    sealed record Recoveries(IReadOnlyList<string> Contents);

    /// <summary>
    /// Lets the power fail at every instant, in every way, and compares what is found with what had been committed: at least what was promised last,
    /// and nothing that was not written.
    /// </summary>
    Recoveries Judge(IReadOnlyList<Moment> moments)
    {
        List<string> contents = [];
        int promised = 0;
        for (int i = 0; i < moments.Count; i++)
        {
            contents.Add(Recovered(moments[i], Survival.Everything, seed: 0));
            promised = moments[i].IsPromised ? i : promised;
            if (!moments[i].Disk.HasUnsynced)
            {
                continue;
            }

            HashSet<string> allowed = [.. contents.Skip(promised)];
            foreach ((Survival survival, int seed) in Enumerable.Range(0, Seeds)
                .SelectMany(seed => new[] { (Survival.SomeSectors, seed), (Survival.GarbledSectors, seed) }).Prepend((Survival.Nothing, 0)))
            {
                string found = Recovered(moments[i], survival, (1000 * i) + seed);
                Assert.True(
                    allowed.Contains(found),
                    $"power failed at instant {i} of {moments.Count} ({moments[i].What}, after {moments[i].Step} steps), {survival}, seed {seed}: found what was never committed, or lost what was.\n"
                    + Difference(contents[promised], found));
            }
        }

        return new Recoveries(contents);
    }

    string Recovered(Moment moment, Survival survival, int seed)
    {
        string folder = Survivors(moment, survival, seed);
        string found = StoredContent.All(folder);
        if (found != StoredContent.Nothing && found.Contains("\nledger", StringComparison.Ordinal))
        {
            Assert.Empty(StoredContent.Contradictions(folder));
        }

        Directory.Delete(folder, recursive: true);
        return found;
    }

    string Survivors(Moment moment, Survival survival, int seed)
    {
        string folder = NewFolder();
        moment.Disk.WriteSurvivors(folder, survival, seed);
        return folder;
    }

    string NewFolder() => Path.Combine(root.FullName, (folders++).ToString(CultureInfo.InvariantCulture));

    static void Make(string folder, string sql)
    {
        Directory.CreateDirectory(folder);
        using SqliteConnection connection = new(new SqliteConnectionStringBuilder { DataSource = Path.Combine(folder, SqliteStore.FileName), Pooling = false }.ToString());
        connection.Open();
        connection.Execute(sql);
    }

    static string Difference(string expected, string found)
    {
        string[] was = expected.Split('\n');
        string[] now = found.Split('\n');
        return string.Join('\n', was.Except(now).Take(5).Select(line => $"- {line}").Concat(now.Except(was).Take(5).Select(line => $"+ {line}")));
    }
}
