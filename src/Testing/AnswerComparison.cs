using System.Globalization;

namespace Astra.Testing;

/// <summary>Compares two results column by column, to the last bit; NaN equals NaN.</summary>
static class AnswerComparison
{
    /// <summary>The first difference, such as <c>teff is 4800.1 and 4800.2</c>; null when there is none.</summary>
    public static string? Difference(PipelineDeclaration pipeline, PipelineResult one, PipelineResult other)
    {
        foreach (ColumnDeclaration column in pipeline.Columns)
        {
            object? first = column.Value(one);
            object? second = column.Value(other);
            if (!Same(first, second))
            {
                return $"{column.Name} is {Text(first)} and {Text(second)}";
            }
        }

        return one.FlagBits == other.FlagBits ? null : Invariant($"the flags are {one.FlagBits} and {other.FlagBits}");
    }

    static bool Same(object? one, object? other) => (one, other) switch
    {
        (float a, float b) => Same(a, b),
        (double a, double b) => Same(a, b),
        (float[] a, float[] b) => a.Length == b.Length && a.Zip(b).All(pair => Same(pair.First, pair.Second)),
        (double[] a, double[] b) => a.Length == b.Length && a.Zip(b).All(pair => Same(pair.First, pair.Second)),
        (int[] a, int[] b) => a.AsSpan().SequenceEqual(b),
        _ => Equals(one, other),
    };

    static bool Same(float one, float other) =>
        (float.IsNaN(one) && float.IsNaN(other)) || BitConverter.SingleToInt32Bits(one) == BitConverter.SingleToInt32Bits(other);

    static bool Same(double one, double other) =>
        (double.IsNaN(one) && double.IsNaN(other)) || BitConverter.DoubleToInt64Bits(one) == BitConverter.DoubleToInt64Bits(other);

    static string Text(object? value) => value switch
    {
        null => "null",
        Array array => Invariant($"an array of {array.Length}"),
        float number => number.ToString("R", CultureInfo.InvariantCulture),
        double number => number.ToString("R", CultureInfo.InvariantCulture),
        _ => $"'{Convert.ToString(value, CultureInfo.InvariantCulture)}'",
    };
}
