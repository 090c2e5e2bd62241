using Astra.Host.Reports;

namespace Astra.Host.Tests.Reports;

public sealed class LabelComparisonTests
{
    static readonly FlagSet Good = new([], false, false);
    static readonly FlagSet Bad = new(["BAD"], false, true);

    [Fact]
    public void Results_of_the_same_spectrum_are_compared_and_bad_ones_do_not_count()
    {
        ResultColumns a = Results("A", "combined spectra", [0, 1, 1, 2], [10, 11, 12, 13], [4000, 4100, 4200, 4300], [0, 0, 0, 0]);
        ResultColumns b = Results("B", "combined spectra", [2, 1, 1, 0], [13, 12, 11, 99], [4310, 4290, 4120, 1], [0, 1, 0, 0]);

        LabelComparison comparison = Assert.Single(LabelComparisons.Of([a, b]));

        Assert.Equal([1, 2, 3], comparison.RowsA);
        Assert.Equal([2, 1, 0], comparison.RowsB);
        Assert.Equal(new LabelDeviation("teff", "K", Deviation.Of([20, 10])), Assert.Single(comparison.Labels));
    }

    [Fact]
    public void A_result_of_a_star_is_compared_with_each_of_its_spectra()
    {
        ResultColumns spectra = Results("Spectra", "combined spectra", [0, 1, 1], [10, 11, 12], [4000, 4100, 4200], [0, 0, 0]);
        ResultColumns stars = Results("Stars", "stars", [1], [71], [4150], [0]);

        LabelComparison comparison = Assert.Single(LabelComparisons.Of([spectra, stars]));

        Assert.Equal([1, 2], comparison.RowsA);
        Assert.Equal([0, 0], comparison.RowsB);
        Assert.Equal(0, Assert.Single(comparison.Labels).Deviation.Bias);
    }

    [Fact]
    public void Pipelines_without_a_common_value_are_not_compared() => Assert.Empty(LabelComparisons.Of(
        [Results("A", "stars", [0], [0], [4000], [0]), Results("B", "stars", [0], [0], [double.NaN], [0]), Results("C", "stars", [1], [1], [4000], [0])]));

    static ResultColumns Results(string pipeline, string spectra, int[] stars, long[] keys, double[] teff, int[] flags) => new()
    {
        Pipeline = pipeline,
        Spectra = spectra,
        Labels = [new("teff", "K", "effective temperature")],
        Star = stars,
        Flags = flags,
        FlagSets = [Good, Bad],
        Values = new Dictionary<string, double[]> { ["teff"] = teff },
        Errors = new Dictionary<string, double[]>(),
        Keys = keys,
        Names = spectra == "stars" ? null : [.. keys.Select(key => $"spectrum {key}")],
    };
}
