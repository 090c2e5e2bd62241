using System.Globalization;
using Astra.Host.Query;

namespace Astra.Host.Reports;

/// <summary>
/// Finds the results that somebody should look at: those that are flagged, of all stars, and of the stars that are drawn those far from the truth.
/// </summary>
static class RemarkableResults
{
    const int BadOfEach = 12;
    const int WarnOfEach = 8;
    const int FarOfEach = 4;

    /// <summary>How many robust standard deviations are far.</summary>
    const double Far = 5;

    /// <summary>Columns that help to see what kind of star it is.</summary>
    static readonly string[] shown = ["teff", "logg", "fe_h"];

    /// <summary>The first of the results that are bad, then of those to be used with care.</summary>
    public static IEnumerable<RemarkableResult> Flagged(ReportedResults results, string pipeline, QueryTable table, ResultReader reader)
    {
        string[] labels = [.. shown.Where(label => table.Columns.Any(column => column.Name == label))];
        string[] before = results.OfSpectra ? ["sdss4_apogee_id", "result_flags", "snr"] : ["sdss4_apogee_id", "result_flags"];
        List<RemarkableResult> found = [];
        foreach ((string where, int most, string why) in new[]
        {
            ("flag_bad", BadOfEach, "flagged as bad"), ("flag_warn and not flag_bad", WarnOfEach, "to be used with care"),
        })
        {
            reader.FirstRows(table, where, most, [.. before, .. labels], row =>
            {
                string star = Convert.ToString(row[0], CultureInfo.InvariantCulture)!;
                FlagSet flags = results.Describe((long)row[1]!);
                double snr = results.OfSpectra ? ResultReader.Number(row[2]) : double.NaN;
                Dictionary<string, double> values = labels.Zip(row[before.Length..]).ToDictionary(pair => pair.First, pair => ResultReader.Number(pair.Second));
                found.Add(new RemarkableResult(pipeline, star, snr, flags.Names, flags.Bad, why, values));
            });
        }

        return found;
    }

    /// <summary>Results that are not bad, and further from the catalogue than nearly all others.</summary>
    public static IEnumerable<RemarkableResult> FarFromTruth(TruthComparison truth, IReadOnlyList<ResultColumns> results, IReadOnlyList<string> stars)
    {
        foreach (TruthResidual residual in truth.Residuals.Where(residual => residual.Deviation.Scatter > 0))
        {
            ResultColumns result = results.First(result => result.Pipeline == residual.Pipeline);
            double[] sigmas = [.. TruthComparisons.Differences(result, result.Values[residual.Label], truth.Values[residual.Truth])
                .Select(difference => (difference - residual.Deviation.Bias) / residual.Deviation.Scatter)];
            IEnumerable<int> far = Enumerable.Range(0, result.Rows).Where(row => Math.Abs(sigmas[row]) > Far);
            foreach (int row in far.OrderByDescending(row => Math.Abs(sigmas[row])).Take(FarOfEach))
            {
                FlagSet flags = result.FlagSets[result.Flags[row]];
                yield return new RemarkableResult(
                    result.Pipeline, stars[result.Star[row]], result.Snr?[row] ?? double.NaN, flags.Names, flags.Bad,
                    Invariant($"{residual.Label} {Math.Abs(sigmas[row]):F1} sigma {(sigmas[row] < 0 ? "below" : "above")} {truth.Catalog}"),
                    shown.Where(result.Values.ContainsKey).ToDictionary(label => label, label => result.Values[label][row]));
            }
        }
    }
}
