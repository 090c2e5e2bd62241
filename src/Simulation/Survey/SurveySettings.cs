namespace Astra.Simulation;

/// <summary>What a <see cref="SurveySimulator"/> draws.</summary>
public sealed record SurveySettings
{
    /// <summary>Where random numbers start, 0 or more. Star n of a seed is the same star whatever else is drawn.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Smallest signal-to-noise ratio of combined spectra.</summary>
    public double SnrMin { get; init; } = 20;

    /// <summary>Largest signal-to-noise ratio. Stars are spread evenly in its logarithm.</summary>
    public double SnrMax { get; init; } = 300;

    /// <summary>Checks the settings.</summary>
    /// <exception cref="ConfigurationException">One is out of range; the message says which and what it may be.</exception>
    internal void Check()
    {
        if (Seed < 0)
        {
            throw new ConfigurationException(FormattableString.Invariant($"The seed of a simulated survey is {Seed} but must be 0 or more. Change it."));
        }

        Spectra.Check();
    }

    /// <summary>The same for spectra.</summary>
    internal SimulationSettings Spectra => new() { Seed = Seed, SnrMin = SnrMin, SnrMax = SnrMax };
}
