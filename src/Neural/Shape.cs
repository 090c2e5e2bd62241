namespace Astra.Neural;

/// <summary>The shape of one sample's values between two layers: channels, each a row of <paramref name="Length"/> numbers, one row after another.</summary>
/// <param name="Channels">Rows; 1 for a plain vector.</param>
/// <param name="Length">Numbers in a row: pixels of a signal, or the length of a plain vector.</param>
public readonly record struct Shape(int Channels, int Length)
{
    /// <summary>Numbers in one sample.</summary>
    public int Size => Channels * Length;

    /// <summary>A plain vector.</summary>
    /// <param name="length">Its length.</param>
    public static Shape Vector(int length) => new(1, length);

    /// <summary>As a paper's table writes it: <c>8575</c> for a vector, <c>8 x 8575</c> for eight channels.</summary>
    public override string ToString() => Channels == 1 ? $"{Length}" : $"{Channels} x {Length}";
}
