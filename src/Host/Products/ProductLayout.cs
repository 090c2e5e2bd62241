using Astra.Fits;
using Astra.Host.Plugins;
using Astra.Host.Storage;

namespace Astra.Host.Products;

/// <summary>The columns of a pipeline's product: those of SDSS's data model in its order, then those that only this project has.</summary>
/// <param name="Boss">Of the table of BOSS spectra, which has no rows.</param>
/// <param name="Apogee">Of the table of APOGEE spectra.</param>
/// <param name="SdssName">What SDSS calls the pipeline in the names of its files; null when it has no product of it.</param>
sealed record ProductLayout(IReadOnlyList<ProductColumn> Boss, IReadOnlyList<ProductColumn> Apogee, string? SdssName)
{
    /// <summary>What the workspace keeps of a result besides; its paths say something about one machine only.</summary>
    static readonly string[] OwnHostColumns = ["spectrum", "model_name", "model_hash", "run_id", "modified"];

    static readonly string[] FlagColumns = ["result_flags", "flag_warn", "flag_bad"];

    /// <summary>Where the workspace calls something by another name than the data model: the model's name, then its own.</summary>
    public static IReadOnlyDictionary<string, string> Renamed { get; } = new Dictionary<string, string>
    {
        ["source"] = "source_pk",
        ["v_astra"] = "pipeline_version",
    };

    public static ProductLayout Of(PipelineDeclaration pipeline, bool visits)
    {
        (IReadOnlyList<ProductColumn> Columns, string SdssName)? published = DataModel.Pipeline(pipeline.Name);
        ProductColumn[] own =
        [
            .. published is { } known ? Described(known.Columns, pipeline) : [],
            .. Unpublished(pipeline, visits, published is not null),
        ];
        return new ProductLayout(
            Distinct([.. DataModel.Source, .. DataModel.Spectrum(boss: true, visits), .. own]),
            Distinct([.. DataModel.Source, .. DataModel.Spectrum(boss: false, visits), .. own]),
            published?.SdssName);
    }

    /// <summary>A pipeline's column as a product has it.</summary>
    public static ProductColumn Of(ColumnDeclaration column) => Of(column.Name, column.Type, column.Unit, column.Description);

    static ProductColumn Of(string name, ColumnType type, string unit, string description) =>
        new(name, ElementTypeOf(type), unit, description)
        {
            IsArray = type is ColumnType.Float32Array or ColumnType.Float64Array or ColumnType.Int32Array,
            IsBits = type == ColumnType.Int64 && name.EndsWith("_flags", StringComparison.Ordinal),
        };

    public static ElementType ElementTypeOf(ColumnType type) => type switch
    {
        ColumnType.Float32 or ColumnType.Float32Array => ElementType.Single,
        ColumnType.Float64 or ColumnType.Float64Array => ElementType.Double,
        ColumnType.Int32 or ColumnType.Int32Array => ElementType.Int32,
        ColumnType.Int64 => ElementType.Int64,
        ColumnType.Boolean => ElementType.Logical,
        _ => ElementType.Text,
    };

    /// <summary>The columns of the data model with what the pipeline says that they are.</summary>
    static IEnumerable<ProductColumn> Described(IReadOnlyList<ProductColumn> columns, PipelineDeclaration pipeline) => columns.Select(
        column => column with
        {
            Description = pipeline.Columns.FirstOrDefault(own => own.Name.Equals(column.Name, StringComparison.OrdinalIgnoreCase))?.Description
                ?? HostColumns.All.FirstOrDefault(own => own.Name == column.Name)?.Description ?? string.Empty,
        });

    static IEnumerable<ProductColumn> Unpublished(PipelineDeclaration pipeline, bool visits, bool isPublished)
    {
        IEnumerable<MetadataColumn> host = HostColumns.All.Where(column => OwnHostColumns.Contains(column.Name))
            .Where(column => pipeline.Unit == UnitOfWork.Spectrum || !HostColumns.OfSpectra.Contains(column.Name));
        IEnumerable<MetadataColumn> metadata = visits ? [.. SourceColumns.All, .. SpectrumColumns.All] : SourceColumns.All;
        string[] ofOtherProducts = [.. DataModel.Spectrum(boss: false, visits: false).Select(column => column.Name)];
        return
        [
            .. Headed(isPublished ? $"Further results of {pipeline.Name}" : pipeline.Name, pipeline.Columns.Select(column => Of(column))),
            .. Headed("Summary of Flags", HostColumns.All.Where(column => FlagColumns.Contains(column.Name)).Select(OfMetadata)),
            .. Headed("Provenance of the Result", host.Select(OfMetadata)),
            .. Headed("Further Metadata", metadata.Where(column => !ofOtherProducts.Contains(column.Name)).Select(OfMetadata)),
        ];

        static ProductColumn OfMetadata(MetadataColumn column)
        {
            // A source's metadata are kept in double precision, but its files have them in single, except for positions.
            ColumnType type = column.Type == ColumnType.Float64 && column.Name is not ("ra" or "dec" or "jd") ? ColumnType.Float32 : column.Type;
            return Of(column.Name, type, column.Unit, column.Description);
        }

        static IEnumerable<ProductColumn> Headed(string heading, IEnumerable<ProductColumn> columns) =>
            columns.Select(column => column with { Heading = heading });
    }

    /// <summary>The first column of each name, as in SDSS's own writer; the heading of a group at the first column of it that is left.</summary>
    static ProductColumn[] Distinct(IEnumerable<ProductColumn> columns)
    {
        HashSet<string> names = new(StringComparer.OrdinalIgnoreCase);
        string? heading = null;
        List<ProductColumn> distinct = [];
        foreach (ProductColumn column in columns.Where(column => names.Add(column.Name)))
        {
            distinct.Add(column.Heading == heading ? column with { Heading = null } : column);
            heading = column.Heading ?? heading;
        }

        return [.. distinct];
    }
}
