using System.Text;
using Astra.Host.Errors;

namespace Astra.Host.Query;

/// <summary>A file that appears under its name only when it is complete; until then, or for good when it never is, an older one stays.</summary>
sealed class OutputFile : IDisposable
{
    readonly string path;
    readonly string temporary;
    readonly FileStream stream;
    bool complete;

    OutputFile(string path, string temporary, FileStream stream)
    {
        this.path = path;
        this.temporary = temporary;
        this.stream = stream;
        Writer = new StreamWriter(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
    }

    public StreamWriter Writer { get; }

    /// <param name="path">Where.</param>
    /// <param name="option">The option that it was given with, for the message.</param>
    /// <exception cref="UserException">The file cannot be written there.</exception>
    public static OutputFile Create(string path, string option = "--out")
    {
        string full = Path.GetFullPath(path);
        if (Directory.Exists(full) || full.StartsWith("/dev/", StringComparison.Ordinal))
        {
            throw UserException.Usage($"{option} {path} is not a file. Name a file, or leave {option} away to write to standard output.");
        }

        string temporary = $"{full}.{Environment.ProcessId}.tmp";
        try
        {
            return new OutputFile(full, temporary, new FileStream(temporary, FileMode.Create, FileAccess.Write));
        }
        catch (Exception unusable) when (unusable is IOException or UnauthorizedAccessException)
        {
            throw UserException.Usage($"{option} {path} cannot be written: {unusable.Message} Choose a folder that exists and that you may write to.");
        }
    }

    /// <summary>Gives the file its name.</summary>
    public void Complete()
    {
        Writer.Flush();
        stream.Flush(flushToDisk: true);
        Writer.Dispose();
        File.Move(temporary, path, overwrite: true);
        FolderSync.Names(Path.GetDirectoryName(path)!);
        complete = true;
    }

    public void Dispose()
    {
        if (complete)
        {
            return;
        }

        try
        {
            // Not the writer: what it still holds may be what could not be written. The stream tries once more with what it has.
            stream.Dispose();
        }
        catch (IOException)
        {
        }

        File.Delete(temporary);
    }
}
