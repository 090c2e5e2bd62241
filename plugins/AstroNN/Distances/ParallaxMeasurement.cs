namespace Astra.Plugins.AstroNN.Distances;

/// <summary>A parallax with its error.</summary>
/// <param name="Value">mas; NaN where not known.</param>
/// <param name="Error">One sigma, mas.</param>
readonly record struct ParallaxMeasurement(double Value, double Error)
{
    /// <summary>What is farther away than this is none (pc); SDSS's pipeline has the same limit.</summary>
    public const double FarthestDistance = 1e10;

    /// <summary>Nothing known.</summary>
    public static ParallaxMeasurement None { get; } = new(double.NaN, double.NaN);

    /// <summary>Whether there is a value with an error.</summary>
    public bool IsKnown => double.IsFinite(Value) && Error > 0 && double.IsFinite(Error);

    /// <summary>The mean with another measurement, weighted by inverse variances; the one that is known where the other is not.</summary>
    public ParallaxMeasurement With(ParallaxMeasurement other)
    {
        if (!IsKnown || !other.IsKnown)
        {
            return IsKnown ? this : other.IsKnown ? other : None;
        }

        double weight = 1 / (Error * Error);
        double otherWeight = 1 / (other.Error * other.Error);
        double sum = weight + otherWeight;
        return new ParallaxMeasurement(((Value * weight) + (other.Value * otherWeight)) / sum, 1 / Math.Sqrt(sum));
    }

    /// <summary>The distance of this parallax in pc with its error to first order; NaN where there is none, or it is beyond
    /// <see cref="FarthestDistance"/>.</summary>
    public (double Distance, double Error) ToDistance()
    {
        double distance = 1000 / Value;
        double error = distance * Error / Value;
        return distance > 0 && distance <= FarthestDistance && error <= FarthestDistance ? (distance, error) : (double.NaN, double.NaN);
    }
}
