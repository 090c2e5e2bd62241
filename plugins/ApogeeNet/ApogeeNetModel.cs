using Astra.Neural;

namespace Astra.Plugins.ApogeeNet;

/// <summary>A network with its settings and the measure of its domain. Read-only, so one object serves all threads.</summary>
sealed class ApogeeNetModel
{
    /// <summary>The file of the weights, in the model's folder.</summary>
    public const string WeightFileName = "weights.safetensors";

    /// <summary>What the names of the domain's arrays begin with.</summary>
    public const string DomainPrefix = "domain";

    /// <summary>Builds a model.</summary>
    /// <param name="settings">Its settings.</param>
    /// <param name="network">Three labels, then the features of the last hidden layer.</param>
    /// <param name="domain">How far from the training set an input is; null where nobody knows.</param>
    public ApogeeNetModel(ApogeeNetSettings settings, FrozenNetwork network, SpectralDomain? domain)
    {
        Settings = settings;
        Network = network;
        Domain = domain;
    }

    /// <summary>Everything that the manifest says about it.</summary>
    public ApogeeNetSettings Settings { get; }

    /// <summary>Three standardised labels, then the features of the last hidden layer.</summary>
    public FrozenNetwork Network { get; }

    /// <summary>How far from the training set an input is; null for a model that does not know.</summary>
    public SpectralDomain? Domain { get; }

    /// <summary>Loads a model.</summary>
    /// <exception cref="ConfigurationException">Manifest or weights are not those of such a model; the message names the file and the
    /// reason.</exception>
    public static ApogeeNetModel Load(Model model)
    {
        ApogeeNetSettings settings = ApogeeNetSettings.Read(model);
        string path = Path.Combine(model.Folder, WeightFileName);
        try
        {
            WeightFile file = WeightFile.Read(path);
            (Network network, Node labels, Node features) = ApogeeNetArchitecture.Build();
            WeightLoading.Apply(network.Parameters, file, buffers: [$"{DomainPrefix}.*"]);
            return new ApogeeNetModel(settings, network.Freeze(labels, features), ReadDomain(file, settings));
        }
        catch (Exception e) when (e is WeightFileException or InvalidDataException)
        {
            string where = e is WeightFileException ? "" : $"{path}: ";
            throw new ConfigurationException($"{where}{e.Message} Import or train the model again.", e);
        }
    }

    static SpectralDomain? ReadDomain(WeightFile file, ApogeeNetSettings settings)
    {
        if (SpectralDomain.FromTensors(file.Tensors.Values, DomainPrefix) is not { } measure)
        {
            return null;
        }

        if (measure.Features != ApogeeNetArchitecture.Features)
        {
            throw new InvalidDataException($"the domain has {measure.Features} features; the network has {ApogeeNetArchitecture.Features}.");
        }

        return measure.Segments.Zip(settings.Input.Chips).All(pair => pair.First.SequenceEqual(pair.Second))
            && measure.Segments.Count == settings.Input.Chips.Length
                ? measure
                : throw new InvalidDataException("the domain is one of other pixels than those that the settings name.");
    }
}
