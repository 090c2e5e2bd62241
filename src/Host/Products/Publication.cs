using System.Reflection;
using Astra.Fits;
using Astra.Host.Errors;
using Astra.Host.Plugins;
using Astra.Host.Query;
using Astra.Host.Storage.Sqlite;
using Microsoft.Data.Sqlite;

namespace Astra.Host.Products;

/// <summary>Writes the products of a workspace into a folder.</summary>
sealed class Publication(SqliteStore store, TimeProvider time)
{
    /// <summary>The folder in a workspace that products are written to.</summary>
    public const string FolderName = "products";

    /// <summary>The version of this program, without what the build appends to it.</summary>
    public static string OwnVersion { get; } =
        typeof(Publication).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];

    /// <summary>The version in the files' names and headers.</summary>
    public string Version { get; init; } = OwnVersion;

    /// <summary>Which results to write.</summary>
    public QueryRequest Rows { get; init; } = new();

    public bool Gzip { get; init; }

    /// <summary>The products that a pipeline with results can have: of its stars, of its visits, or both.</summary>
    public IEnumerable<ProductExport> Of(PipelineDeclaration pipeline) =>
        new[] { false, true }.Where(visits => store.HasResults(pipeline.Name, visits)).Select(visits => new ProductExport(
            pipeline, visits, store.Describe(pipeline, visits, allVersions: false), () => store.FlagValues(pipeline.Name, visits))
        {
            Version = Version,
            Created = time.GetUtcNow(),
            Rows = Rows,
        });

    /// <summary>Writes a product; null when no result meets the conditions, and nothing is written.</summary>
    /// <exception cref="UserException">It cannot be written; an older file of its name stays as it was.</exception>
    public ExportedProduct? Write(ProductExport export, string folder, CancellationToken cancellation)
    {
        using SqliteConnection connection = store.Connect();
        try
        {
            return export.Write(connection, Path.Combine(folder, export.FileName(Gzip)), cancellation);
        }
        catch (FitsException failure)
        {
            throw UserException.Configuration($"The export stopped: {failure.Message}", failure);
        }
    }
}
