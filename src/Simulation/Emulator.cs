using System.Globalization;
using Astra.Fits;

namespace Astra.Simulation;

/// <summary>What the numbers that an emulator gives are.</summary>
public enum EmulatedQuantity
{
    /// <summary>Flux density per frequency, f_nu, of model atmospheres, in arbitrary units (the file has it times 1e6).</summary>
    FluxDensity,

    /// <summary>Flux divided by its continuum.</summary>
    NormalizedFlux,
}

/// <summary>
/// Gives the spectrum of a star from its labels, each scaled as x = (label - minimum) / (maximum - minimum) - 1/2. Read-only, so one object serves
/// all threads.
/// </summary>
/// <remarks>
/// Two kinds of file are known. Published FITS files have a network for each pixel: flux = b1 + sum over h of w1[h] sigmoid(b0[h] + sum over l of
/// w0[h, l] x[l]) (Rice and Brewer 2020, ApJ 898, 119; Ting et al. 2019, ApJ 879, 69, have the same shape). Those with 4 labels (teff, logg, fe_h,
/// alpha_fe) give <see cref="EmulatedQuantity.FluxDensity"/>, those with 5 (teff, logg, fe_h, mg_fe, v_macro) <see
/// cref="EmulatedQuantity.NormalizedFlux"/>. Weight files of <c>astra simulate train-emulator</c>, such as <see cref="ShippedFolder"/>'s, have one
/// network for all pixels, which was trained on an emulator of flux density.
/// </remarks>
public sealed class Emulator
{
    /// <summary>The number of pixels: those of <see cref="WavelengthGrid.Chips7214"/>.</summary>
    public const int Pixels = 7214;

    /// <summary>The weight file in an emulator's folder.</summary>
    public const string WeightsName = "weights.safetensors";

    static readonly string[] FluxLabels = ["teff", "logg", "fe_h", "alpha_fe"];
    static readonly string[] NormalizedLabels = ["teff", "logg", "fe_h", "mg_fe", "v_macro"];

    /// <summary>
    /// The flux emulator's file claims -1.77 to 2.78 for [alpha/Fe], the span of a few of its training stars; model atmospheres stop at about these.
    /// </summary>
    static readonly (double Minimum, double Maximum) AlphaLimits = (-0.2, 0.45);

    readonly IPixelModel model;
    readonly double[] scaleMinimum;
    readonly double[] scaleMaximum;

