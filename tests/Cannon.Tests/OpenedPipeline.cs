using Astra.Neural;
using System.Reflection;
using Astra.Plugins.Cannon;

namespace Astra.Cannon.Tests;

/// <summary>Opens the pipeline on a model as the host does: manifest and weights in a folder, declared options with their defaults.</summary>
sealed class OpenedPipeline : IDisposable
{
    readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("astra-cannon-");

    OpenedPipeline(Func<string, ModelManifest> write, (string Name, object Value)[] options)
    {
        Context = ContextFor(new Model(write(folder.FullName), folder.FullName, "hash"), options);
        Model = CannonModel.Load(Context.Model);
        Pipeline = new CannonPipeline(Context);
    }

    public PipelineContext Context { get; }

    public CannonModel Model { get; }

    public CannonPipeline Pipeline { get; }

    public static PipelineContext ContextFor(Model model, params (string Name, object Value)[] options)
    {
        Dictionary<string, object> values = typeof(CannonPipeline).GetCustomAttributes<OptionAttribute>().ToDictionary(option => option.Name, option => option.DefaultValue);
        foreach ((string name, object value) in options)
        {
            values[name] = value;
        }

        return new PipelineContext("Cannon", model) { Options = values };
    }

    /// <summary>On <see cref="InventedModel"/>.</summary>
    public static OpenedPipeline Invented(CannonSettings settings, params (string Name, object Value)[] options) => new(folder => WriteInvented(folder, settings), options);

    /// <summary>On the published model of the reference data.</summary>
    public static OpenedPipeline Published(string continuum) => new(
        folder => new CannonImporter().Import(PublishedModel.Path, folder, new Dictionary<string, string> { ["continuum"] = continuum }),
        []);

    public static ModelManifest WriteInvented(string folder, CannonSettings settings)
    {
        int pixels = settings.Chips.Sum(chip => chip[1] - chip[0]);
        (double[] coefficients, double[] scatter, double[] training) = InventedModel.Weights(pixels);
        WeightFile.Write(Path.Combine(folder, CannonModel.WeightFileName),
        [
            Tensor.From(CannonModel.CoefficientArray, [10, pixels], coefficients),
            Tensor.From(CannonModel.ScatterArray, [pixels], scatter),
            Tensor.From(CannonModel.TrainingArray, [InventedModel.Stars, 3], training),
        ]);
        return new ModelManifest
        {
            Pipeline = "Cannon",
            Name = "invented",
            Description = "random coefficients",
            TrainedOn = "nothing",
            Command = "none",
            Created = DateTimeOffset.UnixEpoch,
            Files = new Dictionary<string, string> { [CannonModel.WeightFileName] = "" },
            Settings = settings.ToJson(),
        };
    }

    public CannonResult Analyse(Spectrum spectrum) => Assert.Single(Pipeline.Analyse([Target(spectrum)], CancellationToken.None));

    public static Target Target(Spectrum spectrum) => new(new Source(1, "2M00000000+0000000"), spectrum, new Dictionary<string, InputValue>());

    public void Dispose() => folder.Delete(recursive: true);
}
