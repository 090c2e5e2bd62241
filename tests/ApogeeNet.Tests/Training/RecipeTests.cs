using Astra.Neural;
using Astra.Plugins.ApogeeNet;
using Astra.Plugins.ApogeeNet.Training;

namespace Astra.ApogeeNet.Tests.Training;

public class RecipeTests
{
    [Fact]
    public void Densities_are_those_of_the_sum_over_all_stars()
    {
        RandomSource random = RandomSource.FromName("stars");
        double[] x = [.. Enumerable.Range(0, 300).Select(_ => random.NextGaussian())];
        double[] y = [.. x.Select(value => (0.5 * value) + (0.7 * random.NextGaussian()))];
        double[] density = DensityWeights.Density(x, y, 0.7671);
        for (int n = 0; n < x.Length; n++)
        {
            double area = 2 * Math.PI * Square(0.7671);
            double exact = x.Zip(y, (otherX, otherY) => Math.Exp(-0.5 * (Square(x[n] - otherX) + Square(y[n] - otherY)) / Square(0.7671))).Sum() / area;
            Assert.Equal(1, density[n] / exact, 0.005);
        }
    }

    [Fact]
    public void Rare_stars_weigh_more_up_to_the_cap_and_the_mean_is_one()
    {
        RandomSource random = RandomSource.FromName("stars");
        double[] x = [.. Enumerable.Range(0, 1000).Select(_ => random.NextGaussian()), 9];
        double[] y = [.. Enumerable.Range(0, 1000).Select(_ => random.NextGaussian()), 9];
        double[] weights = DensityWeights.Of(x, y, DensityWeights.PublishedBandwidth, DensityWeights.PublishedCap);
        Assert.Equal(1, weights.Average(), 1e-6);
        Assert.Equal(5, weights[^1]);
        Assert.True(weights.Min() < 0.8);
        double[] density = DensityWeights.Density(x, y, DensityWeights.PublishedBandwidth);
        int[] uncapped = [.. Enumerable.Range(0, weights.Length).Where(i => weights[i] < 5)];
        Assert.True(uncapped.Length > 900);
        Assert.All(uncapped, i => Assert.Equal(weights[0] * density[0], weights[i] * density[i], 1e-6));
    }

    [Fact]
    public void A_bent_continuum_is_smooth_along_each_detector_and_keeps_the_signal_to_noise_ratio()
    {
        Augmentation augmentation = new(new AddedNoise(1, 0), 0, Continuum: 0.05);
        RandomSource random = RandomSource.FromName("bent");
        int[][] chips = [[100, 300], [400, 700]];
        double squares = 0;
        for (int i = 0; i < 500; i++)
        {
            float[] flux = [.. Enumerable.Repeat(-0.25f, 800)];
            float[] sigma = [.. Enumerable.Range(0, 800).Select(p => p == 500 ? 0f : 0.01f)];
            augmentation.Bend(flux, sigma, chips, random);
            double[] factors = [.. flux.Select(value => (1 + value) / 0.75)];
            Assert.All([0, 99, 300, 399, 500, 700], p => Assert.Equal(1, factors[p], 6));
            Assert.All(Enumerable.Range(101, 198), p => Assert.InRange(Math.Abs(factors[p] - factors[p - 1]), 0, 0.03));
            Assert.All(Enumerable.Range(100, 200), p => Assert.InRange(sigma[p] / Math.Abs(factors[p]), 0.00999, 0.01001));
            squares += Square(factors[100] - 1) / 500;
        }

        // At the end of a detector the three coefficients add up.
        Assert.Equal(0.05 * Math.Sqrt(3), Math.Sqrt(squares), 0.01);
    }

    [Fact]
    public void Metadata_are_hidden_by_groups()
    {
        Augmentation augmentation = new(new AddedNoise(1, 0), DropMetadata: 0.2, Continuum: 0);
        RandomSource random = RandomSource.FromName("metadata");
        int[] hidden = new int[MetadataVector.Length];
        int gaia = 0;
        for (int i = 0; i < 5000; i++)
        {
            double[] values = [.. InventedStars.Metadata];
            augmentation.Hide(values, random);
            bool[] isHidden = [.. values.Select(double.IsNaN)];
            gaia += isHidden[1] && isHidden[2] && isHidden[3] ? 1 : 0;
            for (int place = 0; place < hidden.Length; place++)
            {
                hidden[place] += isHidden[place] ? 1 : 0;
            }
        }

        // Either the group or the value by itself: 1 - 0.8 x 0.95.
        Assert.All(hidden, count => Assert.Equal(0.24, count / 5000.0, 0.03));
        Assert.Equal(0.2, gaia / 5000.0, 0.03);
    }

