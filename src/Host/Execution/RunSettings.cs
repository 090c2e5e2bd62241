namespace Astra.Host.Execution;

/// <summary>How a run goes about its work. None of it changes a result.</summary>
/// <param name="Threads">Worker threads.</param>
/// <param name="Batch">Spectra handed to a pipeline at a time.</param>
/// <param name="Timeout">What a pipeline may take for a batch before it is given up.</param>
/// <param name="Grace">What a pipeline may take to notice that it was given up, before its thread is abandoned.</param>
sealed record RunSettings(int Threads, int Batch, TimeSpan Timeout, TimeSpan Grace)
{
    /// <summary>What a pipeline may take for a single spectrum out of a batch that failed.</summary>
    public TimeSpan TimeoutAlone => TimeSpan.FromSeconds(Math.Min(Timeout.TotalSeconds, Math.Max(10, Timeout.TotalSeconds / Batch)));
}
