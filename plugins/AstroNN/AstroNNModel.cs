using System.Globalization;
using Astra.Neural;
using Astra.Spectra;

namespace Astra.Plugins.AstroNN;

/// <summary>A network with its settings and what it needs besides. Read-only, so one object serves all threads.</summary>
sealed class AstroNNModel
{
    /// <summary>The file of the weights, in the model's folder.</summary>
    public const string WeightFileName = "weights.safetensors";

    /// <summary>What the names of the domain's arrays begin with.</summary>
    public const string DomainPrefix = "domain";

    /// <summary>The mean of the training set's normalised spectra, 7514 numbers: subtracted from each spectrum. Its name in published state
    /// dicts.</summary>
    public const string InputMeanName = "input_mean";

    /// <summary>The pixels that the network was trained with, 7514 zeros and ones.</summary>
    public const string SeenName = "input_seen";

    /// <summary>Builds a model.</summary>
    /// <param name="settings">Its settings.</param>
    /// <param name="weights">Its weights and what else it sees spectra by.</param>
    /// <param name="domain">How far from the training set a spectrum is; null where nobody knows.</param>
    public AstroNNModel(AstroNNSettings settings, AstroNNWeights weights, SpectralDomain? domain)
    {
        Settings = settings;
        InputMean = weights.InputMean;
        Seen = weights.Seen;
        Domain = domain;
        AstroNNNetwork passes = Network(weights, (float)settings.Dropout);
        Passes = passes.Network.Freeze();

        // Without dropout, for what must be the same in every pass: features, and answers that another program is compared with.
        AstroNNNetwork plain = Network(weights, dropout: 0);
        Plain = plain.Network.Freeze();
        Features = plain.Network.Freeze(plain.Features);
    }

    /// <summary>Everything that the manifest says about it.</summary>
    public AstroNNSettings Settings { get; }

    /// <summary>Subtracted from each spectrum.</summary>
    public float[] InputMean { get; }

    /// <summary>The pixels that the network was trained with; null for all.</summary>
    public bool[]? Seen { get; }

    /// <summary>How far from the training set a spectrum is; null for a model that does not know.</summary>
    public SpectralDomain? Domain { get; }

    /// <summary>The network with dropout: standardised labels, then logarithms of their variances.</summary>
    public FrozenNetwork Passes { get; }

    /// <summary>The same without dropout.</summary>
    public FrozenNetwork Plain { get; }

    /// <summary>The last hidden layer of the whole spectrum, without dropout.</summary>
    public FrozenNetwork Features { get; }

    /// <summary>Loads a model.</summary>
    /// <exception cref="ConfigurationException">Manifest or weights are not those of such a model; the message names the file and the
    /// reason.</exception>
    public static AstroNNModel Load(Model model)
    {
        AstroNNSettings settings = AstroNNSettings.Read(model);
        string path = Path.Combine(model.Folder, WeightFileName);
        try
        {
            WeightFile file = WeightFile.Read(path);
            AstroNNWeights weights = AstroNNWeights.Read(file, settings.Places(), NameMap.Exact);
            return weights.Shape.FirstHidden == settings.Hidden[0] && weights.Shape.SecondHidden == settings.Hidden[1]
                ? new AstroNNModel(settings, weights, ReadDomain(file, weights.Shape.SecondHidden))
                : throw new InvalidDataException(string.Create(
                    CultureInfo.InvariantCulture,
                    $"the layers have {weights.Shape.FirstHidden} and {weights.Shape.SecondHidden} neurons, and the manifest says {string.Join(" and ", settings.Hidden)}."));
        }
        catch (Exception e) when (e is WeightFileException or InvalidDataException)
        {
            string where = e is WeightFileException ? "" : $"{path}: ";
            throw new ConfigurationException($"{where}{e.Message} Import or train the model again.", e);
        }
    }

    static AstroNNNetwork Network(AstroNNWeights weights, float dropout)
    {
        AstroNNNetwork network = AstroNNArchitecture.Build(weights.Shape, dropout);
        foreach ((Parameter to, Parameter from) in network.Network.Parameters.Zip(weights.Parameters))
        {
            from.Value.CopyTo(to.Value, 0);
        }

        return network;
    }

    static SpectralDomain? ReadDomain(WeightFile file, int features)
    {
        SpectralDomain? domain = SpectralDomain.FromTensors(file.Tensors.Values, DomainPrefix);
        return domain is null || (domain.Features == features && domain.Segments[^1][1] <= ContinuumNormalisation.Pixels)
            ? domain
            : throw new InvalidDataException(
                $"the domain has {domain.Features} features and pixels up to {domain.Segments[^1][1]}; the network has {features} and {ContinuumNormalisation.Pixels}.");
    }
}
