namespace Astra.Plugins.AstroNN;

/// <summary>A label as the passes with dropout give it, in the label's unit (Leung and Bovy 2019a, section 3.3).</summary>
/// <param name="Value">The mean of the passes.</param>
/// <param name="Predictive">The square root of the variance that the network predicts: exp of the mean over the passes of its logarithm.</param>
/// <param name="Model">The standard deviation of the passes (of the sample: divided by their number less one).</param>
readonly record struct LabelEstimate(double Value, double Predictive, double Model)
{
    /// <summary>Both together.</summary>
    public double Total => Math.Sqrt((Predictive * Predictive) + (Model * Model));

    /// <summary>Gathers a label from the passes of a spectrum.</summary>
    /// <param name="values">The network's outputs, one for each pass.</param>
    /// <param name="logVariances">The logarithms of variances, as many.</param>
    /// <param name="stride">From one pass to the next.</param>
    /// <param name="passes">How many, two or more.</param>
    /// <param name="settings">The scale of the label.</param>
    public static LabelEstimate Of(ReadOnlySpan<float> values, ReadOnlySpan<float> logVariances, int stride, int passes, LabelSettings settings)
    {
        double sum = 0;
        double logarithms = 0;
        for (int pass = 0; pass < passes; pass++)
        {
            sum += values[pass * stride];
            logarithms += logVariances[pass * stride];
        }

        double mean = sum / passes;
        double squares = 0;
        for (int pass = 0; pass < passes; pass++)
        {
            double difference = values[pass * stride] - mean;
            squares += difference * difference;
        }

        return new LabelEstimate(
            (mean * settings.Deviation) + settings.Mean,
            Math.Exp(logarithms / passes / 2) * settings.Deviation,
            Math.Sqrt(squares / (passes - 1)) * settings.Deviation);
    }
}
