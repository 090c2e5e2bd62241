using Astra.Plugins.Cannon;
using Astra.Plugins.Cannon.Training;

namespace Astra.Cannon.Tests.Training;

public class PixelTrainingTests
{
    [Theory]
    [InlineData("quadratic", 3)]
    [InlineData("cubic", 2)]
    [InlineData("linear", 1)]
    public void Coefficients_and_scatter_are_those_of_the_plain_implementation(string terms, int labels)
    {
        InventedTraining invented = new($"plain {terms}", 90, 45, terms, labels);
        TrainedPixels trained = invented.Train();
        int free = 0;
        for (int p = 0; p < trained.Pixels; p++)
        {
            (double[] coefficients, double scatter, double objective) = PlainTraining.Train(invented.Flux(p), invented.Sigma(p), invented.Values, 0.001, 0.3);
            Assert.Equal(1, trained.Scatter[p] / scatter, 1e-7);
            Assert.Equal(objective, trained.Objective[p], 1e-9 * Math.Abs(objective));
            for (int t = 0; t < trained.Terms; t++)
            {
                Assert.Equal(coefficients[t], trained.Coefficients[(t * trained.Pixels) + p], 1e-9);
            }

            free += scatter > 0.0010001 ? 1 : 0;
        }

        Assert.InRange(free, 10, 44);
    }

    [Fact]
    public void The_scatter_never_falls_below_its_floor()
    {
        InventedTraining invented = new("floor", 90, 30);
        TrainedPixels trained = invented.Train(new PixelTrainingSettings { ScatterFloor = 0.005 });
        Assert.All(trained.Scatter, scatter => Assert.True(scatter >= 0.005));
        Assert.Contains(0.005, trained.Scatter);
    }

    [Fact]
    public void Of_several_likely_scatters_the_most_likely_is_found()
    {
        // A few stars with tiny errors lie on the model and want no scatter; many with larger errors lie far from it and want much.
        RandomSource random = RandomSource.FromName("two minima");
        int several = 0;
        for (int trial = 0; trial < 60; trial++)
        {
            InventedTraining invented = new($"minima {trial}", 24, 1, "linear", 1, gaps: 0);
            for (int n = 0; n < 24; n++)
            {
                double sigma = n < 6 ? 3e-4 : 0.02;
                invented.Spectra.Sigma[n][0] = (float)sigma;
                invented.Spectra.Flux[n][0] = (float)(1 + ((n < 6 ? 1e-4 : 0.005 * trial) * random.NextGaussian()));
            }

            (_, double scatter, double objective) = PlainTraining.Train(invented.Flux(0), invented.Sigma(0), invented.Values, 1e-4, 3);
            TrainedPixels trained = invented.Train(new PixelTrainingSettings { ScatterFloor = 1e-4 });
            Assert.True(trained.Objective[0] <= objective + 1e-6, $"trial {trial}: {trained.Objective[0]} at {trained.Scatter[0]}, but {objective} at {scatter}");
            several += Minima(invented) > 1 ? 1 : 0;
        }

        Assert.True(several > 0, "No trial had several minima, so the test says nothing.");

        static int Minima(InventedTraining invented)
        {
            double[] slopes = [.. Enumerable.Range(0, 300).Select(k => PlainTraining.At(invented.Flux(0), invented.Sigma(0), invented.Values, 1e-4 * Math.Pow(3e4, k / 299.0)).Slope)];
            return (slopes[0] >= 0 ? 1 : 0) + slopes.Zip(slopes.Skip(1)).Count(pair => pair.First < 0 && pair.Second >= 0);
        }
    }

    [Fact]
    public void A_pixel_does_not_depend_on_its_neighbours_nor_on_threads()
    {
        InventedTraining invented = new("neighbours", 80, 70);
        TrainedPixels together = invented.Train(new PixelTrainingSettings { Threads = 4 });
        foreach (int p in new[] { 0, 13, 31, 32, 69 })
        {
            SpectrumMatrix alone = new([.. invented.Spectra.Flux.Select(row => new[] { row[p] })], [.. invented.Spectra.Sigma.Select(row => new[] { row[p] })]);
            TrainedPixels single = PixelTraining.Train(alone, invented.All, invented.Labels, invented.Terms, new PixelTrainingSettings(), _ => { }, CancellationToken.None);
            Assert.Equal(single.Scatter[0], together.Scatter[p]);
            Assert.Equal(single.Objective[0], together.Objective[p]);
            for (int t = 0; t < single.Terms; t++)
            {
                Assert.Equal(single.Coefficients[t], together.Coefficients[(t * 70) + p]);
            }
        }
    }

    [Fact]
    public void What_lies_in_unused_pixels_changes_nothing_and_a_pixel_with_too_few_stars_has_no_model()
    {
        InventedTraining invented = new("gaps", 60, 4, gaps: 0);
        for (int n = 0; n < 60; n++)
        {
            invented.Spectra.Sigma[n][1] = n < 19 ? 0.01f : float.PositiveInfinity;
            invented.Spectra.Sigma[n][2] = n < 20 ? 0.01f : float.PositiveInfinity;
            invented.Spectra.Flux[n][2] = n < 20 ? invented.Spectra.Flux[n][2] : 0;
        }

        TrainedPixels before = invented.Train();
        for (int n = 20; n < 60; n++)
        {
            invented.Spectra.Flux[n][2] = float.NaN;
        }

        TrainedPixels after = invented.Train();
        Assert.Equal(before.Coefficients, after.Coefficients);
        Assert.Equal([60, 19, 20, 60], after.Stars);
        Assert.Equal(double.PositiveInfinity, after.Scatter[1]);
        Assert.True(double.IsNaN(after.Objective[1]));
        Assert.All(Enumerable.Range(0, 10), t => Assert.Equal(0, after.Coefficients[(t * 4) + 1]));
        Assert.True(double.IsFinite(after.Scatter[2]));
    }