    Emulator(string path, EmulatedQuantity quantity, string[] labels, double[] minimum, double[] maximum, IPixelModel model)
    {
        Path = path;
        Quantity = quantity;
        scaleMinimum = minimum;
        scaleMaximum = maximum;
        this.model = model;
        Labels = [.. labels.Select((name, l) => name == "alpha_fe"
            ? new EmulatorLabel(name, Math.Max(minimum[l], AlphaLimits.Minimum), Math.Min(maximum[l], AlphaLimits.Maximum))
            : new EmulatorLabel(name, minimum[l], maximum[l]))];
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>What <see cref="Evaluate"/> gives.</summary>
    public EmulatedQuantity Quantity { get; }

    /// <summary>The labels that it takes, in order, with the range in which it can be believed.</summary>
    public IReadOnlyList<EmulatorLabel> Labels { get; }

    /// <summary>
    /// The folder of the emulator that comes with the program: Teff 3006 to 7992 K, log g 0 to 5.29, [Fe/H] -1.5 to 0.46, [alpha/Fe] -0.2 to 0.45.
    /// How well it follows the emulator that it was trained on is in its manifest.json.
    /// </summary>
    public static string ShippedFolder { get; } = System.IO.Path.Combine(AppContext.BaseDirectory, "emulators", "kiel-flux");

    /// <summary>Reads an emulator.</summary>
    /// <param name="path">A FITS file with the images W_ARRAY_0 (pixels x hidden x labels), B_ARRAY_0 and W_ARRAY_1 (pixels x hidden), B_ARRAY_1
    /// (pixels), X_MIN and X_MAX (labels); a weight file of <c>astra simulate train-emulator</c>; or the folder with one, such as <see
    /// cref="ShippedFolder"/>.</param>
    /// <exception cref="BadInputException">The file is missing, damaged or no emulator of 7214 pixels with 4 or 5 labels.</exception>
    public static Emulator Read(string path)
    {
        if (IsCompact(path))
        {
            (ComponentNetwork network, string[] names, double[] low, double[] high) =
                ComponentNetwork.Read(Directory.Exists(path) ? System.IO.Path.Combine(path, WeightsName) : path);
            return new Emulator(path.TrimEnd('/'), EmulatedQuantity.FluxDensity, names, low, high, network);
        }

        using NetworkFile file = NetworkFile.Open(path);
        double[] minimum = file.Vector("X_MIN");
        double[] maximum = file.Vector("X_MAX", minimum.Length);
        string[] labels = minimum.Length == FluxLabels.Length ? FluxLabels
            : minimum.Length == NormalizedLabels.Length ? NormalizedLabels
            : throw file.Bad("X_MIN", $"it scales {minimum.Length} labels. An emulator of spectra has 4 (flux) or 5 (normalised flux)");
        file.RequireLimits(minimum, maximum);
        double[] outputBias = file.Vector("B_ARRAY_1", Pixels);
        float[] outputWeights = file.Array("W_ARRAY_1", null, Pixels, out long[] shape);
        int hidden = (int)shape[0];
        float[] hiddenBias = file.Array("B_ARRAY_0", [hidden, Pixels]);
        float[] hiddenWeights = file.Array("W_ARRAY_0", [labels.Length, hidden, Pixels]);
        PixelNetworks networks = new(labels.Length, hidden, hiddenWeights, hiddenBias, outputWeights, Array.ConvertAll(outputBias, b => (float)b));
        EmulatedQuantity quantity = labels == FluxLabels ? EmulatedQuantity.FluxDensity : EmulatedQuantity.NormalizedFlux;
        return new Emulator(path, quantity, labels, minimum, maximum, networks);
    }

    /// <summary>Whether labels lie where the emulator can be believed; if not, why not.</summary>
    /// <param name="labels">A value for each of <see cref="Labels"/>.</param>
    /// <returns>Null when all do; otherwise which label does not, such as <c>teff 9120 is above 7992</c>.</returns>
    /// <exception cref="ArgumentException">Another number of labels.</exception>
    public string? WhyOutside(ReadOnlySpan<double> labels)
    {
        RequireCount(labels);
        for (int l = 0; l < labels.Length; l++)
        {
            EmulatorLabel label = Labels[l];
            if (label.Side(labels[l]) is string side)
            {
                return double.IsNaN(labels[l])
                    ? $"{label.Name} is not known"
                    : string.Create(CultureInfo.InvariantCulture, $"{label.Name} {labels[l]:G5} is {side}");
            }
        }

        return null;
    }

    /// <summary>
    /// The spectrum of a star. Outside the limits of <see cref="Labels"/> the network extrapolates; ask <see cref="WhyOutside"/> first.
    /// </summary>
    /// <param name="labels">A value for each of <see cref="Labels"/>.</param>
    /// <param name="flux">7214 values, the pixels of <see cref="WavelengthGrid.Chips7214"/> one chip after the other; what they are says
    /// <see cref="Quantity"/>. Equal to the last bit whatever the machine's vectors.</param>
    /// <exception cref="ArgumentException">Another number of labels or pixels.</exception>
    public void Evaluate(ReadOnlySpan<double> labels, Span<float> flux)
    {
        Span<float> scaled = stackalloc float[labels.Length];
        Scale(labels, scaled, flux);
        model.Evaluate(scaled, flux);
    }

    /// <summary>As <see cref="Evaluate"/>, one pixel after the other in double precision.</summary>
    internal void EvaluateReference(ReadOnlySpan<double> labels, Span<float> flux)
    {
        Span<float> scaled = stackalloc float[labels.Length];
        Scale(labels, scaled, flux);
        model.EvaluateReference(scaled, flux);
    }

    /// <summary>
    /// Whether a path is of one network for all pixels: a folder, or a weight file, which begins with the length of a header in braces, and not with
    /// the card SIMPLE.
    /// </summary>
    /// <param name="path">A path.</param>
    /// <exception cref="BadInputException">It cannot be read.</exception>
    public static bool IsCompact(string path)
    {
        const int place = sizeof(long);
        if (Directory.Exists(path))
        {
            return true;
        }

        if (!File.Exists(path))
        {
            return false;
        }

        try
        {
            using FileStream stream = File.OpenRead(path);
            Span<byte> start = stackalloc byte[place + 1];
            return stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false) == start.Length && start[place] == '{';
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BadInputException($"{path} cannot be read: {e.Message}", e);
        }
    }

    void Scale(ReadOnlySpan<double> labels, Span<float> scaled, Span<float> flux)
    {
        RequireCount(labels);
        if (flux.Length != Pixels)
        {
            throw new ArgumentException($"An emulator gives {Pixels} pixels; the destination has {flux.Length}.", nameof(flux));
        }

        for (int l = 0; l < scaled.Length; l++)
        {
            scaled[l] = (float)(((labels[l] - scaleMinimum[l]) / (scaleMaximum[l] - scaleMinimum[l])) - 0.5);
        }
    }

    void RequireCount(ReadOnlySpan<double> labels)
    {
        if (labels.Length != Labels.Count)
        {
            throw new ArgumentException(
                $"The emulator takes {Labels.Count} labels ({string.Join(", ", Labels.Select(label => label.Name))}), not {labels.Length}.", nameof(labels));
        }
    }
}