    [Fact]
    public void A_hot_star_without_metallicity_is_trained_with_zero_and_a_cool_one_without_that_label()
    {
        InventedTrainingSet data = new(
            ["teff", "logg", "fe_h"],
            [[20000, 4, double.NaN], [5000, 4, double.NaN], [5000, 4, 0.2], [double.NaN, 4, 0], [20000, 4, -0.3]]);
        List<string> told = [];
        List<LabelledStar> stars = LabelledStar.Of(data, null, 6500, told.Add);
        Assert.Equal([0, 1, 2, 4], stars.Select(star => star.Index));
        Assert.Equal([0, double.NaN, 0.2, -0.3], stars.Select(star => star.Labels[2]));
        Assert.Equal(Math.Log10(20000), stars[0].Labels[1]);
        Assert.Contains(told, message => message.StartsWith("1 stars without teff or logg are left out: star 3 (row 4)", StringComparison.Ordinal));
        Assert.Contains(told, message => message.StartsWith("1 hot stars", StringComparison.Ordinal));
    }

    [Fact]
    public void A_missing_label_column_is_named_with_those_that_there_are() => Assert.Contains(
        "needs the label logg, and the labels are teff, fe_h",
        Assert.Throws<BadInputException>(() => LabelledStar.Of(new InventedTrainingSet(["teff", "fe_h"], [[5000, 0]]), null, 6500,
            _ => { })).Message);

    [Fact]
    public void Photometry_that_no_training_star_has_means_nothing_later()
    {
        InventedTrainingSet data = new(["teff", "logg", "fe_h"], [.. Enumerable.Range(0, 10).Select(i => new[] { 5000.0 + i, 4, 0 })])
        {
            HasGaia = false,
        };
        PreparedStars stars = PreparedStars.Load(
            data, LabelledStar.Of(data, null, 6500, _ => { }), InventedModel.Scaled, 100, new TrainingContext(), CancellationToken.None);
        MetadataSettings settings = Standardisation.OfMetadata(stars, [.. Enumerable.Range(0, 10)]);
        float[] with = new float[MetadataVector.Length], without = new float[MetadataVector.Length];
        MetadataVector.Standardise([1.5, 13, 14, 12, 11, 10.5, 10.4], settings, with);
        MetadataVector.Standardise([double.NaN, double.NaN, double.NaN, double.NaN, 11, 10.5, 10.4], settings, without);
        Assert.All(with.Zip(without), pair => Assert.Equal(pair.Second, pair.First, 1e-6));
        MetadataVector.Standardise([1.5, 13, 14, 12, double.NaN, 10.5, 10.4], settings, with);
        Assert.Equal(4, with[MetadataVector.J], 1e-5);
    }

    [Theory]
    [InlineData(100)]
    [InlineData(2)]
    public void Prepared_spectra_are_what_the_pipeline_would_prepare_kept_or_not(int keep)
    {
        InventedTrainingSet data = new(["teff", "logg", "fe_h"], [.. Enumerable.Range(0, 5).Select(i => new[] { 5000.0 + i, 4, 0 })]);
        PreparedStars stars = PreparedStars.Load(
            data,
            LabelledStar.Of(data, null, 6500, _ => { }),
            InventedModel.Scaled,
            keep,
            new TrainingContext { Threads = 2 },
            CancellationToken.None);
        float[] expected = new float[WavelengthGrid.Pixels], expectedSigma = new float[WavelengthGrid.Pixels];
        float[] flux = new float[WavelengthGrid.Pixels], sigma = new float[WavelengthGrid.Pixels];
        for (int star = 0; star < 5; star++)
        {
            new SpectrumInput(InventedModel.Scaled).Prepare(data.Read(star).Spectrum, expected, expectedSigma);
            stars.Spectrum(star, flux, sigma);
            Assert.All(expected.Zip(flux), pair => Assert.Equal(pair.First, pair.Second, (5e-4 * Math.Abs(pair.First)) + 1e-7));
            Assert.All(expectedSigma.Zip(sigma), pair => Assert.Equal(pair.First, pair.Second, (5e-4 * pair.First) + 1e-7));
        }
    }

    static double Square(double value) => value * value;
}
