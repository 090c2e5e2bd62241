using System.Collections.Concurrent;
using System.Reflection;
using Astra.Plugins.DistMass;
using Astra.Plugins.DistMass.Training;

namespace Astra.DistMass.Tests;

/// <summary>Pipelines, targets and options as the host makes them.</summary>
static class Opened
{
    static readonly ConcurrentDictionary<Type, Lazy<object>> shared = new();

    /// <summary>The model that ships.</summary>
    public static Model Shipped { get; } = ModelIn(Path.Combine(AppContext.BaseDirectory, "models", "apokasc3-hipparcos"));

    /// <summary>The pipeline with the model that ships. What its instances share is loaded once for all tests.</summary>
    public static DistMassPipeline Pipeline() => new(new PipelineContext(DistMassPipeline.Name, Shipped) { Shared = shared });

    /// <summary>A star with the inputs that are named; the others are not known.</summary>
    public static Target Target(string name, IReadOnlyDictionary<string, double> inputs) => new(new Source(1, name), null, Declared.ToDictionary(
        input => input, input => new InputValue(inputs.GetValueOrDefault(input, double.NaN), inputs.ContainsKey(input) ? "aspcap.x" : null)));

    /// <summary>The options of the trainer: those that are named, else as declared.</summary>
    public static TrainingContext Context(params (string Option, object Value)[] changed) => new()
    {
        Options = typeof(DistMassTrainer).GetCustomAttributes<OptionAttribute>().ToDictionary(
            option => option.Name, option => changed.FirstOrDefault(change => change.Option == option.Name).Value ?? option.DefaultValue),
        Command = "astra train DistMass",
        Threads = 2,
    };

    public static Model ModelIn(string folder) => new(
        new ModelManifest
        {
            Pipeline = DistMassPipeline.Name,
            Name = "test",
            Description = "",
            TrainedOn = "",
            Command = "",
            Created = DateTimeOffset.UnixEpoch,
            Files = new Dictionary<string, string>(),
        },
        folder,
        "hash");

    static string[] Declared { get; } = [.. typeof(DistMassPipeline).GetCustomAttributes<InputAttribute>().Select(input => input.Name)];
}
