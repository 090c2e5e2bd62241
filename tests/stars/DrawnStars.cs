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
        SimulationSettings settings = new() { Seed = Seed, SnrMin = snr, SnrMax = snr, VsiniMax = vsiniMax, RadiusEmulator = Radius.Value };
        SpectrumSimulator simulator = new(Flux.Value, settings);
        for (int star = 0, drawn = 0; drawn < count; star++)
        {
            double[] values = labels.Draw(star);
            if (accept?.Invoke(values) ?? true)
            {
                drawn++;
                SimulatedSpectrum simulated = simulator.Draw(star, values);
                Dictionary<string, InputValue> known = inputs.ToDictionary(
                    name => name, name => new InputValue(simulated.Metadata.GetValueOrDefault(name, double.NaN), $"source.{name}"));
                yield return (new Target(new Source(star + 1, $"drawn {star}"), simulated.Spectrum, known), values);
            }
        }
    }
}
