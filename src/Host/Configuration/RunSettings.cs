namespace Astra.Host.Configuration;

/// <summary>How a run works.</summary>
/// <param name="Threads">Threads that analyse spectra, at least one.</param>
/// <param name="BatchSize">Spectra that are handed to a pipeline at once.</param>
/// <param name="Timeout">What one pipeline may take for one batch.</param>
/// <param name="Retries">How often a spectrum that failed is tried again, each time in a later run.</param>
sealed record RunSettings(int Threads, int BatchSize, TimeSpan Timeout, int Retries);
