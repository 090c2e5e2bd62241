namespace Astra.Host.Reports;

/// <summary>Compares the results of pipelines that measure labels of the same name.</summary>
static class LabelComparisons
{
    /// <summary>Every pair of pipelines that have a label, and a spectrum or star, in common.</summary>
    public static IReadOnlyList<LabelComparison> Of(IReadOnlyList<ResultColumns> results)
    {
        List<LabelComparison> comparisons = [];
        for (int a = 0; a < results.Count; a++)
        {
            for (int b = a + 1; b < results.Count; b++)
            {
                ReportedLabel[] common = [.. results[a].Labels.Where(label => results[b].Values.ContainsKey(label.Name))];
                if (common.Length > 0 && Between(results[a], results[b], common) is { } comparison)
                {
                    comparisons.Add(comparison);
                }
            }
        }

        return comparisons;
    }

    static LabelComparison? Between(ResultColumns a, ResultColumns b, ReportedLabel[] common)
    {
        (int[] rowsA, int[] rowsB) = Join(a, b);
        LabelDeviation[] labels = [.. common
            .Select(label => new LabelDeviation(label.Name, label.Unit, Deviation.Of(rowsA.Zip(rowsB).Select(
                rows => a.IsBad(rows.First) || b.IsBad(rows.Second)
                    ? double.NaN
                    : b.Values[label.Name][rows.Second] - a.Values[label.Name][rows.First]))))
            .Where(label => rowsA.Zip(rowsB).Any(
                rows => double.IsFinite(a.Values[label.Label][rows.First]) && double.IsFinite(b.Values[label.Label][rows.Second])))];
        return labels.Length == 0 ? null : new LabelComparison(a.Pipeline, b.Pipeline, rowsA, rowsB, labels);
    }

    /// <summary>Spectrum by spectrum where both have results of the same spectra, and otherwise star by star.</summary>
    static (int[] A, int[] B) Join(ResultColumns a, ResultColumns b)
    {
        bool bySpectrum = a.Names is not null && b.Names is not null && a.Spectra == b.Spectra;
        long[] keysA = bySpectrum ? a.Keys : [.. a.Star.Select(star => (long)star)];
        long[] keysB = bySpectrum ? b.Keys : [.. b.Star.Select(star => (long)star)];
        ILookup<long, int> rows = Enumerable.Range(0, b.Rows).ToLookup(row => keysB[row]);
        (int A, int B)[] pairs = [.. Enumerable.Range(0, a.Rows).SelectMany(row => rows[keysA[row]].Select(other => (row, other)))];
        return ([.. pairs.Select(pair => pair.A)], [.. pairs.Select(pair => pair.B)]);
    }
}
