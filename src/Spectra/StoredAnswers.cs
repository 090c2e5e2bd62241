using Astra.Neural;

namespace Astra.Spectra;

/// <summary>
/// Spectra with the answers that a network gave to them, in a model's folder, for <c>astra model verify</c>: the arrays <c>flux</c> and <c>error</c>
/// (spectra x 8575, as in an apStar file), <c>mask</c> (the same shape; may be left out) and <c>outputs</c> (spectra x what the network gives).
/// </summary>
public sealed class StoredAnswers
{
    /// <summary>The file, in the model's folder.</summary>
    public const string FileName = "verification.safetensors";

    const string FluxArray = "flux";
    const string ErrorArray = "error";
    const string MaskArray = "mask";
    const string OutputArray = "outputs";
    const string OriginKey = "origin";

    StoredAnswers(string origin, IReadOnlyList<Spectrum> spectra, float[] outputs) => (Origin, Spectra, Outputs) = (origin, spectra, outputs);

    /// <summary>Who gave the answers.</summary>
    public string Origin { get; }

    /// <summary>The spectra.</summary>
    public IReadOnlyList<Spectrum> Spectra { get; }

    /// <summary>The answers, as many for each spectrum as the network has outputs.</summary>
    public float[] Outputs { get; }

    /// <summary>Stores spectra and answers.</summary>
    /// <param name="path">The file.</param>
    /// <param name="origin">Who gave the answers.</param>
    /// <param name="spectra">The spectra, one or more.</param>
    /// <param name="outputs">The answers.</param>
    public static void Write(string path, string origin, IReadOnlyList<Spectrum> spectra, float[] outputs)
    {
        int[] shape = [spectra.Count, WavelengthGrid.Pixels];
        float[] flux = [.. spectra.SelectMany(spectrum => spectrum.Flux.ToArray())];
        float[] error = [.. spectra.SelectMany(spectrum => spectrum.Error.ToArray())];
        long[] mask = [.. spectra.SelectMany(spectrum => spectrum.Mask.ToArray()).Select(bits => (long)bits)];
        WeightFile.Write(
            path,
            [
                Tensor.From(FluxArray, shape, flux),
                Tensor.From(ErrorArray, shape, error),
                Tensor.From(MaskArray, shape, mask),
                Tensor.From(OutputArray, [spectra.Count, outputs.Length / spectra.Count], outputs),
            ],
            new Dictionary<string, string> { [OriginKey] = origin });
    }

    /// <summary>The answers in a model's folder.</summary>
    /// <param name="model">The model.</param>
    /// <param name="width">Answers for each spectrum.</param>
    /// <exception cref="ConfigurationException">There are none, or they cannot be read.</exception>
    public static StoredAnswers Of(Model model, int width)
    {
        string path = Path.Combine(model.Folder, FileName);
        try
        {
            return File.Exists(path) ? Read(path, width) : throw new ConfigurationException(
                $"{model.Folder} has no {FileName}, so there is nothing to compare with. Import or train the model again.");
        }
        catch (BadInputException e)
        {
            throw new ConfigurationException($"{e.Message} Import or train the model again.", e);
        }
    }

    /// <summary>Reads a file: safetensors, or a dictionary of tensors saved by PyTorch.</summary>
    /// <param name="path">The file.</param>
    /// <param name="width">Answers for each spectrum.</param>
    /// <exception cref="BadInputException">It is no such file.</exception>
    public static StoredAnswers Read(string path, int width)
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
            : throw new BadInputException($"{path}: there is no array '{OutputArray}' of spectra x {width}.");
        float[] flux = Required(FluxArray, WavelengthGrid.Pixels).ReadSingle();
        float[] error = Required(ErrorArray, WavelengthGrid.Pixels).ReadSingle();
        long[] mask = file.Tensors.ContainsKey(MaskArray) ? Required(MaskArray, WavelengthGrid.Pixels).ReadInt64() : new long[flux.Length];
        Spectrum[] spectra =
        [
            .. Enumerable.Range(0, count).Select(i => new Spectrum(
                $"{FileName} {i + 1}",
                SpectrumKind.Combined,
                flux.AsMemory(i * WavelengthGrid.Pixels, WavelengthGrid.Pixels),
                error.AsMemory(i * WavelengthGrid.Pixels, WavelengthGrid.Pixels),
                Array.ConvertAll(mask[(i * WavelengthGrid.Pixels)..((i + 1) * WavelengthGrid.Pixels)], bits => (PixelMask)bits))),
        ];
        string origin = file.Metadata.GetValueOrDefault(OriginKey, Path.GetFileName(path));
        return new StoredAnswers(origin, spectra, Required(OutputArray, width).ReadSingle());

        Tensor Required(string name, int columns) =>
            file.Tensors.TryGetValue(name, out Tensor? tensor) && tensor.Shape is [int rows, int found] && rows == count && found == columns
                ? tensor
                : throw new BadInputException($"{path}: there is no array '{name}' of {count} x {columns} numbers.");
    }
}
