namespace Astra;

/// <summary>One unit of work: a star and, for a pipeline that works on spectra, one of its spectra; with the declared inputs.</summary>
public sealed class Target
{
    readonly Spectrum? spectrum;
    readonly IReadOnlyDictionary<string, InputValue> inputs;

    /// <summary>Creates a unit of work.</summary>
    /// <param name="source">The star.</param>
    /// <param name="spectrum">The spectrum; null for a pipeline whose unit of work is the source.</param>
    /// <param name="inputs">A value for every input that the pipeline declares, by name.</param>
    public Target(Source source, Spectrum? spectrum, IReadOnlyDictionary<string, InputValue> inputs)
    {
        Source = source;
        this.spectrum = spectrum;
        this.inputs = inputs;
    }

    /// <summary>The star.</summary>
    public Source Source { get; }

    /// <summary>The spectrum.</summary>
    /// <exception cref="InvalidOperationException">The pipeline's unit of work is the source, so there is none.</exception>
    public Spectrum Spectrum => spectrum ?? throw new InvalidOperationException(
        $"{Source.ApogeeId} comes without a spectrum: the pipeline's unit of work is the source.");

    /// <summary>What distinguishes this unit of work from every other: the spectrum's identity, or the star's identifier.</summary>
    public string Identity => spectrum?.Identity ?? Source.ApogeeId;

    /// <summary>The value of a declared input. NaN: not known (only possible where the declaration says optional).</summary>
    /// <param name="name">The name given to <see cref="InputAttribute"/>.</param>
    /// <exception cref="ArgumentException">The pipeline does not declare an input of this name.</exception>
    public InputValue Input(string name) => inputs.TryGetValue(name, out InputValue value)
        ? value
        : throw new ArgumentException(
            $"There is no input '{name}' in the pipeline's declaration; add [Input(\"{name}\", ...)] to the pipeline.", nameof(name));
}

/// <summary>The value of a declared input.</summary>
/// <param name="Value">The value in the unit of its table; NaN when not known.</param>
/// <param name="Origin">Which of the declared alternatives it came from, such as <c>aspcap.teff</c>; null when not known.</param>
public readonly record struct InputValue(double Value, string? Origin)
{
    /// <summary>Whether the value is known.</summary>
    public bool IsKnown => !double.IsNaN(Value);

    /// <summary>The value as a number.</summary>
    /// <param name="input">The input.</param>
    public static implicit operator double(InputValue input) => input.Value;
}
