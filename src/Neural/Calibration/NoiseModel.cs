namespace Astra.Neural;

/// <summary>The reported error of a label from what a network says of it (such as the scatter of its draws): scale times that, plus offset.</summary>
/// <param name="Scale">A factor, not negative.</param>
/// <param name="Offset">In the label's unit, not negative.</param>
public sealed record NoiseModel(double Scale, double Offset)
{
    /// <summary>The reported error.</summary>
    /// <param name="scatter">What the network says, in the label's unit.</param>
    public double Error(double scatter) => (Scale * scatter) + Offset;
}
