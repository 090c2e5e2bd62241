using System.CommandLine;
using Astra.Host.Errors;
using Astra.Host.Plugins;
using Astra.Host.Products;
using Astra.Host.Query;

namespace Astra.Host.Commands;

/// <summary><c>astra export</c>: results as the FITS files that SDSS publishes, for stars and for visits.</summary>
static class ExportCommand
{
    public static Command Create()
    {
        Argument<string[]> pipelines = new("PIPELINE")
        {
            Description = "The pipelines whose results to export; left out, all that have results.",
            Arity = ArgumentArity.ZeroOrMore,
        };
        Option<string?> folder = new("--out")
        {
            Description = $"The folder for the files; if left out, {Publication.FolderName} in the workspace.",
            HelpName = "FOLDER",
        };
        Option<bool> gzip = new("--gzip") { Description = "Compress the files (.fits.gz)." };
        Option<string?> version = new("--version")
        {
            Description = "The version in the files' names and headers; if left out, that of astra.",
            HelpName = "VERSION",
        };
        Option<string?> where = new("--where")
        {
            Description = "Only results that meet this condition (astra query --help).",
            HelpName = "CONDITION",
        };
        Option<string[]> flags = new("--flag") { Description = "Only results with this flag.", HelpName = "NAME" };
        Option<string[]> withoutFlags = new("--without-flag") { Description = "Only results without this flag.", HelpName = "NAME" };
        Option<bool> json = JsonOutput.CreateOption();
        Command command = new("export", "Write results as FITS files in the layout of SDSS's astraAllStar and astraAllVisit.")
        {
            pipelines, folder, gzip, version, where, flags, withoutFlags, json,
        };
        command.SetAction((parsed, cancellationToken) => Task.Run(
            () =>
            {
                using AstraApplication application = AstraApplication.Open(parsed);
                QueryRequest rows = new()
                {
                    Where = parsed.GetValue(where),
                    Flags = parsed.GetValue(flags) ?? [],
                    WithoutFlags = parsed.GetValue(withoutFlags) ?? [],
                };
                Publication publication = new(application.Store, application.Time)
                {
                    Version = Version(parsed.GetValue(version)),
                    Rows = rows,
                    Gzip = parsed.GetValue(gzip),
                };
                ProductExport[] exports = [.. Wanted(application, parsed.GetValue(pipelines) ?? []).SelectMany(publication.Of)];
                if (exports.Length == 0)
                {
                    throw UserException.Usage("There is nothing to export: no pipeline has results yet. Make some: astra run");
                }

                string into = Folder(parsed.GetValue(folder) ?? Path.Combine(application.Configuration.Workspace, Publication.FolderName));
                TextWriter output = parsed.InvocationConfiguration.Output;
                List<ExportedProduct> written = [];
                foreach (ProductExport export in exports)
                {
                    if (publication.Write(export, into, cancellationToken) is { } product)
                    {
                        written.Add(product);
                        if (!parsed.GetValue(json))
                        {
                            output.WriteLine($"{product.Path}: {Count.Text(product.Rows)} rows, {product.Columns} columns");
                        }
                    }
                }

                if (written.Count == 0)
                {
                    throw UserException.Usage("There is nothing to export: no result meets the conditions. Nothing was written.");
                }

                if (parsed.GetValue(json))
                {
                    JsonOutput.Write(output, written);
                }

                return ExitCode.Done;
            },
            cancellationToken));
        return command;
    }

    /// <exception cref="UserException">A pipeline is unknown, or has no results.</exception>
    static IEnumerable<PipelineDeclaration> Wanted(AstraApplication application, string[] names)
    {
        if (names.Length == 0)
        {
            return application.Plugins.Pipelines.Select(pipeline => pipeline.Declaration);
        }

        PipelineDeclaration[] wanted = [.. names.Select(name => application.Plugins.Find(name).Declaration).Distinct()];
        return wanted.FirstOrDefault(pipeline => !application.Store.HasAnyResult(pipeline)) is { } empty
            ? throw UserException.Usage($"{empty.Name} has no results yet. Make some: astra run {empty.Name}")
            : wanted;
    }

    /// <exception cref="UserException">It cannot stand in the name of a file.</exception>
    static string Version(string? given) => given is null ? Publication.OwnVersion
        : given.Length > 0 && given.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '-' or '_')
            ? given
            : throw UserException.Usage($"--version '{given}' cannot stand in the name of a file. Use letters, digits, '.', '-' and '_'.");

    /// <exception cref="UserException">There is no such folder, and it cannot be made.</exception>
    static string Folder(string path)
    {
        try
        {
            return Directory.CreateDirectory(path).FullName;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw UserException.Usage($"--out {path} cannot be a folder for the products: {failure.Message}");
        }
    }
}
