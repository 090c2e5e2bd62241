namespace Astra.Host.Storage;

/// <summary>The moments that the workspace remembers, by name.</summary>
static class Moments
{
    /// <summary>When every watched file was last looked at.</summary>
    public const string EveryFile = "every_file";

    /// <summary>When results changed that no product shows yet; absent when the products are up to date.</summary>
    public const string Unpublished = "unpublished";
}
