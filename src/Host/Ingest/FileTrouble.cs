using Astra.Fits;

namespace Astra.Host.Ingest;

/// <summary>Why a file cannot be read.</summary>
static class FileTrouble
{
    public const string Empty = "the file is empty";

    /// <summary>Whether it is the disk's trouble, or a matter of permissions, and not the file's content: it may be over without the file changing.</summary>
    public static bool MayPass(Exception trouble) => trouble is IOException or UnauthorizedAccessException
        || (trouble is FitsException && trouble.InnerException is IOException or UnauthorizedAccessException);

    /// <summary>The reason as it is stored: without the file's name, so that equal troubles of different files are counted together.</summary>
    public static string WithoutPath(string message, string path) => message
        .Replace($"{path}: ", string.Empty, StringComparison.Ordinal)
        .Replace(path, "the file", StringComparison.Ordinal);
}
