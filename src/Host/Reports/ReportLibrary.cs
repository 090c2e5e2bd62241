using Astra.Host.Errors;

namespace Astra.Host.Reports;

/// <summary>The plotting library that the build puts beside the program.</summary>
static class ReportLibrary
{
    /// <summary>Where it is, below the program's folder.</summary>
    public static string RelativePath { get; } = Path.Combine("report", "plotly-basic.min.js");

    /// <param name="folder">The program's folder.</param>
    /// <exception cref="UserException">The program was built without it.</exception>
    public static string Read(string folder)
    {
        string path = Path.Combine(folder, RelativePath);
        return File.Exists(path)
            ? File.ReadAllText(path)
            : throw UserException.Configuration(
                $"The plotting library {path} is missing: astra was built where npm was absent or without a network. Install Node.js, and build again with a network: dotnet build src/Host -c Release");
    }
}
