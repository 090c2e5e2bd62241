namespace Astra.Host.Storage;

/// <summary>Which of the attempts and files that are left alone.</summary>
/// <param name="Retries">How often runs repeat an attempt that failed unexpectedly: it is left alone when it has failed more often.</param>
sealed record LeftAloneSelection(int Retries)
{
    /// <summary>Only attempts of this pipeline, in upper or lower case; null for all.</summary>
    public string? Pipeline { get; init; }

    /// <summary>Only those with this text in their reason, in upper or lower case; null for all.</summary>
    public string? Reason { get; init; }
}
