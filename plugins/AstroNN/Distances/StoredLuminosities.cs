using Astra.Neural;

namespace Astra.Plugins.AstroNN.Distances;

/// <summary>
/// Inputs with the answers that a network gave to them without dropout, in a model's folder: the arrays <c>flux</c> (spectra x 7514,
/// continuum-normalised, before the mean is subtracted) and <c>outputs</c> (spectra x 2: pseudo-luminosity and its logarithmic variance, in units of
/// the labels' deviation).
/// </summary>
/// <param name="Origin">Who gave the answers.</param>
/// <param name="Flux">The inputs, one after the other.</param>
/// <param name="Outputs">The answers: two for each input.</param>
sealed record StoredLuminosities(string Origin, float[] Flux, float[] Outputs)
{
    /// <summary>The file, in the model's folder.</summary>
    public const string FileName = "verification.safetensors";

    const string FluxArray = "flux";
    const string OutputArray = "outputs";
    const string OriginKey = "origin";

    /// <summary>Inputs.</summary>
    public int Count => Outputs.Length / ApogeeDistArchitecture.Outputs;

    /// <summary>Asks a model for its answers.</summary>
    /// <param name="origin">Who gives them.</param>
    /// <param name="model">The model.</param>
    /// <param name="flux">Inputs, one after the other.</param>
    public static StoredLuminosities Ask(string origin, AstroNNDistModel model, float[] flux)
    {
        LuminosityPasses passes = new(model, passes: 2, capacity: 1);
        List<float> outputs = [];
        for (int first = 0; first < flux.Length; first += ApogeeDistArchitecture.Inputs)
        {
            flux.AsSpan(first, ApogeeDistArchitecture.Inputs).CopyTo(passes.Flux(0));
            passes.Run([0]);
            outputs.AddRange(passes.Plain(0));
        }

        return new StoredLuminosities(origin, flux, [.. outputs]);
    }

    /// <summary>Stores inputs and answers.</summary>
    /// <param name="path">The file.</param>
    public void Write(string path) => WeightFile.Write(
        path,
        [
            Tensor.From(FluxArray, [Count, ApogeeDistArchitecture.Inputs], Flux),
            Tensor.From(OutputArray, [Count, ApogeeDistArchitecture.Outputs], Outputs),
        ],
        new Dictionary<string, string> { [OriginKey] = Origin });

    /// <summary>Reads a file: safetensors, or a dictionary of tensors saved by PyTorch.</summary>
    /// <exception cref="BadInputException">It is no such file.</exception>
    public static StoredLuminosities Read(string path)
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

        int count = file.Tensors.TryGetValue(OutputArray, out Tensor? outputs)
            && outputs.Shape is [int rows, ApogeeDistArchitecture.Outputs] && rows > 0
            ? rows
            : throw new BadInputException($"{path}: there is no array '{OutputArray}' of spectra x {ApogeeDistArchitecture.Outputs}.");
        return file.Tensors.TryGetValue(FluxArray, out Tensor? flux) && flux.Shape is [int spectra, ApogeeDistArchitecture.Inputs] && spectra == count
            ? new StoredLuminosities(file.Metadata.GetValueOrDefault(OriginKey, Path.GetFileName(path)), flux.ReadSingle(), outputs.ReadSingle())
            : throw new BadInputException($"{path}: there is no array '{FluxArray}' of {count} x {ApogeeDistArchitecture.Inputs} numbers.");
    }
}
