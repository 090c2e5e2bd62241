namespace Astra.Neural;

/// <summary>
/// A weight file cannot be read or written, or does not fit the network. The message names the file, the tensor, entry or byte, and the reason. The same file fails again.
/// </summary>
public sealed class WeightFileException : Exception
{
    /// <summary>Creates one.</summary>
    /// <param name="message">Where and why.</param>
    /// <param name="cause">What was thrown below, if anything.</param>
    public WeightFileException(string message, Exception? cause = null)
        : base(message, cause)
    {
    }
}
