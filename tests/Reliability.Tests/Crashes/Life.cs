using Astra.Host.Commands;
using Astra.Host.Errors;
using Astra.Host.Storage.Sqlite;
using Astra.Host.Tests.EndToEnd;
using Microsoft.Data.Sqlite;

namespace Astra.Reliability.Tests.Crashes;

/// <summary>The life of a small workspace: everything that writes to the store, one command after another.</summary>
sealed class Life
{
    readonly Workspace sky;

    /// <param name="sky">Where the stars are; its own workspace is not used.</param>
    public Life(Workspace sky)
    {
        this.sky = sky;
        sky.Put(new() { Number = 1 });
        sky.Put(new() { Number = 2, Visits = 2 });
        sky.Put(new() { Number = 3 });
        File.WriteAllText(Catalogue("aspcap"), "APOGEE_ID,TEFF\n2M00000001+0000000,4500\n2M00000002+0000000,-9999.0\n");
        File.WriteAllText(Catalogue("again"), "APOGEE_ID,TEFF\n2M00000001+0000000,4600\n2M00000003+0000000,5100\n");
        Steps =
        [
            Command("ingest", sky.Stars),
            Command("ingest", "--catalog", "aspcap", Catalogue("aspcap")),
            Command([.. Run, "--set", "pipelines:Faulty:fault=bad-input", "--set", "pipelines:Faulty:fault_on=2M00000002+0000000/"]),
            Command("retry", "--all"),
            Command(Run),
            folder => Sqlite(folder, """
                BEGIN; UPDATE setup SET version = '0.9.3'; UPDATE astraAllStarNoOp SET version_mm = 9; UPDATE astraAllVisitNoOp SET version_mm = 9;
                UPDATE astraAllStarNoOpSource SET version_mm = 9; COMMIT
                """),
            Command("ingest", "--catalog", "aspcap", Catalogue("again")),
            Command([.. Run, "--set", "pipelines:NoOp:factor=2"]),
            Command("purge", "--older-than", "1.0", "--vacuum"),
            Command("backup", sky.Beside("backup.db")),
        ];
    }

    static string[] Run => ["run", "NoOp", "NoOpSource", "Faulty", "--threads", "1", "--set", "run:batch=2"];

    /// <summary>Each does one thing to the workspace in a folder, or what is left of it.</summary>
    public IReadOnlyList<Action<string>> Steps { get; }

    string Catalogue(string name) => sky.Beside($"{name}.csv");

    static Action<string> Command(params string[] arguments) => folder =>
    {
        Answer answer = ConsoleCapture.Of(() => CommandLine.Run([.. arguments, "--workspace", folder]));
        Assert.True(answer.ExitCode is ExitCode.Done or ExitCode.DoneWithGaps, $"astra {string.Join(' ', arguments)}: {answer}");
    };

    static void Sqlite(string folder, string sql)
    {
        using SqliteConnection connection = SqliteStore.ConnectExisting(folder);
        connection.Execute(sql);
    }
}
