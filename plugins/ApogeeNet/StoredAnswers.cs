using Astra.Neural;

namespace Astra.Plugins.ApogeeNet;

/// <summary>
/// Inputs with the answers that a network gave to them, in a model's folder: the arrays <c>flux</c> and <c>error</c> (spectra x 8575, as in an apStar
/// file), <c>mask</c> (the same shape; may be left out), <c>metadata</c> (spectra x 7: parallax, G, BP, RP, J, H, K; NaN where missing) and
/// <c>outputs</c> (spectra x 3: log g, log10 Teff, [Fe/H], standardised, without noise).
/// </summary>
sealed class StoredAnswers
{
    /// <summary>The file, in the model's folder.</summary>
    public const string FileName = "verification.safetensors";

    const string FluxArray = "flux";
    const string ErrorArray = "error";
    const string MaskArray = "mask";
    const string MetadataArray = "metadata";
    const string OutputArray = "outputs";
    const string OriginKey = "origin";

    StoredAnswers(string origin, IReadOnlyList<(Spectrum Spectrum, double[] Metadata)> inputs, float[] outputs) =>
        (Origin, Inputs, Outputs) = (origin, inputs, outputs);

    /// <summary>Who gave the answers.</summary>
    public string Origin { get; }

    /// <summary>The inputs; metadata in physical units, NaN where missing.</summary>
    public IReadOnlyList<(Spectrum Spectrum, double[] Metadata)> Inputs { get; }

    /// <summary>The answers: three for each input.</summary>
    public float[] Outputs { get; }

    /// <summary>Asks a model.</summary>
    /// <exception cref="NoResultException">An input has no data.</exception>
    public static float[] Ask(ApogeeNetModel model, IReadOnlyList<(Spectrum Spectrum, double[] Metadata)> inputs)
    {
        NoisePasses passes = new(model, draws: 0, capacity: 1);
        List<float> outputs = [];
        foreach ((Spectrum spectrum, double[] metadata) in inputs)
        {
            passes.Set(0, spectrum, metadata);
            passes.Run([], 1);
            outputs.AddRange(passes.Labels(0, 0));
        }

        return [.. outputs];
    }

    /// <summary>Stores inputs and answers.</summary>
    /// <param name="path">The file.</param>
    /// <param name="origin">Who gave the answers.</param>
    /// <param name="inputs">The inputs.</param>
    /// <param name="outputs">The answers.</param>
    public static void Write(string path, string origin, IReadOnlyList<(Spectrum Spectrum, double[] Metadata)> inputs, float[] outputs)
    {
        int[] shape = [inputs.Count, WavelengthGrid.Pixels];
        float[] flux = [.. inputs.SelectMany(input => input.Spectrum.Flux.ToArray())];
        float[] error = [.. inputs.SelectMany(input => input.Spectrum.Error.ToArray())];
        long[] mask = [.. inputs.SelectMany(input => input.Spectrum.Mask.ToArray()).Select(bits => (long)bits)];
        float[] metadata = [.. inputs.SelectMany(input => input.Metadata).Select(value => (float)value)];
        WeightFile.Write(
            path,
            [
                Tensor.From(FluxArray, shape, flux),
                Tensor.From(ErrorArray, shape, error),
                Tensor.From(MaskArray, shape, mask),
                Tensor.From(MetadataArray, [inputs.Count, MetadataVector.Length], metadata),
                Tensor.From(OutputArray, [inputs.Count, ApogeeNetArchitecture.Labels], outputs),
            ],
            new Dictionary<string, string> { [OriginKey] = origin });
    }

    /// <summary>Reads a file: safetensors, or a dictionary of tensors saved by PyTorch.</summary>
    /// <exception cref="BadInputException">It is no such file.</exception>
    public static StoredAnswers Read(string path)
    {
        WeightFile file;
        try
        {
            file = WeightFile.Read(path);
        }
        catch (WeightFileException e)
        {
            throw new BadInputException(e.Message, e);
        }

        int count = file.Tensors.TryGetValue(OutputArray, out Tensor? outputs) && outputs.Shape is [int n, ..] && n > 0
            ? n
            : throw new BadInputException(
            $"{path}: there is no array '{OutputArray}' of spectra x {ApogeeNetArchitecture.Labels}.");
        float[] flux = Required(FluxArray, WavelengthGrid.Pixels).ReadSingle();
        float[] error = Required(ErrorArray, WavelengthGrid.Pixels).ReadSingle();
        long[] mask = file.Tensors.ContainsKey(MaskArray) ? Required(MaskArray, WavelengthGrid.Pixels).ReadInt64() : new long[flux.Length];
        float[] metadata = Required(MetadataArray, MetadataVector.Length).ReadSingle();
        float[] answers = Required(OutputArray, ApogeeNetArchitecture.Labels).ReadSingle();
        List<(Spectrum, double[])> inputs = [];
        for (int i = 0; i < count; i++)
        {
            int first = i * WavelengthGrid.Pixels;
            Spectrum spectrum = new(
                $"{FileName} {i + 1}",
                SpectrumKind.Combined,
                flux.AsMemory(first, WavelengthGrid.Pixels),
                error.AsMemory(first, WavelengthGrid.Pixels),
                Array.ConvertAll(mask[first..(first + WavelengthGrid.Pixels)], bits => (PixelMask)bits));
            double[] star = Array.ConvertAll(metadata[(i * MetadataVector.Length)..((i + 1) * MetadataVector.Length)], value => (double)value);
            for (int place = 0; place < star.Length; place++)
            {
                star[place] = MetadataVector.IsMissing(place, star[place]) ? double.NaN : star[place];
            }

            inputs.Add((spectrum, star));
        }

        return new StoredAnswers(file.Metadata.GetValueOrDefault(OriginKey, Path.GetFileName(path)), inputs, answers);

        Tensor Required(string name, int width) =>
            file.Tensors.TryGetValue(name, out Tensor? tensor) && tensor.Shape is [int rows, int columns] && rows == count && columns == width
                ? tensor
                : throw new BadInputException($"{path}: there is no array '{name}' of {count} x {width} numbers.");
    }
}
