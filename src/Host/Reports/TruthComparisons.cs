using Astra.Host.Errors;
using Astra.Host.Plugins;
using Astra.Host.Query;
using Astra.Host.Storage;

namespace Astra.Host.Reports;

/// <summary>The labels of a catalogue that results are compared with.</summary>
/// <param name="Columns">The catalogue's column for each label.</param>
/// <param name="Known">Whether these are the truth.</param>
sealed record TruthCatalog(Catalog Catalog, IReadOnlyDictionary<string, CatalogColumn> Columns, bool Known)
{
    const string Prefix = "true_";

    /// <summary>
    /// The named catalogue: its columns <c>true_...</c>, or all of its numbers where it has none such. When none is named, the one with the most true
    /// labels (the first by name of several); null when there is none.
    /// </summary>
    /// <exception cref="UserException">There is no catalogue of that name.</exception>
    public static TruthCatalog? Choose(IReadOnlyList<Catalog> catalogs, string? name)
    {
        if (name is null)
        {
            return catalogs.OrderBy(catalog => catalog.Name, StringComparer.Ordinal)
                .Select(catalog => new TruthCatalog(catalog, TrueColumns(catalog), Known: true))
                .Where(truth => truth.Columns.Count > 0)
                .MaxBy(truth => truth.Columns.Count);
        }

        Catalog? named = catalogs.FirstOrDefault(catalog => catalog.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
        if (named is null)
        {
            throw UserException.Usage(
                $"There is no catalogue '{name}'.{Suggestions.DidYouMean(name, catalogs.Select(catalog => catalog.Name))} "
                + (catalogs.Count == 0 ? "Ingest it: astra ingest --catalog NAME FILE" : $"Catalogues: {string.Join(", ", catalogs.Select(catalog => catalog.Name))}."));
        }

        IReadOnlyDictionary<string, CatalogColumn> columns = TrueColumns(named);
        return columns.Count > 0
            ? new TruthCatalog(named, columns, Known: true)
            : new TruthCatalog(named, named.Columns.Where(IsNumber).ToDictionary(column => column.Name), Known: false);
    }

    static Dictionary<string, CatalogColumn> TrueColumns(Catalog catalog) => catalog.Columns
        .Where(column => IsNumber(column) && column.Name.StartsWith(Prefix, StringComparison.Ordinal))
        .ToDictionary(column => column.Name[Prefix.Length..]);

    static bool IsNumber(CatalogColumn column) => column.Type is not ColumnType.Text;
}

/// <summary>Compares results with the labels of a catalogue.</summary>
static class TruthComparisons
{
    /// <summary>Reads the catalogue for the stars that are drawn, and compares.</summary>
    /// <param name="measuring">For each pipeline, which of its labels measures which label of the catalogue.</param>
    /// <returns>Null when no result has a label with a value in the catalogue.</returns>
    public static TruthComparison? Of(
        TruthCatalog truth, QueryTable table, ResultReader reader, IReadOnlyList<Source> stars, IReadOnlyList<ResultColumns> results,
        IReadOnlyDictionary<string, IReadOnlyList<(string Label, string Truth)>> measuring)
    {
        string[] labels = [.. truth.Columns.Keys
            .Where(label => measuring.Values.Any(pairs => pairs.Any(pair => pair.Truth == label))).Order(StringComparer.Ordinal)];
        if (labels.Length == 0)
        {
            return null;
        }

        Dictionary<long, int> places = stars.Select((star, place) => (star.Key, place)).ToDictionary(pair => pair.Key, pair => pair.place);
        Dictionary<string, double[]> values = labels.ToDictionary(label => label, _ => NotKnown(stars.Count));
        reader.RowsOf(table, "r.source_pk", stars, ["source_pk", .. labels.Select(label => truth.Columns[label].Name)], row =>
        {
            int place = places[(long)row[0]!];
            for (int i = 0; i < labels.Length; i++)
            {
                values[labels[i]][place] = ResultReader.Number(row[i + 1]);
            }
        });
        TruthResidual[] residuals = [.. results
            .SelectMany(result => measuring[result.Pipeline].Where(pair => result.Values.ContainsKey(pair.Label)).Select(pair => new TruthResidual(
                result.Pipeline, pair.Label, pair.Truth, result.Labels.First(label => label.Name == pair.Label).Unit,
                Deviation.Of(Differences(result, result.Values[pair.Label], values[pair.Truth])))))
            .Where(residual => residual.Deviation.Count > 0)];
        return residuals.Length == 0
            ? null
            : new TruthComparison(truth.Catalog.Name, Path.GetFileName(truth.Catalog.File), truth.Known, values, residuals);
    }

    /// <summary>Result less catalogue for each row; NaN for results that are bad.</summary>
    public static IEnumerable<double> Differences(ResultColumns result, double[] label, double[] truth) =>
        Enumerable.Range(0, result.Rows).Select(row => result.IsBad(row) ? double.NaN : label[row] - truth[result.Star[row]]);

    static double[] NotKnown(int count)
    {
        double[] values = new double[count];
        Array.Fill(values, double.NaN);
        return values;
    }
}
