using Astra.Plugins.Cannon;

namespace Astra.Cannon.Tests;

public class LabelFitterTests
{
    static readonly CannonModel Model = InventedModel.Create();

    [Fact]
    public void A_noiseless_spectrum_returns_its_labels()
    {
        double[] labels = [4613, 1.7, -0.41];
        LabelFit fit = Fit(Model.Flux(labels), Constant(1e-6));
        AssertLabels(labels, fit.Labels, 1e-9);
        Assert.True(fit.ChiSquare < 1e-12);
        Assert.True(fit.Converged);
    }

    [Fact]
    public void Chi_square_is_the_sum_over_the_pixels()
    {
        (double[] flux, double[] variance) = InventedModel.Observe(Model, [4400, 2.3, -0.2], 0.01, "chi-square");
        LabelFit fit = Fit(flux, variance);
        double direct = DirectChiSquare(flux, variance, fit.Labels);
        Assert.Equal(direct, fit.ChiSquare, 1e-10 * direct);
        Assert.Equal(direct / (flux.Length - 3), fit.ReducedChiSquare, 1e-9);
    }

    [Fact]
    public void No_labels_near_the_fit_have_a_smaller_chi_square()
    {
        (double[] flux, double[] variance) = InventedModel.Observe(Model, [4400, 2.3, -0.2], 0.01, "a minimum");
        LabelFit fit = Fit(flux, variance);
        double least = DirectChiSquare(flux, variance, fit.Labels);
        for (int i = 0; i < 3; i++)
        {
            foreach (double sign in new[] { -1.0, 1.0 })
            {
                double[] moved = [.. fit.Labels];
                moved[i] += sign * 1e-3 * Math.Sqrt(fit.Covariance[4 * i]);
                Assert.True(DirectChiSquare(flux, variance, moved) > least);
            }
        }
    }

    [Fact]
    public void Residuals_over_formal_errors_have_a_mean_of_zero_and_a_width_of_one()
    {
        const int Spectra = 400;
        double[] labels = [4450, 2.2, -0.35];
        LabelFitter fitter = new(Model, 100);
        double[][] pulls = [.. Enumerable.Range(0, Spectra).Select(n =>
        {
            (double[] flux, double[] variance) = InventedModel.Observe(Model, labels, 0.02, $"spectrum {n}");
            LabelFit fit = fitter.Fit(flux, variance)!;
            return Enumerable.Range(0, 3).Select(i => (fit.Labels[i] - labels[i]) / Math.Sqrt(fit.Covariance[4 * i])).ToArray();
        })];
        for (int i = 0; i < 3; i++)
        {
            double mean = pulls.Average(pull => pull[i]);
            double width = Math.Sqrt(pulls.Average(pull => (pull[i] - mean) * (pull[i] - mean)));

            // Four standard errors of a mean and of a standard deviation of 400 draws.
            Assert.InRange(mean, -0.2, 0.2);
            Assert.InRange(width, 0.86, 1.14);
        }
    }

    [Fact]
    public void Pixels_without_weight_change_nothing()
    {
        (double[] flux, double[] variance) = InventedModel.Observe(Model, [4400, 2.3, -0.2], 0.01, "masked");
        for (int p = 5; p < flux.Length; p += 3)
        {
            variance[p] = double.PositiveInfinity;
        }

        LabelFit before = Fit(flux, variance);
        for (int p = 5; p < flux.Length; p += 3)
        {
            flux[p] = 1e6;
        }

        LabelFit after = Fit(flux, variance);
        Assert.Equal(before.Labels, after.Labels);
        Assert.Equal(before.Covariance, after.Covariance);
        Assert.Equal(variance.Count(double.IsFinite), after.Pixels);
    }

