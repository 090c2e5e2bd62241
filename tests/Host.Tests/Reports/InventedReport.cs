using Astra.Host.Reports;
using Astra.Host.Storage;
using static System.FormattableString;

namespace Astra.Host.Tests.Reports;

/// <summary>A report of invented stars on a giant branch, as two pipelines see them.</summary>
static class InventedReport
{
    public const string HostileText = "</script><img src=x onerror=\"throw new Error('markup')\"><b>";

    /// <param name="stars">How many; the first is called <paramref name="firstStar"/>.</param>
    public static Report Of(int stars, string firstStar = "2M00000000+0000000", string flagText = "an invented flag")
    {
        string[] names = [firstStar, .. Enumerable.Range(1, stars - 1).Select(star => Invariant($"2M{star:D8}+0000000"))];
        ResultColumns first = Columns("First", stars, 0);
        ResultColumns second = Columns("Second", stars, 25);
        ResultColumns distances = new()
        {
            Pipeline = "Distances",
            Spectra = "stars",
            Labels = [new("distance", "pc", "an invented distance")],
            Star = [.. Enumerable.Range(0, stars)],
            Flags = new int[stars],
            FlagSets = [new([], false, false)],
            Values = new Dictionary<string, double[]> { ["distance"] = [.. Enumerable.Range(0, stars).Select(star => 100.0 + star)] },
            Errors = new Dictionary<string, double[]>(),
        };
        float[] flux = [.. Enumerable.Range(246, 8335 - 246).Select(pixel => pixel % 97 == 0 ? 0.7f : pixel is > 3274 and < 3585 ? float.NaN : 1)];
        Dictionary<string, double[]> truth = new() { ["teff"] = first.Values["teff"] };
        return new Report
        {
            Workspace = "/invented/workspace",
            Created = new DateTimeOffset(2026, 11, 21, 12, 0, 0, TimeSpan.Zero),
            AstraVersion = "0.0.0",
            Counts = new WorkspaceCounts(stars, stars, 3 * stars, stars, 0, 0),
            Run = new ReportedRun(3, "finished", DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddSeconds(61), 61, "run", null,
                [new RunPipelineRecord("First", "1.0.0", "invented", "0123456789", stars, stars, 0, 0, 0, 0, 1, 1)]),
            Pipelines = [.. new[] { first, second, distances }.Select(result => new ReportedPipeline(
                result.Pipeline, "1.0.0", flagText, null,
                [new ReportedTable(result.Spectra, stars, 1, 1, [new ReportedFlag("ODD", flagText, "warn", 1), new ReportedFlag("NO_RESULT", "no result", "bad", 0)])]))],
            Failures = [new FailureGroup("First", Outcome.NoResult, flagText, 2, firstStar, null)],
            Sample = new ReportedSample(2 * stars, stars),
            Stars = names,
            Results = [first, second, distances],
            Comparisons = LabelComparisons.Of([first, second, distances]),
            Truth = new TruthComparison("survey", "survey.fits", true, truth, [new("Second", "teff", "teff", "K", new Deviation(stars, 25, 10))]),
            Examples =
            [
                new ExampleSpectrum(firstStar, "a spectrum", 100, "the first", "divided by nothing", "First", null, 246, PackedSpectrum.Pack(flux), PackedSpectrum.Pack(flux), PackedSpectrum.Pack(flux),
                    [new("First", ["ODD"], false, new Dictionary<string, double> { ["teff"] = 4500 }, new Dictionary<string, double> { ["teff"] = 30 })]),
                new ExampleSpectrum(names[^1], "another", 50, "the last", "divided by nothing", null, "its file is no longer there", 246, null, null, null, []),
            ],
            Remarkable = [new RemarkableResult("First", firstStar, 100, ["ODD"], false, "to be used with care", new Dictionary<string, double> { ["teff"] = 4500 })],
        };
    }

    static ResultColumns Columns(string pipeline, int stars, double warmer) => new()
    {
        Pipeline = pipeline,
        Spectra = "combined spectra",
        Labels = [new("teff", "K", "effective temperature"), new("logg", "log10(cm/s^2)", "surface gravity"), new("fe_h", "dex", "[Fe/H]")],
        Star = [.. Enumerable.Range(0, stars)],
        Snr = [.. Enumerable.Repeat(120.0, stars)],
        Flags = [.. Enumerable.Range(0, stars).Select(star => star % 10 == 9 ? 1 : 0)],
        FlagSets = [new([], false, false), new(["ODD"], true, true)],
        Values = new Dictionary<string, double[]>
        {
            ["teff"] = [.. Enumerable.Range(0, stars).Select(star => 3800 + warmer + (1400.0 * star / stars))],
            ["logg"] = [.. Enumerable.Range(0, stars).Select(star => 0.8 + (2.6 * star / stars))],
            ["fe_h"] = [.. Enumerable.Range(0, stars).Select(star => -0.8 + (star % 12 / 10.0))],
        },
        Errors = new Dictionary<string, double[]> { ["teff"] = [.. Enumerable.Repeat(31.4, stars)] },
        Keys = [.. Enumerable.Range(0, stars).Select(star => (long)star)],
        Names = [.. Enumerable.Range(0, stars).Select(star => $"spectrum {star}")],
    };
}
