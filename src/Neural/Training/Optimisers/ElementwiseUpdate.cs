using System.Numerics;

namespace Astra.Neural;

/// <summary>What an optimiser does to one vector of values, given their gradient and moments.</summary>
interface IElementwiseRule
{
    void Apply(ref Vector<float> values, Vector<float> gradient, ref Vector<float> first, ref Vector<float> second);
}

/// <summary>Runs an <see cref="IElementwiseRule"/> over arrays of any length.</summary>
static class ElementwiseUpdate
{
    /// <param name="rule">The rule.</param>
    /// <param name="values">Values, changed in place.</param>
    /// <param name="gradient">Gradient, as many.</param>
    /// <param name="first">First moments, changed in place; empty where the rule has none.</param>
    /// <param name="second">Second moments, changed in place; empty where the rule has none.</param>
    public static void Run<TRule>(TRule rule, Span<float> values, ReadOnlySpan<float> gradient, Span<float> first, Span<float> second)
        where TRule : struct, IElementwiseRule
    {
        int width = Vector<float>.Count;
        int i = 0;
        for (; i <= values.Length - width; i += width)
        {
            Vector<float> value = new(values[i..]);
            Vector<float> m = first.IsEmpty ? default : new(first[i..]);
            Vector<float> v = second.IsEmpty ? default : new(second[i..]);
            rule.Apply(ref value, new Vector<float>(gradient[i..]), ref m, ref v);
            value.CopyTo(values[i..]);
            if (!first.IsEmpty)
            {
                m.CopyTo(first[i..]);
            }

            if (!second.IsEmpty)
            {
                v.CopyTo(second[i..]);
            }
        }

        if (i < values.Length)
        {
            Remainder(rule, values[i..], gradient[i..], first.IsEmpty ? first : first[i..], second.IsEmpty ? second : second[i..]);
        }
    }

    /// <summary>The same rule on fewer values than a vector holds, so that no value is treated differently for its place in the array.</summary>
    static void Remainder<TRule>(TRule rule, Span<float> values, ReadOnlySpan<float> gradient, Span<float> first, Span<float> second)
        where TRule : struct, IElementwiseRule
    {
        Vector<float> value = Load(values);
        Vector<float> m = Load(first);
        Vector<float> v = Load(second);
        rule.Apply(ref value, Load(gradient), ref m, ref v);
        Store(value, values);
        Store(m, first);
        Store(v, second);
    }

    static Vector<float> Load(ReadOnlySpan<float> values)
    {
        Span<float> padded = stackalloc float[Vector<float>.Count];
        padded.Clear();
        values.CopyTo(padded);
        return new Vector<float>(padded);
    }

    static void Store(Vector<float> vector, Span<float> values)
    {
        Span<float> padded = stackalloc float[Vector<float>.Count];
        vector.CopyTo(padded);
        padded[..values.Length].CopyTo(values);
    }
}