    [Fact]
    public void The_scale_of_the_labels_inside_the_model_does_not_matter()
    {
        CannonSettings settings = InventedModel.Settings();
        (double[] coefficients, double[] scatter, double[] training) = InventedModel.Weights(Model.Pixels.Length);
        double[] factor = new double[10];
        Model.Terms.Evaluate([1e-3, 10, 0.5], factor);

        // A label in a unit smaller by a factor needs a coefficient smaller by it: the two models are one.
        CannonSettings rescaled = settings with { Scale = [settings.Scale[0] * 1e-3, settings.Scale[1] * 10, settings.Scale[2] * 0.5] };
        CannonModel other = new(rescaled, [.. coefficients.Select((c, n) => c * factor[n / Model.Pixels.Length])], scatter, new TrainingLabels(training, 3));
        (double[] flux, double[] variance) = InventedModel.Observe(Model, [4400, 2.3, -0.2], 0.01, "scale");
        LabelFit one = Fit(flux, variance);
        LabelFit two = new LabelFitter(other, 100).Fit(flux, variance)!;
        AssertLabels(one.Labels, two.Labels, 1e-8);
        for (int n = 0; n < 9; n++)
        {
            Assert.Equal(1, two.Covariance[n] / one.Covariance[n], 1e-6);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public void As_many_pixels_as_labels_give_no_fit(int pixels)
    {
        double[] variance = Constant(double.PositiveInfinity);
        Array.Fill(variance, 1e-4, 0, pixels);
        Assert.Null(new LabelFitter(Model, 100).Fit(Model.Flux([4500, 2, -0.3]), variance));
    }

    [Fact]
    public void Pixels_that_do_not_depend_on_a_label_give_no_fit()
    {
        (double[] coefficients, double[] scatter, double[] training) = InventedModel.Weights(Model.Pixels.Length);
        foreach (int term in Enumerable.Range(0, Model.Terms.Count).Where(t => Model.Terms.Contains(t, 1)))
        {
            Array.Clear(coefficients, term * Model.Pixels.Length, Model.Pixels.Length);
        }

        CannonModel blind = new(InventedModel.Settings(), coefficients, scatter, new TrainingLabels(training, 3));
        Assert.Null(new LabelFitter(blind, 100).Fit(Model.Flux([4500, 2, -0.3]), Constant(1e-4)));
    }

    [Fact]
    public void Running_out_of_iterations_is_reported()
    {
        (double[] flux, double[] variance) = InventedModel.Observe(Model, [4800, 3, 0.1], 0.01, "one iteration");
        LabelFit fit = new LabelFitter(Model, 1).Fit(flux, variance)!;
        Assert.False(fit.Converged);
        Assert.Equal(1, fit.Iterations);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    public void A_label_that_would_run_away_is_stopped_at_its_bound_and_the_others_are_still_the_best(int sign)
    {
        double range = Model.Training.Maximum[0] - Model.Training.Minimum[0];
        double bound = (sign > 0 ? Model.Training.Maximum[0] : Model.Training.Minimum[0]) + (sign * LabelFitter.BoundMargin * range);
        LabelFit fit = Fit(Model.Flux([bound + (sign * 0.3 * range), 2.2, -0.3]), Constant(1e-4));
        Assert.True(fit.AtBound && fit.Converged);
        Assert.Equal(bound, fit.Labels[0], 1e-9 * Math.Abs(bound));
        double[] flux = Model.Flux([bound + (sign * 0.3 * range), 2.2, -0.3]);
        for (int i = 1; i < 3; i++)
        {
            foreach (double step in new[] { -0.01, 0.01 })
            {
                double[] moved = [.. fit.Labels];
                moved[i] += step * Math.Sqrt(fit.Covariance[4 * i]);
                Assert.True(DirectChiSquare(flux, Constant(1e-4), moved) > fit.ChiSquare);
            }
        }

        Assert.False(Fit(Model.Flux([4500, 2, -0.3]), Constant(1e-4)).AtBound);
    }

    [Fact]
    public void Terms_of_any_degree_are_fitted_and_a_list_without_linear_terms_needs_no_linear_start()
    {
        CannonSettings settings = InventedModel.Settings() with { Terms = "1; teff^3; teff*logg; logg^2; logg; fe_h^2; fe_h; teff^2*fe_h; teff^2; logg*fe_h" };
        CannonModel cubic = InventedModel.Create(settings);
        Assert.Contains(-1, cubic.Terms.Linear);
        double[] labels = [4613, 1.7, -0.41];
        (double[] flux, double[] variance) = InventedModel.Observe(cubic, labels, 0.002, "cubic");
        LabelFit fit = new LabelFitter(cubic, 100).Fit(flux, variance)!;
        Assert.True(fit.Converged);
        Assert.All(Enumerable.Range(0, 3), i => Assert.InRange((fit.Labels[i] - labels[i]) / fit.FormalErrors()[i], -4, 4));
    }

    [Fact]
    public void Pixels_without_a_model_are_never_used()
    {
        (double[] coefficients, double[] scatter, double[] training) = InventedModel.Weights(Model.Pixels.Length);
        for (int p = 7; p < scatter.Length; p += 5)
        {
            scatter[p] = double.PositiveInfinity;
            for (int t = 0; t < 10; t++)
            {
                coefficients[(t * scatter.Length) + p] = 0;
            }
        }

        CannonModel holed = new(InventedModel.Settings(), coefficients, scatter, new TrainingLabels(training, 3));
        (double[] flux, double[] variance) = InventedModel.Observe(Model, [4400, 2.3, -0.2], 0.01, "holes");
        LabelFit fit = new LabelFitter(holed, 100).Fit(flux, variance)!;
        Assert.Equal(scatter.Count(double.IsFinite), holed.UsablePixels);
        Assert.Equal(holed.UsablePixels, fit.Pixels);
        for (int p = 7; p < flux.Length; p += 5)
        {
            flux[p] = 1e3;
        }

        Assert.Equal(fit.Labels, new LabelFitter(holed, 100).Fit(flux, variance)!.Labels);
    }

    [Theory]
    [InlineData(1e30)]
    [InlineData(1e200)]
    [InlineData(double.NaN)]
    public void Absurd_flux_ends_in_bounded_time(double level)
    {
        double[] flux = [.. Enumerable.Repeat(level, Model.Pixels.Length)];
        LabelFit? fit = new LabelFitter(Model, 50).Fit(flux, Constant(1e-4));
        Assert.True(fit is null || (fit.Iterations <= 50 && !double.IsNaN(fit.ChiSquare)));
    }

    static LabelFit Fit(double[] flux, double[] variance) => new LabelFitter(Model, 100).Fit(flux, variance)!;

    static double[] Constant(double variance) => [.. Enumerable.Repeat(variance, Model.Pixels.Length)];

    static void AssertLabels(double[] expected, double[] actual, double deviations)
    {
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.Equal(expected[i], actual[i], deviations * Model.Training.StandardDeviation[i]);
        }
    }

    static double DirectChiSquare(double[] flux, double[] variance, double[] labels)
    {
        double[] expected = Model.Flux(labels);
        return flux.Select((f, p) => (f - expected[p]) * (f - expected[p]) / (variance[p] + Model.Variance[p])).Sum();
    }
}
