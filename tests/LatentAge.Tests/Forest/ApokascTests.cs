using Astra.Plugins.LatentAge.Forest;
using Astra.Testing;

namespace Astra.LatentAge.Tests.Forest;

public class ApokascTests
{
    [SharedDataFact]
    public void Ages_of_real_giants_follow_from_labels_that_spectra_have_and_their_errors_fit()
    {
        ApokascGiants all = ApokascGiants.Read();
        ApokascGiants training = all.Every(3, rest => rest == 0), others = all.Every(3, rest => rest != 0);
        ForestStars stars = new(ApokascGiants.Names, training.Inputs, training.Errors, ForestStars.WeightsOf(training.LogAgeError));
        ForestSettings settings = new() { SampleInputs = true, SampleTargets = true, Threads = 2 };

        ForestEstimates estimates = ForestGrowth.Regressor(stars, training.LogAge, training.LogAgeError, settings, default).Predict(others.Inputs, 2);
        double[] shares = ForestGrowth.Classifier(stars, training.State, ["RGB", "RC"], settings, default).Predict(others.Inputs, 2);

        double[] residuals = [.. estimates.Mean.Zip(others.LogAge, (mean, truth) => mean - truth)];
        double spread = 1.4826 * Median(residuals.Select(Math.Abs));
        double alone = 1.4826 * Median(others.LogAge.Select(age => Math.Abs(age - Median(others.LogAge))));
        double width = 1.4826 * Median(residuals.Zip(estimates.Deviation, (residual, deviation) => Math.Abs(residual / deviation)));
        double right = shares.Chunk(2).Zip(others.State, (pair, state) => pair[state] > 0.5 ? 1.0 : 0).Average();
        Assert.True(training.Count > 1000);
        Assert.True(spread < 0.5 * alone);
        Assert.InRange(Median(residuals), -0.03, 0.03);
        Assert.InRange(width, 0.7, 1.1);
        Assert.InRange(right, 0.95, 1);
    }

    static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted[sorted.Length / 2];
    }
}
