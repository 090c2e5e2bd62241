using Astra.Host.Errors;
using Astra.Testing;

namespace Astra.Host.Tests.EndToEnd;

/// <summary>Batches and threads change how fast the results come, and no bit of them.</summary>
public sealed class SameResultsTests : IDisposable
{
    readonly Workspace reference = new();

    public void Dispose() => reference.Dispose();

    [Fact]
    public void A_batch_of_many_gives_what_batches_of_one_give_on_any_number_of_threads()
    {
        for (int i = 1; i <= 14; i++)
        {
            reference.Put(new() { Number = i, Visits = 1 + (i % 3) });
        }

        AssertAllTheSame(reference.Stars, (1, 1), (64, 1), (7, 8), (1, 8));
    }

    [SharedDataFact]
    public void So_it_is_with_real_spectra_and_a_published_model() => AssertAllTheSame(SharedData.Path("apstar"), (1, 1), (64, 8));

    void AssertAllTheSame(string stars, params (int Batch, int Threads)[] ways)
    {
        string[] expected = Results(reference, stars, ways[0]);
        Assert.NotEmpty(expected);
        foreach ((int Batch, int Threads) way in ways[1..])
        {
            using Workspace other = new();
            Assert.Equal(expected, Results(other, stars, way));
        }
    }

    /// <summary>All that is stored of all results but the times.</summary>
    static string[] Results(Workspace workspace, string stars, (int Batch, int Threads) way)
    {
        List<string> pipelines = ["NoOp", "NoOpSource", "Faulty"];
        List<string> models = [];
        if (SharedData.Folder is not null)
        {
            workspace.Install("Cannon");
            pipelines.Add("Cannon");
            models.AddRange("--model", $"Cannon={SharedData.Path("cannon", "trained_apokasc_gc_ind_feh_fix.txt")}");
        }

        workspace.Astra(ExitCode.Done, "ingest", stars);
        workspace.Astra(["run", .. pipelines, .. models, "--threads", $"{way.Threads}", "--set", $"run:batch={way.Batch}"]);
        return [.. workspace.Ask("SELECT name FROM sqlite_master WHERE type = 'table' AND name LIKE 'astraAll%' ORDER BY name").SelectMany(table =>
        {
            string columns = string.Join(", ", workspace.Ask($"SELECT name FROM pragma_table_info('{table}')").Except(["created", "modified", "t_elapsed", "t_overhead"]).Select(name =>
                $"quote({name})"));
            return workspace.Ask($"SELECT '{table}', {columns} FROM {table} ORDER BY task_pk");
        })];
    }
}
