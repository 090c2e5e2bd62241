using System.Reflection;
using Astra.Neural;
using Astra.Plugins.ApogeeNet;

namespace Astra.ApogeeNet.Tests;

/// <summary>A model with random weights in a folder, opened as the host does: declared options with their defaults.</summary>
sealed class InventedModel : IDisposable
{
    const ulong Seed = 5;

    // Half a second of eigenvectors, which do not depend on the scale of the labels.
    static readonly Lazy<SpectralDomain> Domain = new(LearnDomain);

    readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("astra-apogeenet-");

    public InventedModel(InputSettings? input = null, bool withDomain = false, double outputScale = 0.001, double[]? bias = null,
        double[][]? validRange = null)
    {
        Settings = ApogeeNetSettings.Published with { Input = input ?? Scaled, ValidRange = validRange ?? [] };
        Network network = ApogeeNetArchitecture.Build(seed: Seed).Network;
        foreach (Parameter parameter in network.Parameters.Where(parameter => parameter.Name.StartsWith("fc3", StringComparison.Ordinal)))
        {
            for (int i = 0; i < parameter.Value.Length; i++)
            {
                parameter.Value[i] = parameter.Name == "fc3.bias" && bias is not null ? (float)bias[i] : parameter.Value[i] * (float)outputScale;
            }
        }

        List<Tensor> tensors = [.. network.Parameters.ToTensors()];
        if (withDomain)
        {
            tensors.AddRange(Domain.Value.ToParameters("domain").ToTensors());
        }

        WeightFile.Write(Path.Combine(folder.FullName, ApogeeNetModel.WeightFileName), tensors);
    }

    public static InputSettings Scaled { get; } = new()
    {
        Scaling = InputSettings.Relative,
        Median = InputSettings.OfChip,
        Chips = [.. WavelengthGrid.Chips7214.Select(chip => new[] { chip.Start.Value, chip.End.Value })],
        BadPixelMask = (int)PixelMask.Bad,
        Gain = 5,
    };

    public ApogeeNetSettings Settings { get; }

    public string Folder => folder.FullName;

    public Model Model => new(
        new ModelManifest
        {
            Pipeline = "ApogeeNet",
            Name = "invented",
            Description = "random weights",
            TrainedOn = "nothing",
            Command = "none",
            Created = DateTimeOffset.UnixEpoch,
            Files = new Dictionary<string, string> { [ApogeeNetModel.WeightFileName] = "" },
            Settings = Settings.ToJson(),
        },
        Folder,
        "hash");

    public ApogeeNetPipeline Open(params (string Name, object Value)[] options)
    {
        Dictionary<string, object> values = typeof(ApogeeNetPipeline).GetCustomAttributes<OptionAttribute>()
            .ToDictionary(option => option.Name, option => option.DefaultValue);
        foreach ((string name, object value) in options)
        {
            values[name] = value;
        }

        return new ApogeeNetPipeline(new PipelineContext("ApogeeNet", Model) { Options = values });
    }

    public ApogeeNetResult Analyse(Target target, params (string Name, object Value)[] options) =>
        Assert.Single(Open(options).Analyse([target], CancellationToken.None));

    public void Dispose() => folder.Delete(recursive: true);

    static SpectralDomain LearnDomain()
    {
        (Network network, Node labels, Node features) = ApogeeNetArchitecture.Build(seed: Seed);
        ApogeeNetSettings settings = ApogeeNetSettings.Published with { Input = Scaled };
        NoisePasses passes = new(new ApogeeNetModel(settings, network.Freeze(labels, features), null), 0, 1);
        SpectralDomainFit fit = new(ApogeeNetArchitecture.Features, Scaled.Chips);
        for (int i = 0; i < 60; i++)
        {
            Pass($"training {i}");
            fit.AddFeatures(passes.Features(0));
            fit.AddSpectrum(passes.Observed(0), passes.Sigma(0));
        }

        SpectralDomainCalibration calibration = fit.ToCalibration();
        for (int i = 0; i < 40; i++)
        {
            Pass($"held out {i}");
            calibration.Add(passes.Features(0), passes.Observed(0), passes.Sigma(0));
        }

        return calibration.ToMeasure(0.1);

        void Pass(string name)
        {
            passes.Set(0, InventedStars.Spectrum(name), InventedStars.Metadata);
            passes.Run([], 1);
        }
    }
}
