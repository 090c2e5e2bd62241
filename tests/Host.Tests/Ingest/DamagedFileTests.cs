using System.Diagnostics;
using Astra.Host.Errors;
using Astra.Host.Tests.EndToEnd;
using Astra.Testing;

namespace Astra.Host.Tests.Ingest;

/// <summary>
/// Hundreds of damaged files in one folder with good ones: each has its own clear message, and none stops the run. The program gets little memory
/// for it, so a file that claims to be huge cannot be believed.
/// </summary>
public sealed class DamagedFileTests : IDisposable
{
    const string MemoryLimit = "0xA000000";

    readonly Workspace workspace = new();

    public void Dispose() => workspace.Dispose();

    [Fact]
    public void Every_damaged_file_gets_its_own_clear_message_and_none_stops_the_run()
    {
        DamagedFile[] files = [.. DamagedFiles.All()];
        Assert.True(files.Length >= 200, $"{files.Length} files");
        for (int i = 0; i < files.Length; i++)
        {
            File.WriteAllBytes(Star(i), files[i].Bytes);
        }

        for (int i = 0; i < 5; i++)
        {
            workspace.Put(new() { Number = 90_000 + i, Visits = 2 });
        }

        Stopwatch watch = Stopwatch.StartNew();
        Answer ingest = Workspace.Finish(workspace.Start(["ingest", workspace.Stars], ("DOTNET_GCHeapHardLimit", MemoryLimit)));
        string[] pipelines = ["NoOp"];
        if (SharedData.Folder is not null)
        {
            workspace.Install("Cannon");
            pipelines = ["NoOp", "Cannon", "--model", $"Cannon={SharedData.Path("cannon", "trained_apokasc_gc_ind_feh_fix.txt")}"];
        }

        Answer run = Workspace.Finish(workspace.Start(["run", .. pipelines, "--set", "run:batch=16"], ("DOTNET_GCHeapHardLimit", MemoryLimit)));

        Assert.True(watch.Elapsed < TimeSpan.FromMinutes(1), $"took {watch.Elapsed}");
        Assert.True(ingest.ExitCode == ExitCode.DoneWithGaps, ingest.ToString());
        Assert.True(run.ExitCode == ExitCode.DoneWithGaps, run.ToString());
        Assert.DoesNotContain("   at ", ingest.Error + run.Error);
        Assert.Equal(["15|0"], workspace.Ask("""
            SELECT count(*), sum(outcome) FROM ledger l JOIN pipeline USING (pipeline_pk) JOIN spectrum s ON s.spectrum_pk = l.unit_pk WHERE name = 'NoOp' AND identity LIKE '%2M0009000%'
            """));
        string[] complaints = [.. Complaints(files)];
        Assert.True(complaints.Length == 0, string.Join(Environment.NewLine, complaints));
    }

    string Star(int i) => workspace.Star($"{i:D4}.fits");

    /// <summary>What is wrong with the answers, a line for each file.</summary>
    IEnumerable<string> Complaints(DamagedFile[] files)
    {
        Dictionary<string, string> fileReasons = workspace.Ask("SELECT path, coalesce(reason, '') FROM file").Select(row => row.Split('|', 2)).ToDictionary(row => row[0], row => row[1]);
        ILookup<string, string> spectrumReasons = workspace.Ask("""
            SELECT f.path, coalesce(a.reason, CASE WHEN l.outcome IS NULL THEN 'input snr is not known, or input ra is not known' ELSE '' END)
            FROM spectrum s JOIN file f USING (file_pk) JOIN pipeline p ON p.name = 'NoOp'
            LEFT JOIN ledger l ON l.pipeline_pk = p.pipeline_pk AND l.unit_pk = s.spectrum_pk LEFT JOIN attempt a ON a.pipeline_pk = p.pipeline_pk AND a.unit_pk = s.spectrum_pk
            """).Select(row => row.Split('|', 2)).ToLookup(row => row[0], row => row[1]);
        Dictionary<string, string> kinds = [];
        for (int i = 0; i < files.Length; i++)
        {
            DamagedFile file = files[i];
            string[] reasons = [.. new[] { fileReasons.GetValueOrDefault(Star(i), "the file is not known") }.Concat(spectrumReasons[Star(i)]).Where(reason =>
                reason.Length > 0).Distinct()];
            string reason = string.Join(" // ", reasons);
            if (file.Says.Length == 0)
            {
                if (reasons.Length > 0)
                {
                    yield return $"{file.Name}: should be usable, but: {reason}";
                }
            }
            else if (!reasons.Any(one => file.Says.All(word => one.Contains(word, StringComparison.Ordinal))))
            {
                yield return $"{file.Name}: should say '{string.Join("' and '", file.Says)}', but says: {(reason.Length == 0 ? "nothing" : reason)}";
            }
            else if (reason.Length > 400 || reason.Contains('\n') || reason.Contains("   at ") || reason.Contains("Exception") || reason.Contains(Star(i)))
            {
                yield return $"{file.Name}: is no plain sentence: {reason}";
            }
        }
    }
}
