namespace Astra.Host.Configuration;

/// <summary>How a run works. None of it changes a result.</summary>
/// <param name="Threads">Threads that analyse spectra, at least one.</param>
/// <param name="BatchSize">Spectra that are handed to a pipeline at once.</param>
/// <param name="Timeout">What one pipeline may take for one batch.</param>
/// <param name="Retries">How often a spectrum that failed is tried again, each time in a later run.</param>
sealed record RunSettings(int Threads, int BatchSize, TimeSpan Timeout, int Retries)
{
    /// <summary>What one pipeline may take for a single spectrum out of a batch that failed.</summary>
    public TimeSpan TimeoutAlone => TimeSpan.FromSeconds(Math.Min(Timeout.TotalSeconds, Math.Max(10, Timeout.TotalSeconds / BatchSize)));

    /// <summary>What a pipeline may take to stop after it was told to, before its thread is abandoned.</summary>
    public TimeSpan Grace { get; init; } = TimeSpan.FromSeconds(10);
}
