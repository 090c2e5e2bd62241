using System.Reflection;
using Astra.Neural;
using Astra.Plugins.AstroNN.Distances;

namespace Astra.AstroNN.Tests.Distances;

/// <summary>A model with random weights in a folder, opened as the host does: declared options with their defaults.</summary>
sealed class InventedDistModel : IDisposable
{
    readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("astra-astronndist-");

    public InventedDistModel(Action<Network>? change = null, double[]? labelRange = null, double errorScale = 1)
    {
        Settings = new AstroNNDistSettings { LabelDeviation = 50, LabelRange = labelRange ?? [], ErrorScale = errorScale };
        Network network = ApogeeDistArchitecture.Build(null, seed: 8).Network;
        foreach (Parameter parameter in network.Parameters.Where(parameter => parameter.Name == "dense_var.bias"))
        {
            // A variance that does not drown what dropout does.
            parameter.Value[0] = -6;
        }

        change?.Invoke(network);
        float[] mean = [.. Enumerable.Repeat(0.95f, ApogeeDistArchitecture.Inputs)];
        WeightFile.Write(
            Path.Combine(folder.FullName, AstroNNDistModel.WeightFileName),
            [.. network.Parameters.ToTensors(), Tensor.From(AstroNNDistModel.MeanName, [mean.Length], mean)]);
    }

    public AstroNNDistSettings Settings { get; }

    public string Folder => folder.FullName;

    public Model Model => new(
        new ModelManifest
        {
            Pipeline = AstroNNDistPipeline.Name,
            Name = "invented",
            Description = "random weights",
            TrainedOn = "nothing",
            Command = "none",
            Created = DateTimeOffset.UnixEpoch,
            Files = new Dictionary<string, string> { [AstroNNDistModel.WeightFileName] = "" },
            Settings = Settings.ToJson(),
        },
        Folder,
        "hash");

    public AstroNNDistPipeline Open(params (string Name, object Value)[] options)
    {
        Dictionary<string, object> values = typeof(AstroNNDistPipeline).GetCustomAttributes<OptionAttribute>()
            .ToDictionary(option => option.Name, option => option.DefaultValue);
        foreach ((string name, object value) in options)
        {
            values[name] = value;
        }

        return new AstroNNDistPipeline(new PipelineContext(AstroNNDistPipeline.Name, Model) { Options = values });
    }

    public AstroNNDistResult Analyse(Target target, int passes = 8) =>
        Assert.Single(Open(("passes", passes)).Analyse([target], CancellationToken.None));

    public void Dispose() => folder.Delete(recursive: true);

    /// <summary>A star with the inputs that the pipeline declares; those not given are not known.</summary>
    public static Target Star(Spectrum spectrum, params (string Origin, double Value)[] known)
    {
        Dictionary<string, InputValue> inputs = [];
        foreach (InputAttribute input in typeof(AstroNNDistPipeline).GetCustomAttributes<InputAttribute>())
        {
            (string Origin, double Value) found = input.Alternatives
                .SelectMany(origin => known.Where(value => value.Origin == origin)).FirstOrDefault();
            inputs[input.Name] = found.Origin is null ? new InputValue(double.NaN, null) : new InputValue(found.Value, found.Origin);
        }

        return new Target(new Source(1, "2M00000000+0000000"), spectrum, inputs);
    }
}
