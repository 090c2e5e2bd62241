using System.Globalization;
using Astra.Neural;
using Astra.Plugins.LatentAge.PowerSpectra;

namespace Astra.Plugins.LatentAge.Network;

/// <summary>Encoder and decoder with their weights. Read-only, so one object serves all threads.</summary>
sealed class LatentNetwork
{
    /// <summary>What the names of the domain's arrays begin with.</summary>
    public const string DomainPrefix = "domain";

    const string MeanName = "input_mean";
    const string DeviationName = "input_std";
    const string SeenName = "input_seen";

    readonly Parameter[] parameters;

    /// <summary>Builds a network.</summary>
    /// <param name="parameters">The weights of encoder and decoder.</param>
    /// <param name="scale">What is done to spectra.</param>
    /// <param name="domain">How far from the training set a spectrum is; null where nobody knows.</param>
    public LatentNetwork(IEnumerable<Parameter> parameters, InputScale scale, SpectralDomain? domain)
    {
        this.parameters = [.. parameters];
        Scale = scale;
        Domain = domain;
        Encoder = Freeze(LatentArchitecture.EncoderAndFeatures());
        Decoder = Freeze(LatentArchitecture.Decoder());
    }

    /// <summary>What is done to spectra before the encoder sees them.</summary>
    public InputScale Scale { get; }

    /// <summary>How far from the training set a spectrum is; null for a model that does not know.</summary>
    public SpectralDomain? Domain { get; }

    /// <summary>7514 pixels to five means, five log variances and 16 features.</summary>
    public FrozenNetwork Encoder { get; }

    /// <summary>Five numbers to 2092 logarithms of power over background.</summary>
    public FrozenNetwork Decoder { get; }

    /// <summary>Reads a network.</summary>
    /// <param name="file">Its file of weights.</param>
    /// <exception cref="WeightFileException">Arrays are missing or of another shape; the message names file and array.</exception>
    /// <exception cref="InvalidDataException">The domain or the scale of the inputs makes no sense.</exception>
    public static LatentNetwork Read(WeightFile file)
    {
        Neural.Network shape = LatentArchitecture.Autoencoder(0);
        WeightLoading.Apply(shape.Parameters, file, buffers: [.. file.Tensors.Keys.Where(IsBesideWeights)]);
        InputScale scale = new(Pixels(MeanName), Pixels(DeviationName), [.. Pixels(SeenName).Select(value => value != 0)]);
        if (scale.Mean.Any(value => !float.IsFinite(value)) || scale.Deviation.Any(value => !(value > 0) || !float.IsFinite(value)))
        {
            throw new InvalidDataException($"{MeanName} or {DeviationName} has a value that is not finite, or a deviation that is not above zero.");
        }

        SpectralDomain? domain = SpectralDomain.FromTensors(file.Tensors.Values, DomainPrefix);
        return domain is null || (domain.Features == LatentArchitecture.Hidden && domain.Segments[^1][1] <= LatentArchitecture.Pixels)
            ? new LatentNetwork(shape.Parameters, scale, domain)
            : throw new InvalidDataException(string.Create(
                CultureInfo.InvariantCulture,
                $"the domain has {domain.Features} features and pixels up to {domain.Segments[^1][1]}; the network has {LatentArchitecture.Hidden} and {LatentArchitecture.Pixels}."));

        float[] Pixels(string name) => file.Buffer(name) is { Shape: [LatentArchitecture.Pixels] } tensor
            ? tensor.ReadSingle()
            : throw new InvalidDataException($"{name} is not an array of {LatentArchitecture.Pixels} numbers.");
    }

    /// <summary>The network as a file of weights holds it.</summary>
    /// <param name="weights">Its weights, as stored.</param>
    /// <param name="scale">What is done to spectra.</param>
    /// <param name="domain">The domain, as stored.</param>
    public static IEnumerable<Tensor> Tensors(IEnumerable<Tensor> weights, InputScale scale, IEnumerable<Tensor> domain) =>
    [
        .. weights,
        Tensor.From(MeanName, [scale.Mean.Length], scale.Mean),
        Tensor.From(DeviationName, [scale.Deviation.Length], scale.Deviation),
        Tensor.From(SeenName, [scale.Seen.Length], [.. scale.Seen.Select(isSeen => isSeen ? 1f : 0f)]),
        .. domain,
    ];

    /// <summary>The power spectrum that belongs to a place in the latent space.</summary>
    /// <param name="latent">Five numbers.</param>
    /// <returns>Natural logarithms of power over background on <see cref="PixelGrid"/>.</returns>
    public float[] Decode(ReadOnlySpan<float> latent)
    {
        float[] power = new float[PixelGrid.Pixels];
        Decoder.CreateSession().Run(latent, 1, power);
        return power;
    }

    FrozenNetwork Freeze(Neural.Network network)
    {
        foreach (Parameter parameter in network.Parameters)
        {
            parameters.First(own => own.Name == parameter.Name).Value.CopyTo(parameter.Value, 0);
        }

        return network.Freeze();
    }

    static bool IsBesideWeights(string name) =>
        name is MeanName or DeviationName or SeenName || name.StartsWith($"{DomainPrefix}.", StringComparison.Ordinal);
}
