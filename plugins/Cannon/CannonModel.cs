using Astra.Neural;

namespace Astra.Plugins.Cannon;

/// <summary>
/// A trained model: the normalised flux of each pixel as a polynomial of the labels, with an intrinsic scatter (Ness et al. 2015, ApJ 808,
/// 16). Read-only, so one object serves all threads.
/// </summary>
sealed class CannonModel
{
    /// <summary>The file of the weights, in the model's folder.</summary>
    public const string WeightFileName = "weights.safetensors";

    /// <summary>The coefficients in the file: terms x pixels, flux per scaled label.</summary>
    public const string CoefficientArray = "coefficients";

    /// <summary>The intrinsic scatter in the file: pixels, one sigma of normalised flux.</summary>
    public const string ScatterArray = "scatter";

    /// <summary>The labels of the training stars in the file: stars x labels, physical units.</summary>
    public const string TrainingArray = "training_labels";

    /// <summary>Builds a model.</summary>
    /// <param name="settings">Its settings.</param>
    /// <param name="coefficients">Terms x pixels.</param>
    /// <param name="scatter">One-sigma intrinsic scatter of each pixel, as trained; the floor is applied here. Infinite: the pixel is not to be used.</param>
    /// <param name="training">The labels of its training stars.</param>
    public CannonModel(CannonSettings settings, ReadOnlySpan<double> coefficients, ReadOnlySpan<double> scatter, TrainingLabels training)
    {
        Settings = settings;
        Terms = PolynomialTerms.Parse(settings.Terms, settings.Labels);
        Training = training;
        Chips = [.. settings.Chips.Select(chip => chip[0]..chip[1])];
        Pixels = [.. Chips.SelectMany(chip => Enumerable.Range(chip.Start.Value, chip.End.Value - chip.Start.Value))];
        Stride = WeightedGram.Padded(Pixels.Length);
        Coefficients = new double[Terms.Count * Stride];
        for (int t = 0; t < Terms.Count; t++)
        {
            coefficients.Slice(t * Pixels.Length, Pixels.Length).CopyTo(Coefficients.AsSpan(t * Stride));
        }

        Variance = new double[Pixels.Length];
        for (int p = 0; p < Variance.Length; p++)
        {
            double floored = Math.Max(scatter[p], settings.ScatterFloor);
            Variance[p] = floored * floored;
            UsablePixels += double.IsFinite(floored) ? 1 : 0;
        }
    }

    /// <summary>Everything that the manifest says about it.</summary>
    public CannonSettings Settings { get; }

    /// <summary>The pixels of each detector on <see cref="WavelengthGrid"/>.</summary>
    public Range[] Chips { get; }

    /// <summary>The index of each of its pixels on <see cref="WavelengthGrid"/>, ascending.</summary>
    public int[] Pixels { get; }

    /// <summary>The length of a row of <see cref="Coefficients"/>: the number of pixels, padded.</summary>
    public int Stride { get; }

    /// <summary>Terms x <see cref="Stride"/>: the coefficient of each term for every pixel.</summary>
    public double[] Coefficients { get; }

    /// <summary>
    /// Intrinsic variance of the normalised flux of each pixel; never zero where the model's scatter floor is not. Infinite where the training stars had too
    /// few data: the model says nothing there.
    /// </summary>
    public double[] Variance { get; }

    /// <summary>The number of pixels of which the model says something.</summary>
    public int UsablePixels { get; }

    /// <summary>The stars that it was trained on.</summary>
    public TrainingLabels Training { get; }

    /// <summary>The number of labels.</summary>
    public int Labels => Settings.Labels.Length;

    /// <summary>The terms of the polynomial.</summary>
    public PolynomialTerms Terms { get; }

    /// <summary>Loads a model.</summary>
    /// <exception cref="ConfigurationException">Manifest or weights are not those of a Cannon model; the message names the file and the reason.</exception>
    public static CannonModel Load(Model model)
    {
        CannonSettings settings = CannonSettings.Read(model);
        string path = Path.Combine(model.Folder, WeightFileName);
        IReadOnlyDictionary<string, Tensor> tensors = ReadWeights(path);
        int labels = settings.Labels.Length;
        int terms = PolynomialTerms.Parse(settings.Terms, settings.Labels).Count;
        int pixels = settings.Chips.Sum(chip => chip[1] - chip[0]);
        double[] coefficients = Required(CoefficientArray, double.IsFinite, terms, pixels);
        double[] scatter = Required(ScatterArray, scatter => !double.IsNaN(scatter), pixels);
        double[] training = Required(TrainingArray, double.IsFinite, null, labels);
        if (!scatter.All(s => s >= 0))
        {
            throw new ConfigurationException($"{path}: the array '{ScatterArray}' has values below zero. Import the model again.");
        }

        try
        {
            return new CannonModel(settings, coefficients, scatter, new TrainingLabels(training, labels));
        }
        catch (ArgumentException e)
        {
            throw new ConfigurationException($"{path}: the array '{TrainingArray}' cannot be used: {e.Message} Import the model again.", e);
        }

        double[] Required(string name, Func<double, bool> valid, params int?[] shape)
        {
            if (!tensors.TryGetValue(name, out Tensor? tensor))
            {
                throw new ConfigurationException($"{path}: there is no array '{name}'. Import the model again.");
            }

            if (tensor.Shape.Count != shape.Length || tensor.Shape.Zip(shape).Any(axis => axis.Second is int expected && axis.First != expected))
            {
                string needed = string.Join(" x ", shape.Select(axis => axis is int length ? $"{length}" : "stars"));
                throw new ConfigurationException(
                    $"{path}: the array '{name}' is {string.Join(" x ", tensor.Shape)}; the manifest's labels and chips need {needed}. Import the model again.");
            }

            double[] values = tensor.ReadDouble();
            return values.All(valid)
                ? values
                : throw new ConfigurationException($"{path}: the array '{name}' has values that are not finite. Import the model again.");
        }
    }

    static IReadOnlyDictionary<string, Tensor> ReadWeights(string path)
    {
        try
        {
            return WeightFile.Read(path).Tensors;
        }
        catch (WeightFileException e)
        {
            throw new ConfigurationException($"{e.Message} Import the model again.", e);
        }
    }

    /// <summary>The normalised flux that the model expects.</summary>
    /// <param name="labels">Labels in physical units.</param>
    /// <returns>A value for each of <see cref="Pixels"/>.</returns>
    public double[] Flux(ReadOnlySpan<double> labels)
    {
        Span<double> x = stackalloc double[Labels];
        ToScaled(labels, x);
        double[] terms = new double[Terms.Count];
        Terms.Evaluate(x, terms);
        double[] flux = new double[Pixels.Length];
        for (int t = 0; t < terms.Length; t++)
        {
            for (int p = 0; p < flux.Length; p++)
            {
                flux[p] += terms[t] * Coefficients[(t * Stride) + p];
            }
        }

        return flux;
    }

    /// <summary>Physical labels to the model's own scale.</summary>
    public void ToScaled(ReadOnlySpan<double> labels, Span<double> scaled)
    {
        for (int i = 0; i < scaled.Length; i++)
        {
            scaled[i] = (labels[i] - Settings.Centre[i]) / Settings.Scale[i];
        }
    }

    /// <summary>The model's own scale to physical labels.</summary>
    public void ToPhysical(ReadOnlySpan<double> scaled, Span<double> labels)
    {
        for (int i = 0; i < labels.Length; i++)
        {
            labels[i] = (scaled[i] * Settings.Scale[i]) + Settings.Centre[i];
        }
    }
}
