namespace Astra.Testing;

/// <summary>How <see cref="PipelineChecks"/> goes about its work.</summary>
public sealed record CheckSettings
{
    /// <summary>What one call may take before it counts as hanging.</summary>
    public TimeSpan TimeLimit { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>What the measurement of speed takes, about; zero leaves it out.</summary>
    public TimeSpan MeasureFor { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How many plausible stars are invented; at least 2.</summary>
    public int Stars { get; init; } = 6;

    /// <summary>Spectra to check with besides the invented ones, such as real ones. Those of a kind that the pipeline does not take are left out.</summary>
    public IReadOnlyList<Spectrum> Spectra { get; init; } = [];
}
