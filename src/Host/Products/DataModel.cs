using System.Reflection;
using Astra.Fits;

namespace Astra.Host.Products;

/// <summary>
/// The columns of SDSS's summary products astraAllStar* and astraAllVisit* (SDSS data model, DR19), in their order, with their types and units. They
/// stand in the text files beside this one: the groups that all products share, and for each pipeline that SDSS publishes a product of, its own.
/// </summary>
/// <remarks>
/// Where we differ on purpose: ra, dec, input_ra, input_dec and jd are float64, because float32 loses 0.05 arcsec and 0.25 day.
/// </remarks>
static class DataModel
{
    const string Prefix = "Astra.Host.Products.DataModel.";

    static readonly Assembly Home = typeof(DataModel).Assembly;

    /// <summary>What is known about the star: the first columns of every table.</summary>
    public static IReadOnlyList<ProductColumn> Source { get; } = Read("source").Columns;

    /// <summary>What is known about the spectrum, and how the result was made: the columns between those of the star and of the pipeline.</summary>
    /// <param name="boss">Of BOSS spectra in place of APOGEE spectra.</param>
    /// <param name="visits">Of single visits in place of combined spectra.</param>
    public static IReadOnlyList<ProductColumn> Spectrum(bool boss, bool visits) =>
        Read($"{(boss ? "boss" : "apogee")}_{(visits ? "visit" : "star")}").Columns;

    /// <summary>The columns of a pipeline, and what SDSS calls it; null when SDSS has no product of it.</summary>
    /// <param name="pipeline">Its name here.</param>
    public static (IReadOnlyList<ProductColumn> Columns, string SdssName)? Pipeline(string pipeline) =>
        Home.GetManifestResourceInfo($"{Prefix}{pipeline}.csv") is null ? null : Read(pipeline);

    /// <summary>
    /// Lines of name, type, unit and, in the groups that are shared, description. A line with a number sign is the heading of the columns after it. A
    /// type may have a length in brackets, and text after an equals sign what stands where nothing is known.
    /// </summary>
    static (IReadOnlyList<ProductColumn> Columns, string SdssName) Read(string name)
    {
        using StreamReader lines = new(Home.GetManifestResourceStream($"{Prefix}{name}.csv")!);
        List<ProductColumn> columns = [];
        string sdssName = string.Empty;
        string? heading = null;
        while (lines.ReadLine() is { } line)
        {
            string[] fields = line.Split(',', 4);
            if (line.StartsWith('#'))
            {
                heading = line[1..].Trim();
            }
            else if (fields[0] == "sdss_name")
            {
                sdssName = fields[1];
            }
            else if (fields[0] != "name")
            {
                columns.Add(Column(fields[0], fields[1], fields[2], fields.ElementAtOrDefault(3) ?? string.Empty) with { Heading = heading });
                heading = null;
            }
        }

        return (columns, sdssName);
    }

    static ProductColumn Column(string name, string type, string unit, string description)
    {
        string[] parts = type.Split('[', ']', '=');
        string? detail = parts.ElementAtOrDefault(1);
        return new ProductColumn(name, ElementTypeOf(parts[0]), unit, description)
        {
            Length = type.Contains('[', StringComparison.Ordinal) ? int.Parse(detail!, System.Globalization.CultureInfo.InvariantCulture) : 1,
            IsArray = parts[0] == "byte",
            IsBits = parts[0] == "bits",
            MissingText = type.Contains('=', StringComparison.Ordinal) ? detail! : string.Empty,
        };
    }

    static ElementType ElementTypeOf(string type) => type switch
    {
        "int64" or "bits" => ElementType.Int64,
        "int32" => ElementType.Int32,
        "float32" => ElementType.Single,
        "float64" => ElementType.Double,
        "bool" => ElementType.Logical,
        "byte" => ElementType.Byte,
        "text" => ElementType.Text,
        _ => throw new InvalidDataException($"'{type}' is no type of the data model."),
    };
}
