using Astra.Simulation;

namespace Astra.Testing;

/// <summary>Stars drawn from the emulators of the reference data, with numbers of a seed that no model was trained with.</summary>
static class DrawnStars
{
    const int Seed = 20_261_121;

    static readonly Lazy<Emulator> Flux = new(() => Emulator.Read(SharedData.Path("emulators", "flux_emulator.fits")));

    static readonly Lazy<RadiusEmulator> Radius = new(() => RadiusEmulator.Read(SharedData.Path("emulators", "radius_emulator.fits")));

    /// <summary>The labels of a drawn star, in this order.</summary>
    public static IReadOnlyList<string> Labels { get; } = ["teff", "logg", "fe_h", "alpha_fe"];

    /// <summary>Draws stars of all of the Kiel diagram.</summary>
    /// <param name="count">How many.</param>
    /// <param name="snr">Their S/N.</param>
    /// <param name="inputs">The source fields that the pipeline asks for.</param>
    /// <param name="vsiniMax">Fastest rotation, km/s.</param>
    /// <param name="accept">Which labels to take; all when left out.</param>
    public static IEnumerable<(Target Target, double[] Labels)> Draw(
        int count, double snr, IEnumerable<string> inputs, double vsiniMax = 0, Func<double[], bool>? accept = null)
    {
        KielLabels labels = new(Flux.Value, Seed);
        IEnumerable<double[]> all = Enumerable.Range(0, int.MaxValue).Select(star => labels.Draw(star));
        return At(all.Where(values => accept?.Invoke(values) ?? true).Take(count), snr, inputs, vsiniMax);
    }

    /// <summary>Draws stars with given labels.</summary>
    /// <param name="labels">For each star, in the order of <see cref="Labels"/>.</param>
    /// <param name="snr">Their S/N.</param>
    /// <param name="inputs">The source fields that the pipeline asks for.</param>
    /// <param name="vsiniMax">Fastest rotation, km/s.</param>
    public static IEnumerable<(Target Target, double[] Labels)> At(
        IEnumerable<double[]> labels, double snr, IEnumerable<string> inputs, double vsiniMax = 0)
    {
        SimulationSettings settings = new() { Seed = Seed, SnrMin = snr, SnrMax = snr, VsiniMax = vsiniMax, RadiusEmulator = Radius.Value };
        SpectrumSimulator simulator = new(Flux.Value, settings);
        int star = 0;
        foreach (double[] values in labels)
        {
            SimulatedSpectrum simulated = simulator.Draw(star, values);
            Dictionary<string, InputValue> known = inputs.ToDictionary(
                name => name, name => new InputValue(simulated.Metadata.GetValueOrDefault(name, double.NaN), $"source.{name}"));
            yield return (new Target(new Source(++star, $"drawn {star}"), simulated.Spectrum, known), values);
        }
    }
}
