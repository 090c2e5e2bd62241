using Astra.Neural;

namespace Astra.Plugins.AstroNN.Distances;

/// <summary>A network with its settings and the measure of its domain. Read-only, so one object serves all threads.</summary>
sealed class AstroNNDistModel
{
    /// <summary>The file of the weights, in the model's folder.</summary>
    public const string WeightFileName = "weights.safetensors";

    /// <summary>The array of the mean of each pixel over the training set; NaN for pixels that the network does not see.</summary>
    public const string MeanName = "input_mean";

    /// <summary>What the names of the domain's arrays begin with.</summary>
    public const string DomainPrefix = "domain";

    /// <summary>Builds a model.</summary>
    /// <param name="settings">Its settings.</param>
    /// <param name="inputMean">What is subtracted from each of the 7514 pixels; NaN for pixels that the network does not see.</param>
    /// <param name="weights">The network's parameters.</param>
    /// <param name="domain">How far from the training set a spectrum is; null where nobody knows.</param>
    public AstroNNDistModel(AstroNNDistSettings settings, float[] inputMean, IReadOnlyList<Parameter> weights, SpectralDomain? domain)
    {
        (Settings, InputMean, Domain) = (settings, inputMean, domain);
        Network network = ApogeeDistArchitecture.Build(settings.Dropout).Network;
        (Network plain, Node outputs, Node features) = ApogeeDistArchitecture.Build(dropout: null);
        foreach (Network copy in (Network[])[network, plain])
        {
            foreach ((Parameter parameter, Parameter given) in copy.Parameters.Zip(weights))
            {
                given.Value.AsSpan().CopyTo(parameter.Value);
            }
        }

        Network = network.Freeze();
        Plain = plain.Freeze(outputs, features);
    }

    /// <summary>Everything that the manifest says about it.</summary>
    public AstroNNDistSettings Settings { get; }

    /// <summary>See the constructor.</summary>
    public float[] InputMean { get; }

    /// <summary>Which pixels the network looks at; null for all.</summary>
    public bool[]? Seen => InputMean.Any(float.IsNaN) ? [.. InputMean.Select(mean => !float.IsNaN(mean))] : null;

    /// <summary>The network with dropout.</summary>
    public FrozenNetwork Network { get; }

    /// <summary>The network without dropout: its outputs, then the features of its last hidden layer.</summary>
    public FrozenNetwork Plain { get; }

    /// <summary>How far from the training set a spectrum is; null for a model that does not know.</summary>
    public SpectralDomain? Domain { get; }

    /// <summary>Loads a model.</summary>
    /// <exception cref="ConfigurationException">Manifest or weights are not those of such a model; the message names the file and the
    /// reason.</exception>
    public static AstroNNDistModel Load(Model model)
    {
        AstroNNDistSettings settings = AstroNNDistSettings.Read(model);
        string path = Path.Combine(model.Folder, WeightFileName);
        try
        {
            WeightFile file = WeightFile.Read(path);
            Network network = ApogeeDistArchitecture.Build(dropout: null).Network;
            WeightLoading.Apply(network.Parameters, file, buffers: [MeanName, $"{DomainPrefix}.*"]);
            return new AstroNNDistModel(settings, ReadMean(file), network.Parameters, ReadDomain(file));
        }
        catch (Exception e) when (e is WeightFileException or InvalidDataException)
        {
            string where = e is WeightFileException ? "" : $"{path}: ";
            throw new ConfigurationException($"{where}{e.Message} Import or train the model again.", e);
        }
    }

    /// <summary>The mean of each pixel in a file of weights.</summary>
    /// <exception cref="InvalidDataException">There are not as many as pixels.</exception>
    public static float[] ReadMean(WeightFile file)
    {
        Tensor mean = file.Buffer(MeanName);
        return mean.Count == ApogeeDistArchitecture.Inputs
            ? mean.ReadSingle()
            : throw new InvalidDataException($"{MeanName} has {mean.Count} numbers; a spectrum has {ApogeeDistArchitecture.Inputs} pixels.");
    }

    /// <summary>What the network sees of a normalised spectrum: less the mean, and 0 where it does not look.</summary>
    /// <param name="flux">Normalised flux, 7514 values.</param>
    /// <param name="input">Takes as many.</param>
    public void Centre(ReadOnlySpan<float> flux, Span<float> input)
    {
        for (int p = 0; p < flux.Length; p++)
        {
            input[p] = float.IsNaN(InputMean[p]) ? 0 : flux[p] - InputMean[p];
        }
    }

    static SpectralDomain? ReadDomain(WeightFile file)
    {
        SpectralDomain? domain = SpectralDomain.FromTensors(file.Tensors.Values, DomainPrefix);
        return domain is null || (domain.Features == ApogeeDistArchitecture.Features && domain.Segments[^1][1] <= ApogeeDistArchitecture.Inputs)
            ? domain
            : throw new InvalidDataException(
                $"the domain has {domain.Features} features and pixels up to {domain.Segments[^1][1]}; the network has {ApogeeDistArchitecture.Features} and {ApogeeDistArchitecture.Inputs}.");
    }
}
