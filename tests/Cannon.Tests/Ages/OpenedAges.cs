using System.Reflection;
using Astra.Isochrones;
using Astra.Plugins.Cannon.Ages;

namespace Astra.Cannon.Tests.Ages;

/// <summary>Opens the pipeline on the shipped model as the host does, and makes sources for it.</summary>
static class OpenedAges
{
    static readonly InputAttribute[] Declared = [.. typeof(GiantAgePipeline).GetCustomAttributes<InputAttribute>()];

    /// <summary>A red clump star of the Sun's metallicity with seismology, Teff and everything in range.</summary>
    public static readonly (string Name, double Value)[] Star =
    [
        ("nu_max", 38), ("e_nu_max", 0.01), ("delta_nu", 4.1), ("e_delta_nu", 0.008), ("teff", 4800), ("e_teff", 30), ("logg", 2.5),
        ("fe_h", 0.05), ("e_fe_h", 0.02), ("alpha_fe", 0.02),
    ];

    public static GiantAgePipeline With(params (string Name, object Value)[] options)
    {
        Dictionary<string, object> values = typeof(GiantAgePipeline).GetCustomAttributes<OptionAttribute>()
            .ToDictionary(option => option.Name, option => option.DefaultValue);
        foreach ((string name, object value) in options)
        {
            values[name] = value;
        }

        return new GiantAgePipeline(new PipelineContext(GiantAgePipeline.Name, ShippedAges.Model) { Options = values });
    }

    /// <summary>A source: each input is known from its first alternative unless another place is given, or not known.</summary>
    public static Target Source(IEnumerable<(string Name, double Value)> known, string? table = null)
    {
        Dictionary<string, InputValue> inputs = Declared.ToDictionary(input => input.Name, _ => new InputValue(double.NaN, null));
        foreach ((string name, double value) in known.Where(input => !double.IsNaN(input.Value)))
        {
            IReadOnlyList<string> alternatives = Declared.Single(input => input.Name == name).Alternatives;
            string? there = table is null ? null : alternatives.FirstOrDefault(alternative => alternative.StartsWith(table, StringComparison.Ordinal));
            inputs[name] = new InputValue(value, there ?? alternatives[0]);
        }

        return new Target(new Source(1, "2M00000000+0000000"), null, inputs);
    }

    /// <summary><see cref="Star"/> with some inputs replaced; NaN takes one away.</summary>
    public static Target Changed(params (string Name, double Value)[] changes) => Source(
        Star.Where(input => changes.All(change => change.Name != input.Name)).Concat(changes));

    public static GiantAgeResult Analyse(this GiantAgePipeline pipeline, Target target) =>
        Assert.Single(pipeline.Analyse([target], CancellationToken.None));
}
