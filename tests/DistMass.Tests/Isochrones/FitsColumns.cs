using Astra.Fits;
using Astra.Testing;

namespace Astra.DistMass.Tests.Isochrones;

/// <summary>Columns of the label tables of the reference data.</summary>
static class FitsColumns
{
    /// <summary>Columns of numbers, with NaN for the -9999 (and below) that these tables have for missing values.</summary>
    public static Dictionary<string, double[]> Numbers(string file, params string[] columns)
    {
        using FitsFile fits = FitsFile.Open(SharedData.Path("labels", file));
        TableHdu table = fits.Hdus.OfType<TableHdu>().First();
        return columns.ToDictionary(name => name, name =>
        {
            double[] values = new double[table.RowCount];
            table.Read(table.Columns.First(column => column.Name == name), 0, values.AsSpan());
            return values.Select(value => value <= -9999 ? double.NaN : value).ToArray();
        });
    }

    /// <summary>A column of text.</summary>
    public static string[] Texts(string file, string column)
    {
        using FitsFile fits = FitsFile.Open(SharedData.Path("labels", file));
        TableHdu table = fits.Hdus.OfType<TableHdu>().First();
        string[] texts = new string[table.RowCount];
        table.Read(table.Columns.First(c => c.Name == column), 0, texts.AsSpan());
        return [.. texts.Select(text => text.Trim())];
    }
}
