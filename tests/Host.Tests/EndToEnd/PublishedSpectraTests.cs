using Astra.Host.Errors;
using Astra.Testing;

namespace Astra.Host.Tests.EndToEnd;

/// <summary>Real spectra and a published model of The Cannon, from the files to the results.</summary>
public sealed class PublishedSpectraTests : IDisposable
{
    readonly Workspace workspace = new();

    public void Dispose() => workspace.Dispose();

    [SharedDataFact]
    public void Every_real_file_is_ingested_that_with_a_single_visit_too()
    {
        Answer ingest = workspace.Astra(ExitCode.Done, "ingest", SharedData.Path("apstar"));

        Assert.StartsWith("Ingested 20 new and 0 changed files: 20 combined spectra, 83 visits.", ingest.Output);
        Assert.Equal(["1|0", "2|0"], workspace.Ask("SELECT kind, row FROM spectrum WHERE identity LIKE '%2M03290406+3117075%' ORDER BY kind"));
        Assert.Equal(["1|0|15", "2|2|15"], workspace.Ask("""
            SELECT kind, min(row), CASE kind WHEN 1 THEN n_visits ELSE count(*) END FROM spectrum WHERE identity LIKE '%2M03442721+3220288%' GROUP BY kind
            """));
    }

    [SharedDataFact]
    public void Every_spectrum_has_a_result_of_the_Cannon_and_what_is_far_outside_the_model_is_bad()
    {
        workspace.Install("Cannon");

        workspace.Astra(
            "run", "Cannon", "--ingest", SharedData.Path("apstar"), "--model", $"Cannon={SharedData.Path("cannon", "trained_apokasc_gc_ind_feh_fix.txt")}");

        Assert.Equal(["20|20"], workspace.Ask("SELECT count(*), count(DISTINCT spectrum_pk) FROM astraAllStarCannon"));
        Assert.Equal(["83|83"], workspace.Ask("SELECT count(*), count(DISTINCT spectrum_pk) FROM astraAllVisitCannon"));

        // The model knows giants: these two are, the others are dwarfs cooler than it was trained on, and young stars.
        Assert.Equal(["2M00005143+5615568|4900|2.5", "2M17334253-1654573|3800|1.1"], workspace.Ask("""
            SELECT sdss4_apogee_id, round(teff / 100) * 100, printf('%.1f', logg) FROM astraAllStarCannon JOIN source USING (source_pk) WHERE flag_bad = 0 ORDER BY 1
            """).Select(row => row.Replace(".0|", "|", StringComparison.Ordinal)));
        Assert.Equal(["2M00005143+5615568", "2M17334253-1654573"], workspace.Ask("SELECT DISTINCT sdss4_apogee_id FROM astraAllVisitCannon JOIN source USING (source_pk) WHERE flag_bad = 0 ORDER BY 1"));
        Assert.StartsWith("Nothing is due", workspace.Astra("run", "Cannon").Output);
    }

    [SharedDataFact]
    public void Files_of_other_kinds_are_reported_each_with_its_reason()
    {
        Answer ingest = workspace.Astra(ExitCode.DoneWithGaps, "ingest", SharedData.Path("apvisit"), SharedData.Path("aspcapstar"));

        string[] lines = ingest.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(8, lines.Length);
        Assert.All(lines[..4], line => Assert.Matches("/apVisit-r.*: is an apVisit file .three detectors of 4096 pixels.: name the star's apStar file instead", line));
        Assert.All(lines[4..], line => Assert.Matches("/aspcapStar-r.*: is an aspcapStar file .normalised flux and a model instead of a mask.", line));
        Assert.Equal(["1|4", "1|4"], workspace.Ask("SELECT state, count(*) FROM file GROUP BY reason"));
    }
}
