namespace Astra.Host.Ingest;

/// <summary>Reasons as they are stored: without the file's name, so that equal troubles of different files are counted together.</summary>
static class FileTrouble
{
    public static string WithoutPath(string message, string path) => message
        .Replace($"{path}: ", string.Empty, StringComparison.Ordinal)
        .Replace(path, "the file", StringComparison.Ordinal);
}