    [Fact]
    public void Terms_that_depend_on_each_other_are_refused()
    {
        InventedTraining invented = new("dependent", 60, 2);
        for (int n = 0; n < 60; n++)
        {
            invented.Labels[(3 * n) + 2] = invented.Labels[3 * n] - (2 * invented.Labels[(3 * n) + 1]);
        }

        Assert.Equal(3, Assert.Throws<DependentTermException>(() => invented.Train()).Term);
    }

    [Fact]
    public void Terms_that_a_pixel_may_not_have_are_zero_there_and_the_others_fit_best_without_them()
    {
        InventedTraining invented = new("censored", 90, 6);
        bool[][] allowed = [.. Enumerable.Range(0, 6).Select(p => Enumerable.Range(0, 10).Select(t => p % 2 == 0 || !invented.Terms.Contains(t, 1)).ToArray())];
        TrainedPixels trained = invented.Train(new PixelTrainingSettings { AllowedTerms = allowed });
        TrainedPixels free = invented.Train();
        for (int p = 0; p < 6; p++)
        {
            int[] kept = [.. Enumerable.Range(0, 10).Where(t => allowed[p][t])];
            double[] values = [.. Enumerable.Range(0, 90).SelectMany(n => kept.Select(t => invented.Values[(n * 10) + t]))];
            (double[] coefficients, double scatter, _) = PlainTraining.Train(invented.Flux(p), invented.Sigma(p), values, 0.001, 0.3);
            Assert.Equal(1, trained.Scatter[p] / scatter, 1e-7);
            for (int t = 0; t < 10; t++)
            {
                int at = Array.IndexOf(kept, t);
                Assert.Equal(at < 0 ? 0 : coefficients[at], trained.Coefficients[(t * 6) + p], 1e-9);
                Assert.True(p % 2 == 1 || free.Coefficients[(t * 6) + p] == trained.Coefficients[(t * 6) + p]);
            }
        }
    }

    [Theory]
    [InlineData(10)]
    [InlineData(300)]
    [InlineData(1e6)]
    public void A_penalised_solution_satisfies_the_conditions_of_a_minimum(double lambda)
    {
        InventedTraining invented = new("penalty", 120, 20);
        TrainedPixels trained = invented.Train(new PixelTrainingSettings { Regularization = lambda });
        int zeros = 0;
        for (int p = 0; p < 20; p++)
        {
            double[] theta = [.. Enumerable.Range(0, 10).Select(t => trained.Coefficients[(t * 20) + p])];
            (double[] gradient, double objective) = At(p, theta, trained.Scatter[p]);
            Assert.Equal(objective, trained.Objective[p], 1e-9 * Math.Abs(objective));
            Assert.Equal(0, gradient[0], 1e-4);
            for (int t = 1; t < 10; t++)
            {
                zeros += theta[t] == 0 ? 1 : 0;
                Assert.True(theta[t] == 0 ? Math.Abs(gradient[t]) <= lambda * (1 + 1e-9) : Math.Abs(gradient[t] + (lambda * Math.Sign(theta[t]))) < 1e-6 * lambda);
            }

            if (trained.Scatter[p] > 0.0011)
            {
                Assert.True(objective <= At(p, theta, trained.Scatter[p] * 1.001).Objective && objective <= At(p, theta, trained.Scatter[p] / 1.001).Objective);
            }
        }

        Assert.InRange(zeros, lambda >= 1e6 ? 180 : 1, lambda < 1e6 ? 179 : 180);

        (double[] Gradient, double Objective) At(int p, double[] theta, double scatter)
        {
            double[] gradient = new double[10];
            double objective = lambda * theta.Skip(1).Sum(Math.Abs);
            for (int n = 0; n < 120; n++)
            {
                double sigma = invented.Spectra.Sigma[n][p];
                if (double.IsFinite(sigma))
                {
                    double w = 1 / ((sigma * sigma) + (scatter * scatter));
                    double r = invented.Spectra.Flux[n][p] - Enumerable.Range(0, 10).Sum(t => invented.Values[(n * 10) + t] * theta[t]);
                    objective += (r * r * w) - Math.Log(w);
                    for (int t = 0; t < 10; t++)
                    {
                        gradient[t] -= 2 * w * r * invented.Values[(n * 10) + t];
                    }
                }
            }

            return (gradient, objective);
        }
    }

    [Fact]
    public void A_vanishing_penalty_changes_nothing()
    {
        InventedTraining invented = new("no penalty", 90, 10);
        TrainedPixels free = invented.Train();
        TrainedPixels penalised = invented.Train(new PixelTrainingSettings { Regularization = 1e-9 });
        for (int k = 0; k < free.Coefficients.Length; k++)
        {
            Assert.Equal(free.Coefficients[k], penalised.Coefficients[k], 1e-9);
        }
    }

    [Fact]
    public void Training_stops_when_it_is_cancelled()
    {
        InventedTraining invented = new("cancelled", 40, 3);
        Assert.Throws<OperationCanceledException>(() =>
            PixelTraining.Train(invented.Spectra, invented.All, invented.Labels, invented.Terms, new PixelTrainingSettings(), _ => { }, new CancellationToken(canceled: true)));
    }
}
