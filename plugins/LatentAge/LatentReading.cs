using Astra.Plugins.LatentAge.Forest;
using Astra.Plugins.LatentAge.Network;

namespace Astra.Plugins.LatentAge;

/// <summary>
/// Reads labels and ages off places in the latent space. Values are means over the trees; errors are the scatter of the trees, each of which may see
/// the inputs drawn anew from their errors. Keeps scratch memory: one for each thread.
/// </summary>
/// <param name="forests">The forests.</param>
/// <param name="samplesInputs">Whether the errors of the inputs count; in the published ages they do not.</param>
sealed class LatentReading(LatentForests forests, bool samplesInputs)
{
    double[] answers = [];

    /// <summary>What the forest of a label says, in what it learned (<see cref="LatentLabel.ToTarget"/>), and the scatter of its trees.</summary>
    /// <param name="label">0-based, of the model's labels.</param>
    /// <param name="point">The place.</param>
    /// <param name="random">A source of the spectrum's own.</param>
    public (double Value, double Scatter) Label(int label, LatentPoint point, RandomSource random) =>
        Ask(forests.Labels[label], point.Mean, point.Deviation, random);

    /// <summary>The probability of a red-clump star; NaN where the model does not know.</summary>
    public double RedClumpProbability(LatentPoint point) => forests.State?.Predict(point.Mean)[1] ?? double.NaN;

    /// <summary>The age of a star.</summary>
    /// <param name="point">The place.</param>
    /// <param name="teff">Teff in K and its error, 0 where not known.</param>
    /// <param name="feH">[Fe/H] and its error, 0 where not known.</param>
    /// <param name="random">A source of the spectrum's own.</param>
    /// <returns>Mean and scatter over the trees of log10(age / Gyr), and the mean of the ages; NaN without a forest of ages.</returns>
    public (double LogAge, double Scatter, double Age) Age(
        LatentPoint point, (double Value, double Error) teff, (double Value, double Error) feH, RandomSource random)
    {
        if (forests.Age is not { } forest)
        {
            return (double.NaN, double.NaN, double.NaN);
        }

        float[] inputs = [.. point.Mean, (float)teff.Value, (float)feH.Value];
        (double logAge, double scatter) = Ask(forest, inputs, [.. point.Deviation, (float)teff.Error, (float)feH.Error], random);
        forest.PredictTrees(inputs, answers);
        return (logAge, scatter, answers.Average(answer => Math.Pow(10, answer)));
    }

    (double Value, double Scatter) Ask(ForestRegressor forest, float[] inputs, float[] errors, RandomSource random)
    {
        ForestEstimates plain = forest.Predict(inputs);
        if (answers.Length != forest.Trees)
        {
            answers = new double[forest.Trees];
        }

        if (!samplesInputs)
        {
            return (plain.Mean[0], plain.Deviation[0]);
        }

        forest.PredictTrees(inputs, errors, random, answers);
        double mean = answers.Average();
        return (plain.Mean[0], Math.Sqrt(answers.Average(answer => (answer - mean) * (answer - mean))));
    }
}
