namespace Astra.Fits;

/// <summary>
/// A FITS file cannot be opened, is damaged, or does not hold what was asked of it. The message names the file, the HDU (index, and name
/// if it has one), the card, column or byte, and the reason.
/// </summary>
/// <remarks>It is the only exception that the content of a file can cause. Wrong arguments (a destination of the wrong length) stay argument
/// exceptions.</remarks>
public sealed class FitsException : Exception
{
    internal FitsException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
