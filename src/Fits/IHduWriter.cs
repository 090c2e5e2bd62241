namespace Astra.Fits;

/// <summary>What a file's writer asks of the HDU that is open when the next one begins.</summary>
interface IHduWriter
{
    /// <summary>Writes what is still to be written of it, and takes no more.</summary>
    void End();
}
