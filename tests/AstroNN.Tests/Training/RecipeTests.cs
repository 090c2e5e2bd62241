using Astra.Neural;
using Astra.Plugins.AstroNN.Training;
using Astra.Plugins.AstroNN;
using Astra.Spectra;
using Astra.Spectra.Training;

namespace Astra.AstroNN.Tests.Training;

public sealed class RecipeTests
{
    [Fact]
    public void Labels_follow_from_those_of_the_table_with_their_errors()
    {
        InventedTrainingSet data = new(
            ["teff", "e_teff", "m_h", "e_m_h", "c_fe", "mg_fe", "e_mg_fe", "ni_h"],
            [[4500, 50, -0.5, 0.03, 0.1, 0.2, 0.04, double.NaN], [4600, -1, 0.1, double.NaN, double.NaN, 0, 0, 0.2]]);
        List<LabelledStar> stars = LabelledStar.Of(data, new SelectionCuts(false, data.Labels), _ => { });
        Assert.Equal(2, stars.Count);
        Assert.Equal((4500, 50), (stars[0].Labels[AstroNNLabels.Teff], stars[0].Errors[AstroNNLabels.Teff]));
        Assert.Equal((-0.5, 0.03), (stars[0].Labels[AstroNNLabels.FeH], stars[0].Errors[AstroNNLabels.FeH]));
        Assert.Equal(-0.4, stars[0].Labels[AstroNNLabels.PlaceOf("c_h")], 1e-12);
        Assert.Equal(-0.3, stars[0].Labels[AstroNNLabels.MgH], 1e-12);
        Assert.Equal(0.05, stars[0].Errors[AstroNNLabels.MgH], 1e-12);
        Assert.True(double.IsNaN(stars[0].Labels[AstroNNLabels.PlaceOf("ni_h")]) && double.IsNaN(stars[0].Labels[AstroNNLabels.Logg]));

        // An error that is none makes a label unknown: the loss leaves it out.
        Assert.True(double.IsNaN(stars[1].Errors[AstroNNLabels.Teff]) && double.IsNaN(stars[1].Errors[AstroNNLabels.FeH]));
    }

    [Fact]
    public void Labels_of_other_networks_are_refused()
    {
        InventedTrainingSet data = new(["log_age"], [[9.5]]);
        Assert.Contains("None of the labels log_age is one of AstroNN's: teff, logg, c_h",
            Assert.Throws<BadInputException>(() => LabelledStar.Of(data, new SelectionCuts(false, data.Labels), _ => { })).Message);
    }

    [Fact]
    public void The_published_cuts_take_what_they_say_and_say_what_they_cannot()
    {
        InventedTrainingSet data = new(
            ["teff", "fe_h", "snr", "starflag"],
            [[4500, 0, 300, 0], [4500, 0, 150, 0], [4500, 0, 300, 512], [7000, 0, 300, 0], [4500, double.NaN, 300, 0], [4500, -1, 201, 0]]);
        List<string> told = [];
        Assert.Equal([0, 5], LabelledStar.Of(data, new SelectionCuts(true, data.Labels), told.Add).Select(star => star.Index));
        Assert.Contains("the cut snr above 200 leaves out 1 stars", told);
        Assert.Contains("not cut, since the labels do not say: aspcapflag 0, vscatter below 1, mg_h known", told);
        Assert.Equal(6, LabelledStar.Of(data, new SelectionCuts(false, data.Labels), _ => { }).Count);
    }

    [Theory]
    [InlineData(100)]
    [InlineData(2)]
    public void Spectra_are_normalised_as_in_the_pipeline_kept_in_memory_or_not(int keep)
    {
        InventedTrainingSet data = InventedTrainingSet.Of(5);
        ObservedSpectra spectra = ObservedSpectra.Load(
            data,
            [0, 1, 2, 3, 4],
            keep,
            new TrainingContext { Threads = 2 },
            CancellationToken.None);
        Assert.All(spectra.Seen, Assert.True);
        float[] expected = new float[ContinuumNormalisation.Pixels], error = new float[expected.Length], found = new float[expected.Length];
        SpectrumDraw draw = new(spectra, new AddedNoise(0, 0));
        for (int star = 0; star < 5; star++)
        {
            new ContinuumNormalisation(spectra.Seen).Normalise(data.Read(star).Spectrum, expected, error, new bool[expected.Length]);
            draw.ObserveNormalised(star, found);
            Assert.All(expected.Zip(found), pair => Assert.Equal(pair.First, pair.Second, 1.5e-3));
            float[] sigma = new float[found.Length];
            Assert.Equal(spectra.Snr(star), draw.ObserveNormalised(star, found, sigma));
            Assert.All(error.Zip(sigma), pair => Assert.Equal(pair.First, pair.Second, 1.5e-3));
            Assert.InRange(spectra.Snr(star), 75, 125);
        }
    }

    [Fact]
    public void Noise_is_fresh_in_every_epoch_and_the_same_for_stars_that_are_not_trained_on()
    {
        InventedTrainingSet data = InventedTrainingSet.Of(2);
        ObservedSpectra spectra = ObservedSpectra.Load(
            data, [0, 1], 10, new TrainingContext(), CancellationToken.None);
        SpectrumDraw draw = new(spectra, new AddedNoise(0, LowestSnr: 20));
        float[] one = new float[ContinuumNormalisation.Pixels], other = new float[one.Length], sigma = new float[one.Length];
        draw.Train(0, 1, one);
        draw.Train(0, 2, other);
        Assert.NotEqual(one, other);
        draw.Train(0, 1, other);
        Assert.Equal(one, other);
        double snr = draw.Observe(1, one, sigma);
        Assert.InRange(snr, 20, spectra.Snr(1));
        Assert.Equal(snr, draw.Observe(1, other, sigma));
        Assert.Equal(one, other);

        // The error says what noise there is.
        Assert.Equal(spectra.Snr(1) / snr, sigma[500] / 2, 0.01);
    }

    [Fact]
    public void Elements_do_not_train_the_layers_that_they_read_temperature_from()
    {
        AstroNNShape shape = new([AstroNNLabels.Teff, AstroNNLabels.MgH], ElementWindows.Published());
        Network network = AstroNNArchitecture.Build(shape, seed: 1).Network;
        float[] input = [.. Enumerable.Range(0, 7514).Select(p => (float)Math.Sin(p))];
        network.Forward(input, 1, new float[4], seed: 3);
        network.Backward([0, 1, 0, 0]);
        Assert.All(Gradient("dense_teffloggfeh.weight"), value => Assert.Equal(0, value));
        Assert.Contains(Gradient("dense_aux_fullspec.weight"), value => value != 0);
        Assert.Contains(Gradient("elem_dense1.5.weight"), value => value != 0);

        float[] Gradient(string name) => network.Parameters.First(parameter => parameter.Name == name).Gradient!;
    }
}
