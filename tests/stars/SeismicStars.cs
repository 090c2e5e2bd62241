using Astra.Fits;

namespace Astra.Testing;

/// <summary>Giants with seismology: apokasc3_gold.fits of the reference data.</summary>
static class SeismicStars
{
    /// <summary>Every so many of them, with labels as <see cref="DrawnStars"/> takes them: Teff, seismic log g, [Fe/H], [alpha/Fe].</summary>
    /// <param name="step">One in so many stars.</param>
    public static IReadOnlyList<(double[] Labels, bool IsClump, double Mass, double Radius)> OneIn(int step)
    {
        using FitsFile file = FitsFile.Open(SharedData.Path("labels", "apokasc3_gold.fits"));
        TableHdu table = file.Table(1);
        double[][] columns = [.. new[] { "TEFF", "LOGG_SEIS", "FE_H", "ALP_FE", "MASS", "RADIUS" }.Select(name =>
        {
            double[] values = new double[table.RowCount];
            table.Read(table.Require(name), 0, values);
            return values;
        })];
        string[] states = new string[table.RowCount];
        table.Read(table.Require("EVOL_STATE"), 0, states);
        return
        [
            .. Enumerable.Range(0, columns[0].Length).Where(row => row % step == 0 && columns.All(column => double.IsFinite(column[row]) && column[row] > -100))
                .Select(row => ((double[])[.. columns[..4].Select(column => column[row])], states[row].Trim() == "RC", columns[4][row], columns[5][row])),
        ];
    }
}
