namespace Astra.Neural;

/// <summary>
/// How far a spectrum is from what a network was trained on: 0 at the centre of the training set, 1 at the edge of its domain, more outside.
/// </summary>
/// <remarks>
/// Two measures, since neither sees everything: the features of a hidden layer (<see cref="DomainMeasure"/>), which know what the network makes of a
/// spectrum, but map what it never saw onto what it knows; and the misfit of the spectrum to its nearest combination of a cubic for each detector and
/// the principal components of the training set, in units of noise and a relative model error. The distance is the larger one, each divided by
/// its edge. The edges are set on held-out samples, each for half of the rate of false alarms. Any number of threads may use it.
/// </remarks>
public sealed class SpectralDomain
{
    /// <summary>APOGEE has three detectors. What is computed for a spectrum, and held in memory, grows with pixels times segments.</summary>
    const int MostSegments = 10;

    readonly DomainMeasure features;
    readonly SpectrumSpace space;
    readonly float edge;

    internal SpectralDomain(DomainMeasure features, SpectrumSpace space, float edge, double falseAlarmRate) =>
        (this.features, this.space, this.edge, FalseAlarmRate) = (features, space, edge, falseAlarmRate);

    /// <summary>Features of a sample.</summary>
    public int Features => features.Size;

    /// <summary>First (included) and last (excluded) pixel of each detector.</summary>
    public IReadOnlyList<int[]> Segments => space.Segments;

    /// <summary>The largest share of spectra like those of the training set that lies outside.</summary>
    public double FalseAlarmRate { get; }

    /// <summary>The distance of a sample.</summary>
    /// <param name="sample">Its features.</param>
    /// <param name="flux">Its flux, in any unit.</param>
    /// <param name="sigma">One-sigma noise in the same unit; 0 or not finite where there are no data.</param>
    /// <returns>The distance; infinite where a feature is not finite, or too few pixels have data to tell.</returns>
    public double Distance(ReadOnlySpan<float> sample, ReadOnlySpan<float> flux, ReadOnlySpan<float> sigma) =>
        Math.Max(features.Distance(sample), Math.Sqrt(space.Misfit(flux, sigma) / edge));

    /// <summary>The measure as arrays for a weight file: those of <see cref="DomainMeasure.ToParameters"/> with <c>.features</c> after the prefix,
    /// and of the spectra <c>segments</c> (segments, 2), <c>mean</c> (pixels), <c>components</c> (components, pixels) and <c>calibration</c> (edge,
    /// model error, false-alarm rate).</summary>
    /// <param name="prefix">What the names begin with.</param>
    public IReadOnlyList<Parameter> ToParameters(string prefix = "domain") =>
    [
        .. features.ToParameters($"{prefix}.features"),
        Parameter.From($"{prefix}.spectra.segments", [.. space.Segments.SelectMany(segment => segment).Select(pixel => (double)pixel)], space.Segments.Count, 2),
        Parameter.From($"{prefix}.spectra.mean", space.Mean, space.Pixels),
        Parameter.From($"{prefix}.spectra.components", space.Components, space.Rank, space.Pixels),
        Parameter.From($"{prefix}.spectra.calibration", [edge, space.ModelError, FalseAlarmRate], 3),
    ];

    /// <summary>The measure as a weight file holds it: the many numbers of the principal components in 16 bits, what is decided by in 32.</summary>
    /// <param name="prefix">What the names begin with.</param>
    public Tensor[] ToTensors(string prefix = "domain") =>
        [.. ToParameters(prefix).ToTensors().Select(tensor => tensor.Name == $"{prefix}.spectra.components" ? tensor.ToHalf() : tensor)];

    /// <summary>The measure of a weight file; null where there is none.</summary>
    /// <param name="tensors">The arrays of the file.</param>
    /// <param name="prefix">What the names begin with.</param>
    /// <exception cref="InvalidDataException">An array is missing, or does not fit the others.</exception>
    public static SpectralDomain? FromTensors(IEnumerable<Tensor> tensors, string prefix = "domain")
    {
        Parameter[] own =
        [
            .. tensors.Where(tensor => tensor.Name.StartsWith($"{prefix}.", StringComparison.Ordinal)).Select(tensor =>
            {
                Parameter parameter = new(tensor.Name, tensor.Shape);
                tensor.ReadSingle(parameter.Value);
                return parameter;
            }),
        ];
        return own.Length == 0 ? null : FromParameters(own, prefix);
    }

    /// <summary>Takes a measure from the arrays of a weight file.</summary>
    /// <param name="parameters">The arrays, among others.</param>
    /// <param name="prefix">What the names begin with.</param>
    /// <returns>The measure.</returns>
    /// <exception cref="InvalidDataException">An array is missing, or does not fit the others.</exception>
    public static SpectralDomain FromParameters(IReadOnlyCollection<Parameter> parameters, string prefix = "domain")
    {
        Parameter segments = Take("segments", 2);
        Parameter mean = Take("mean", 1);
        Parameter components = Take("components", 2);
        Parameter calibration = Take("calibration", 1);
        int[][] pairs = [.. segments.Value.Chunk(2).Select(pair => Array.ConvertAll(pair, pixel => (int)pixel))];
        long pixels = pairs.Sum(pair => (long)pair[^1] - pair[0]);
        bool ascends = segments.Shape[1] == 2 && pairs.Length > 0 && segments.Value.Zip(segments.Value.Skip(1)).All(pair => pair.First <= pair.Second)
            && pairs.All(pair => pair[0] >= 0 && pair[1] >= pair[0] + (long)SpectrumSpace.PolynomialsPerSegment) && pairs.Length <= MostSegments;
        if (!ascends || mean.Shape[0] != pixels || components.Shape[1] != pixels || components.Shape[0] == 0)
        {
            throw new InvalidDataException(
                $"{prefix}.spectra holds segments of {pixels} pixels, a mean of {mean.Shape[0]} and components of {components.Shape[1]}; they do not fit.");
        }

        if (calibration.Value is not [> 0 and <= float.MaxValue, >= 0 and < 1, > 0 and < 1])
        {
            throw new InvalidDataException($"{prefix}.spectra.calibration holds no edge, model error and rate of false alarms.");
        }

        if (mean.Value.Concat(components.Value).Any(value => !float.IsFinite(value)))
        {
            throw new InvalidDataException($"{prefix}.spectra holds a value that is not finite.");
        }

        return new SpectralDomain(
            DomainMeasure.FromParameters(parameters, $"{prefix}.features"),
            new SpectrumSpace(pairs, Doubles(mean), Doubles(components), calibration.Value[1]),
            calibration.Value[0],
            calibration.Value[2]);

        Parameter Take(string name, int dimensions) =>
            parameters.FirstOrDefault(parameter => parameter.Name == $"{prefix}.spectra.{name}") is { } found && found.Shape.Count == dimensions
                ? found
                : throw new InvalidDataException($"The array {prefix}.spectra.{name} is missing, or has not {dimensions} dimension(s).");
    }

    static double[] Doubles(Parameter parameter) => Array.ConvertAll(parameter.Value, value => (double)value);
}
