using System.Text.Json;

namespace Astra.Plugins.Cannon;

/// <summary>What a Cannon model needs besides its weights: the settings of its manifest.</summary>
sealed record CannonSettings
{
    static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, RespectNullableAnnotations = true };

    /// <summary>The labels, in order, by the names of their columns.</summary>
    public required string[] Labels { get; init; }

    /// <summary>What is subtracted from each label, in its unit.</summary>
    public required double[] Centre { get; init; }

    /// <summary>What each difference is divided by, in the label's unit.</summary>
    public required double[] Scale { get; init; }

    /// <summary>The terms of the polynomial, in the order of the coefficients (<see cref="PolynomialTerms"/>).</summary>
    public required string Terms { get; init; }

    /// <summary>The pixels of the model on <see cref="WavelengthGrid"/>: first (included) and last (excluded) of each detector.</summary>
    public required int[][] Chips { get; init; }

    /// <summary>The continuum normalisation of the training spectra.</summary>
    public required ContinuumSettings Continuum { get; init; }

    /// <summary>
    /// The smallest one-sigma error of the normalised flux: what the training spectra had. ASPCAP raises smaller errors to 0.005
    /// (visible in any aspcapStar file).
    /// </summary>
    public required double ErrorFloor { get; init; }

    /// <summary>The smallest intrinsic scatter of a pixel; smaller values of the training are raised to it, since none is really zero.</summary>
    public required double ScatterFloor { get; init; }

    /// <summary>
    /// The distance to the nearest training star (standard deviations of the training set) that 1 % of the training stars exceed among themselves.
    /// </summary>
    public required double SparseDistance { get; init; }

    /// <summary>As <see cref="SparseDistance"/>, for 0.1 %.</summary>
    public required double FarDistance { get; init; }

    /// <summary>
    /// What the formal error of each label is multiplied by, and what is then added to it in quadrature (in the label's unit), so that errors are as large
    /// as cross-validation found them; null for a model that had none, whose errors stay formal.
    /// </summary>
    public double[]? ErrorScale { get; init; }

    /// <summary>See <see cref="ErrorScale"/>.</summary>
    public double[]? ErrorAdded { get; init; }

    /// <summary>Reads the settings of a manifest.</summary>
    /// <exception cref="ConfigurationException">They are not those of a Cannon model.</exception>
    public static CannonSettings Read(Model model)
    {
        string manifest = Path.Combine(model.Folder, ModelManifest.FileName);
        CannonSettings settings;
        try
        {
            settings = model.Manifest.Settings.Deserialize<CannonSettings>(Json) ?? throw new JsonException("there are none");
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new ConfigurationException($"{manifest}: the settings are not those of a Cannon model: {e.Message} Import the model again.", e);
        }

        if (settings.Fault() is string fault)
        {
            throw new ConfigurationException($"{manifest}: {fault}. Import the model again.");
        }

        return settings;
    }

    /// <summary>The error of a label from its formal error (see <see cref="ErrorScale"/>).</summary>
    /// <param name="label">0-based.</param>
    /// <param name="formal">In the label's unit.</param>
    public double Error(int label, double formal)
    {
        double scaled = formal * (ErrorScale?[label] ?? 1);
        double added = ErrorAdded?[label] ?? 0;
        return added > 0 ? Math.Sqrt((scaled * scaled) + (added * added)) : scaled;
    }

    /// <summary>The settings as a manifest holds them.</summary>
    public JsonElement ToJson() => JsonSerializer.SerializeToElement(this, Json);

    /// <summary>Whether a text may name a label: lower-case letters, digits and underscores, a letter first.</summary>
    public static bool IsName(string text) => text.Length > 0 && char.IsAsciiLetterLower(text[0]) && text.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '_');

    /// <summary>What is wrong with these settings, or null.</summary>
    public string? Fault()
    {
        int labels = Labels.Length;
        if (labels is 0 or > LabelFitter.MostLabels || Labels.Distinct().Count() != labels)
        {
            return $"there are {labels} labels ({string.Join(", ", Labels)}); 1 to {LabelFitter.MostLabels} different ones are needed";
        }

        if (Array.FindIndex(Labels, label => label is null || !IsName(label)) is >= 0 and int unnameable)
        {
            return $"'{Labels[unnameable]}' is not the name of a label: lower-case letters, digits and underscores, a letter first";
        }

        if (Centre.Length != labels || Scale.Length != labels || Scale.Any(scale => !(scale > 0 && double.IsFinite(scale))) || !Centre.All(double.IsFinite))
        {
            return $"centre and scale must be {labels} finite numbers each, and every scale above zero";
        }

        try
        {
            PolynomialTerms.Parse(Terms, Labels);
        }
        catch (FormatException e)
        {
            return e.Message;
        }

        if (ErrorScale is not null && (ErrorScale.Length != labels || !ErrorScale.All(scale => scale > 0 && double.IsFinite(scale))))
        {
            return $"error_scale must be {labels} finite numbers above zero";
        }

        if (ErrorAdded is not null && (ErrorAdded.Length != labels || !ErrorAdded.All(added => added >= 0 && double.IsFinite(added))))
        {
            return $"error_added must be {labels} finite numbers, none below zero";
        }

        int end = 0;
        foreach (int[] chip in Chips)
        {
            if (chip is not [int first, int last] || first < end || last <= first || last > WavelengthGrid.Pixels)
            {
                return $"the chips must be ascending pairs of pixels within 0 to {WavelengthGrid.Pixels}";
            }

            end = last;
        }

        if (end == 0 || !(ErrorFloor >= 0) || !(ScatterFloor >= 0) || !(SparseDistance >= 0) || !(FarDistance >= SparseDistance))
        {
            return "chips, error_floor, scatter_floor, sparse_distance and far_distance must be there and not negative";
        }

        return Continuum.Fault();
    }
}
