using System.Runtime.InteropServices;
using Astra.Plugins.AstroNN;
using Astra.Spectra;
using Astra.Testing;

namespace Astra.AstroNN.Tests;

/// <summary>The network and its passes against PyTorch, with the same weights.</summary>
public sealed class PublishedWeightsTests
{
    const int Labels = 22;

    [SharedDataAndTorchFact]
    public void Answers_for_real_spectra_are_those_of_numpy_and_PyTorch()
    {
        using PublishedWeights weights = new();
        string[] files = [.. RealSpectra.Stars().Select(star => SharedData.Path("apstar", $"apStar-r6-{star}.fits"))];
        weights.Ask("answers", [SharedData.Path("masks", "apogee_masks.fits"), .. files]);
        AstroNNModel model = AstroNNModel.Load(weights.Import(("verification", weights.In("answers.pt"))));
        StoredAnswers answers = StoredAnswers.Read(weights.In("answers.pt"), 2 * Labels);
        float[] found = AstroNNVerifier.Ask(model, answers.Spectra);
        Assert.Equal(files.Length, answers.Spectra.Count);
        for (int star = 0; star < files.Length; star++)
        {
            // One of the answers may be near zero by chance: rounding is relative to the sums that it comes from.
            Range own = (star * 2 * Labels)..((star + 1) * 2 * Labels);
            double scale = answers.Outputs[own].Max(Math.Abs);
            Assert.True(scale > 1e-3);
            Assert.All(answers.Outputs[own].Zip(found[own]), pair => Assert.InRange(Math.Abs((double)pair.First - pair.Second) / scale, 0, 1e-5));
        }
    }

    /// <summary>
    /// Means and variances over 100 passes here and in PyTorch, for 200 spectra: 88 statistics, each of which is beyond its limit by chance with a
    /// probability of
    /// 1.1e-5, so that the test fails by chance with one of 1e-3 or less (Bonferroni). Both sides are seeded.
    /// </summary>
    [TorchFact]
    public void Passes_scatter_as_those_of_PyTorch()
    {
        const int Spectra = 200;
        const int Passes = 100;
        const double Limit = 4.4;
        using PublishedWeights weights = new();
        AstroNNModel model = AstroNNModel.Load(weights.Import());
        DropoutPasses passes = new(model, Passes, capacity: 4);
        List<float> normalised = [];
        List<LabelEstimate[]> found = [];
        for (int first = 0; first < Spectra; first += passes.Capacity)
        {
            for (int i = 0; i < passes.Capacity; i++)
            {
                Spectrum spectrum = InventedStars.Spectrum($"star {first + i}", noise: 10);
                float[] flux = new float[ContinuumNormalisation.Pixels], error = new float[flux.Length];
                new ContinuumNormalisation().Normalise(spectrum, flux, error, new bool[flux.Length]);
                normalised.AddRange(flux);
                passes.Set(i, spectrum);
            }

            passes.Run([.. Enumerable.Range(first, passes.Capacity).Select(i => (ulong)i)], passes.Capacity);
            for (int i = 0; i < passes.Capacity; i++)
            {
                found.Add([.. Enumerable.Range(0, Labels).Select(label => passes.Estimate(i, label))]);
            }
        }

        File.WriteAllBytes(weights.In("spectra.f32"), MemoryMarshal.AsBytes<float>(normalised.ToArray()).ToArray());
        weights.Ask("passes", $"{Passes}");
        double[] expected = weights.Doubles("passes.f64");
        for (int label = 0; label < Labels; label++)
        {
            LabelSettings scale = model.Settings.Labels[label];
            double chi2 = 0;
            double[] ratios = new double[Spectra], logarithms = new double[Spectra];
            for (int star = 0; star < Spectra; star++)
            {
                ReadOnlySpan<double> theirs = expected.AsSpan(((star * Labels) + label) * 4, 4);
                LabelEstimate ours = found[star][label];
                double variance = Math.Pow(ours.Model / scale.Deviation, 2);
                double difference = ((ours.Value - scale.Mean) / scale.Deviation) - theirs[0];
                chi2 += difference * difference / ((variance + theirs[1]) / Passes);
                ratios[star] = Math.Log(variance / theirs[1]);
                logarithms[star] = ((2 * Math.Log(ours.Predictive / scale.Deviation)) - theirs[2]) / Math.Sqrt(2 * theirs[3] / Passes);
            }

            // Student's t of 198 degrees of freedom has a variance of 198/196; Wilson and Hilferty 1931 make chi2 normal.
            double mean = 2.0 / (9 * Spectra);
            double normal = (Math.Cbrt(chi2 * 196 / 198 / Spectra) - (1 - mean)) / Math.Sqrt(mean);
            Assert.InRange(normal, -Limit, Limit);
            Assert.InRange(Student(ratios), -Limit, Limit);
            Assert.InRange(Student(logarithms), -Limit, Limit);
            double spread = (Math.Cbrt(logarithms.Sum(value => value * value) * 196 / 198 / Spectra) - (1 - mean)) / Math.Sqrt(mean);
            Assert.InRange(spread, -Limit, Limit);
        }
    }

    /// <summary>The mean in units of its standard error.</summary>
    static double Student(double[] values)
    {
        double mean = values.Average();
        double deviation = Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)) / (values.Length - 1));
        return mean / (deviation / Math.Sqrt(values.Length));
    }

    [TorchFact]
    public void The_checkpoint_says_what_it_is()
    {
        using PublishedWeights weights = new();
        Model model = weights.Import();
        AstroNNSettings settings = AstroNNSettings.Read(model);
        Assert.Equal(Labels, settings.Labels.Length);
        Assert.Equal((4650, 600), (settings.Labels[0].Mean, settings.Labels[0].Deviation));
        Assert.Empty(settings.Untrained);
        Assert.Equal("model", model.Manifest.Name);
        VerificationReport report = new AstroNNVerifier().Verify(model);
        Assert.True(report.Passed);
        Assert.Equal(2 * Labels, report.Checks.Count);
    }
}
