namespace Astra.Isochrones;

/// <summary>A number with its error.</summary>
/// <param name="Value">The value; NaN when not known.</param>
/// <param name="Error">One standard deviation in the unit of the value; NaN when not known.</param>
public readonly record struct Measurement(double Value, double Error)
{
    /// <summary>What is not known.</summary>
    public static Measurement None => new(double.NaN, double.NaN);

    /// <summary>Whether the value is known.</summary>
    public bool IsKnown => double.IsFinite(Value);

    /// <summary>The error as a fraction of the value.</summary>
    public double Fraction => Error / Math.Abs(Value);
}
