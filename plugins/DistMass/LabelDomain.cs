using System.Numerics;

namespace Astra.Plugins.DistMass;

/// <summary>
/// The region of label space that training covered, as a threshold on the density of training stars: a star is as far outside as the
/// <see cref="Neighbours"/>th nearest training star is away, in units of the edge. The edge is set on stars that were not trained on. The giants'
/// branch
/// is thin and bent in these five dimensions, so that its convex hull is mostly empty; a density follows it.
/// </summary>
sealed class LabelDomain
{
    /// <summary>How many training stars must be near: with one, every outlier of the training set would be a region of its own.</summary>
    public const int Neighbours = 5;

    // Label by label, padded with points at infinity, so that vectors of points are whole.
    readonly float[][] columns;
    readonly int padded;

    /// <summary>Takes a region.</summary>
    /// <param name="stars">Standardised labels of training stars, row after row.</param>
    /// <param name="edge">The distance at the edge, in standard deviations.</param>
    /// <exception cref="ArgumentException">There are too few stars, or the edge is not positive.</exception>
    public LabelDomain(float[] stars, double edge)
    {
        Count = stars.Length / StellarLabels.Count;
        if (Count < Neighbours || stars.Length % StellarLabels.Count != 0 || !stars.All(float.IsFinite))
        {
            throw new ArgumentException($"{stars.Length} numbers are not the {StellarLabels.Count} labels of {Neighbours} stars or more.");
        }

        if (!(edge > 0 && double.IsFinite(edge)))
        {
            throw new ArgumentException(FormattableString.Invariant($"The edge is {edge}, and must be positive."));
        }

        (Stars, Edge) = (stars, edge);
        padded = (Count + Vector<float>.Count - 1) / Vector<float>.Count * Vector<float>.Count;
        columns = new float[StellarLabels.Count][];
        for (int label = 0; label < columns.Length; label++)
        {
            columns[label] = new float[padded];
            Array.Fill(columns[label], float.PositiveInfinity);
            for (int star = 0; star < Count; star++)
            {
                columns[label][star] = stars[(star * StellarLabels.Count) + label];
            }
        }
    }

    /// <summary>Training stars in it.</summary>
    public int Count { get; }

    /// <summary>Their standardised labels, row after row.</summary>
    public float[] Stars { get; }

    /// <summary>The distance at the edge.</summary>
    public double Edge { get; }

    /// <summary>Sets the edge so that of stars like those of the training set a stated share lies outside.</summary>
    /// <param name="training">Standardised labels of training stars, row after row.</param>
    /// <param name="heldOut">Those of stars that were not trained on.</param>
    /// <param name="falseAlarms">The share of these that may be outside.</param>
    /// <exception cref="ArgumentException">There are too few stars.</exception>
    public static LabelDomain Calibrate(float[] training, float[] heldOut, double falseAlarms)
    {
        int count = heldOut.Length / StellarLabels.Count;
        if (count < 1 / falseAlarms)
        {
            throw new ArgumentException(FormattableString.Invariant(
                $"{count} stars that were not trained on do not tell where {falseAlarms:P0} of them lie outside; {Math.Ceiling(1 / falseAlarms)} are needed."));
        }

        LabelDomain unscaled = new(training, 1);
        double[] distances = new double[count];
        for (int star = 0; star < count; star++)
        {
            distances[star] = unscaled.Distance(heldOut.AsSpan(star * StellarLabels.Count, StellarLabels.Count));
        }

        Array.Sort(distances);
        return new LabelDomain(training, distances[(int)Math.Ceiling((1 - falseAlarms) * count) - 1]);
    }

    /// <summary>How far a star is outside: 1 at the edge; infinite where a label is not known.</summary>
    /// <param name="standardised">Its standardised labels.</param>
    public double Distance(ReadOnlySpan<float> standardised)
    {
        Span<float> nearest = stackalloc float[Neighbours];
        nearest.Fill(float.PositiveInfinity);
        for (int first = 0; first < padded; first += Vector<float>.Count)
        {
            Vector<float> squared = Vector<float>.Zero;
            for (int label = 0; label < StellarLabels.Count; label++)
            {
                Vector<float> difference = new Vector<float>(columns[label], first) - new Vector<float>(standardised[label]);
                squared += difference * difference;
            }

            if (Vector.LessThanAny(squared, new Vector<float>(nearest[^1])))
            {
                for (int i = 0; i < Vector<float>.Count; i++)
                {
                    Insert(nearest, squared[i]);
                }
            }
        }

        return Math.Sqrt(nearest[^1]) / Edge;
    }

    static void Insert(Span<float> nearest, float squared)
    {
        if (!(squared < nearest[^1]))
        {
            return;
        }

        int place = nearest.Length - 1;
        for (; place > 0 && nearest[place - 1] > squared; place--)
        {
            nearest[place] = nearest[place - 1];
        }

        nearest[place] = squared;
    }
}
