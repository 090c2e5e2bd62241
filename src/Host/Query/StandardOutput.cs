using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Astra.Host.Query;

/// <summary>Writes to standard output so that the end of a reader, as in <c>| head</c>, is noticed.</summary>
static class StandardOutput
{
    const int BrokenPipe = 32;

    /// <summary>The writer to use in place of the console's own, which goes on in silence when its reader has gone.</summary>
    /// <param name="output">What the command was told to write to.</param>
    public static TextWriter Open(TextWriter output)
    {
        if (!ReferenceEquals(output, Console.Out) || !Console.IsOutputRedirected || OperatingSystem.IsWindows())
        {
            return output;
        }

        FileStream stream = new(new SafeFileHandle(1, ownsHandle: false), FileAccess.Write, bufferSize: 0);

        // In a file, a stream of our own would not move the position that others who write to it share.
        return stream.CanSeek ? output : new StreamWriter(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
    }

    /// <summary>True for the failure to write to a reader that has gone.</summary>
    public static bool HasNoReader(IOException failure) => failure.HResult == BrokenPipe;
}
