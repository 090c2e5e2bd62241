namespace Astra.Neural;

/// <summary>
/// How far an input is from what a network was trained on, judged by the features of one of its hidden layers: 0 at the centre of the training
/// set, 1 at the edge of its domain, more outside. The same for every network, so that a distance means the same in every table.
/// </summary>
/// <remarks>
/// The features are standardised and divided into the principal directions of the training set and the rest (Lee et al. 2018,
/// arXiv:1807.03888, use the first; what is unlike every training sample often shows in the second). The distance is the larger of the
/// Mahalanobis distance along the directions and the norm of the rest, each divided by its edge. The edges are set on held-out samples so that
/// of inputs like those of the training set at most the stated share lies outside: see <see cref="DomainCalibration.ToMeasure"/>. It may be used by
/// any number of threads.
/// </remarks>
public sealed class DomainMeasure
{
    /// <summary>The distance of the edge.</summary>
    public const double Threshold = 1;

    readonly DomainSpace space;
    readonly float edgeAlong;
    readonly float edgeAcross;

    internal DomainMeasure(DomainSpace space, float edgeAlong, float edgeAcross, float falseAlarmRate, long trainingCount, long heldOutCount)
    {
        (this.space, this.edgeAlong, this.edgeAcross, FalseAlarmRate) = (space, edgeAlong, edgeAcross, falseAlarmRate);
        (TrainingCount, HeldOutCount) = (trainingCount, heldOutCount);
    }

    /// <summary>Features of a sample.</summary>
    public int Size => space.Size;

    /// <summary>Principal directions that are kept.</summary>
    public int Rank => space.Rank;

    /// <summary>The largest share of inputs like those of the training set that lies outside.</summary>
    public double FalseAlarmRate { get; }

    /// <summary>Samples that the directions were learned from.</summary>
    public long TrainingCount { get; }

    /// <summary>Samples that the edges were set on.</summary>
    public long HeldOutCount { get; }

    /// <summary>Learns and calibrates a measure from features that are held in memory.</summary>
    /// <param name="size">Features of a sample.</param>
    /// <param name="training">The features of the training samples, one sample after another.</param>
    /// <param name="heldOut">Those of samples that the network was not trained on.</param>
    /// <param name="falseAlarmRate">See <see cref="FalseAlarmRate"/>.</param>
    /// <returns>The measure.</returns>
    /// <exception cref="InvalidOperationException">There are too few samples.</exception>
    public static DomainMeasure Learn(int size, ReadOnlySpan<float> training, ReadOnlySpan<float> heldOut, double falseAlarmRate = 0.01)
    {
        DomainFit fit = new(size);
        fit.Add(training);
        DomainCalibration calibration = fit.ToCalibration();
        calibration.Add(heldOut);
        return calibration.ToMeasure(falseAlarmRate);
    }

    /// <summary>The distance of a sample from the centre of the training set, in units of that of the edge; infinite where a feature is not
    /// finite.</summary>
    /// <param name="features">The features of one sample.</param>
    public double Distance(ReadOnlySpan<float> features)
    {
        (double along, double across) = space.Distances(features);
        double distance = space.Rank < space.Size ? Math.Max(along / edgeAlong, across / edgeAcross) : along / edgeAlong;

        // Features so large that their squares overflow.
        return double.IsNaN(distance) ? double.PositiveInfinity : distance;
    }

    /// <summary>Whether a sample is unlike what the network was trained on. Features that are not finite always are.</summary>
    /// <param name="features">The features of one sample.</param>
    public bool IsOutside(ReadOnlySpan<float> features) => Distance(features) > Threshold;

    /// <summary>The measure as arrays for a weight file: mean and scale (features), directions (directions, features), variances (directions), edges
    /// (along, across) and calibration (false-alarm rate, training samples, held-out samples).</summary>
    /// <param name="prefix">What the names begin with.</param>
    public IReadOnlyList<Parameter> ToParameters(string prefix = "domain") =>
    [
        Parameter.From($"{prefix}.mean", space.Mean, Size),
        Parameter.From($"{prefix}.scale", space.Scale, Size),
        Parameter.From($"{prefix}.directions", space.Directions, Rank, Size),
        Parameter.From($"{prefix}.variances", space.Variances, Rank),
        Parameter.From($"{prefix}.edges", [edgeAlong, edgeAcross], 2),
        Parameter.From($"{prefix}.calibration", [FalseAlarmRate, TrainingCount, HeldOutCount], 3),
    ];

    /// <summary>Takes a measure from the arrays of a weight file; it gives the same distances to the last bit.</summary>
    /// <param name="parameters">The arrays, among others.</param>
    /// <param name="prefix">What the names begin with.</param>
    /// <returns>The measure.</returns>
    /// <exception cref="InvalidDataException">An array is missing, or does not fit the others.</exception>
    public static DomainMeasure FromParameters(IEnumerable<Parameter> parameters, string prefix = "domain")
    {
        Dictionary<string, Parameter> named =
            parameters.Where(p => p.Name.StartsWith(prefix + '.', StringComparison.Ordinal)).ToDictionary(p => p.Name);
        Parameter mean = Take(named, $"{prefix}.mean", 1);
        Parameter variances = Take(named, $"{prefix}.variances", 1);
        int size = mean.Shape[0];
        int rank = variances.Shape[0];
        float[] scale = Take(named, $"{prefix}.scale", size).Value;
        float[] directions = Take(named, $"{prefix}.directions", rank, size).Value;
        float[] edges = Take(named, $"{prefix}.edges", 2).Value;
        float[] calibration = Take(named, $"{prefix}.calibration", 3).Value;
        if (size == 0 || rank == 0 || rank > size)
        {
            throw new InvalidDataException($"{prefix}.directions has the shape ({rank}, {size}), which is no set of directions.");
        }

        RequirePositive($"{prefix}.scale", scale);
        RequirePositive($"{prefix}.variances", variances.Value);
        RequirePositive($"{prefix}.edges", edges);
        DomainSpace space = new(mean.Value, scale, directions, variances.Value);
        return new DomainMeasure(space, edges[0], edges[1], calibration[0], (long)calibration[1], (long)calibration[2]);
    }

    static Parameter Take(Dictionary<string, Parameter> named, string name, params int[] shape)
    {
        Parameter parameter = named.GetValueOrDefault(name)
            ?? throw new InvalidDataException(
                $"The array {name} is missing: these weights hold no measure of the network's domain, or not all of it.");
        bool lengthIsFree = name.EndsWith(".mean", StringComparison.Ordinal) || name.EndsWith(".variances", StringComparison.Ordinal);
        if (parameter.Shape.Count != shape.Length || (!lengthIsFree && !parameter.Shape.SequenceEqual(shape)))
        {
            string expected = lengthIsFree ? "any length" : string.Join(", ", shape);
            throw new InvalidDataException($"{name} has the shape ({string.Join(", ", parameter.Shape)}), and should have ({expected}).");
        }

        return parameter;
    }

    static void RequirePositive(string name, float[] values)
    {
        if (values.AsSpan().ContainsAnyExceptInRange(float.Epsilon, float.MaxValue))
        {
            throw new InvalidDataException($"{name} holds a value that is not a positive number.");
        }
    }
}
