using Astra.Plugins.Cannon;
using Astra.Testing;

namespace Astra.Cannon.Tests;

public class PublishedModelTests
{
    static readonly int[] CheckedPixels = [0, 1000, 2919, 2920, 4000, 5319, 5320, 7213];

    public static TheoryData<double[], double[]> CheckVectors => new()
    {
        { [4500, 2, -0.3, 0.05], [0.973212, 0.976509, 1.004698, 1.065237, 0.867194, 0.955136, 0.964905, 0.993065, 0.529635, 0.978802, 0.962803] },
        { [4843, 2.5, -0.06, 0.04], [0.975120, 0.981397, 1.000519, 1.069948, 0.852281, 0.956848, 0.963724, 0.986376, 0.531942, 0.983418, 0.964887] },
        { [4200, 1.5, -0.5, 0.2], [0.974953, 0.953194, 1.020447, 1.054369, 0.883263, 0.961694, 0.968204, 0.998941, 0.505301, 0.972757, 0.955826] },
    };

    [SharedDataTheory]
    [MemberData(nameof(CheckVectors))]
    public void Its_spectra_are_those_computed_independently_from_its_files(double[] labels, double[] expected)
    {
        using OpenedPipeline opened = OpenedPipeline.Published(ContinuumSettings.None);
        double[] flux = opened.Model.Flux(labels);
        double[] sorted = [.. flux.Order()];
        double[] actual = [.. CheckedPixels.Select(p => flux[p]), sorted[0], (sorted[3606] + sorted[3607]) / 2, flux.Average()];
        for (int n = 0; n < expected.Length; n++)
        {
            Assert.Equal(expected[n], actual[n], 1e-6);
        }
    }

    [SharedDataFact]
    public void No_pixel_is_without_scatter_though_eleven_are_in_its_file()
    {
        using OpenedPipeline opened = OpenedPipeline.Published(ContinuumSettings.None);
        Assert.Equal(11, File.ReadLines(SharedData.Path("cannon", $"trained_{PublishedModel.Name}_scatter.txt")).Count(line => double.Parse(line) < 1e-6));
        Assert.Equal(0.00238, opened.Model.Settings.ScatterFloor, 1e-5);
        Assert.Equal(0.00238, Math.Sqrt(opened.Model.Variance.Min()), 1e-5);
    }

    [SharedDataFact]
    public void Its_range_is_that_of_its_1801_training_stars()
    {
        using OpenedPipeline opened = OpenedPipeline.Published(ContinuumSettings.None);
        TrainingLabels training = opened.Model.Training;
        Assert.Equal(1801, training.DistancesAmongThemselves().Length);
        Assert.Equal([3632.88, -0.35636, -2.36275, -0.029], training.Minimum.Select(value => Math.Round(value, 5)));
        Assert.Equal([5120, 3.57072, 0.354257, 0.491201], training.Maximum.Select(value => Math.Round(value, 6)).Select((value, i) => i == 1 ? Math.Round(value, 5) : value));
        Assert.Equal(1.02, opened.Model.Settings.SparseDistance, 0.01);
        Assert.Equal(2.02, opened.Model.Settings.FarDistance, 0.01);
    }

    [SharedDataFact]
    public void Noiseless_spectra_of_its_training_stars_return_their_labels()
    {
        using OpenedPipeline opened = OpenedPipeline.Published(ContinuumSettings.None);
        LabelFitter fitter = new(opened.Model, 100);
        double[] variance = [.. Enumerable.Repeat(0.005 * 0.005, opened.Model.Pixels.Length)];
        foreach (double[] labels in TrainingStars(every: 20))
        {
            LabelFit fit = fitter.Fit(opened.Model.Flux(labels), variance)!;
            for (int i = 0; i < 4; i++)
            {
                Assert.Equal(labels[i], fit.Labels[i], 1e-6 * opened.Model.Training.StandardDeviation[i]);
            }
        }
    }

    [SharedDataFact]
    public void Residuals_of_noisy_training_stars_over_formal_errors_have_a_width_of_one()
    {
        using OpenedPipeline opened = OpenedPipeline.Published(ContinuumSettings.None);
        LabelFitter fitter = new(opened.Model, 100);
        double[][] pulls = [.. TrainingStars(every: 6).Select((labels, n) =>
        {
            (double[] flux, double[] variance) = InventedModel.Observe(opened.Model, labels, 0.01, $"training star {n}");
            LabelFit fit = fitter.Fit(flux, variance)!;
            return Enumerable.Range(0, 4).Select(i => (fit.Labels[i] - labels[i]) / Math.Sqrt(fit.Covariance[5 * i])).ToArray();
        })];
        for (int i = 0; i < 4; i++)
        {
            // Four standard errors of 301 draws.
            Assert.InRange(pulls.Average(pull => pull[i]), -0.23, 0.23);
            Assert.InRange(Math.Sqrt(pulls.Average(pull => pull[i] * pull[i])), 0.84, 1.16);
        }
    }

    static IEnumerable<double[]> TrainingStars(int every) => File.ReadLines(SharedData.Path("cannon", $"training_{PublishedModel.Name}.txt"))
        .Where((_, n) => n % every == 0)
        .Select(line => line.Split(' ').Skip(1).Select(double.Parse).ToArray());
}
