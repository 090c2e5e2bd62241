using System.Globalization;
using Astra.Host.Plugins;
using Astra.Host.Query;
using Astra.Host.Storage;

namespace Astra.Host.Reports;

/// <summary>A pipeline in a report: the table that its diagrams are made from, and the labels that they show.</summary>
sealed class ReportedResults
{
    readonly PipelineDeclaration pipeline;
    readonly IReadOnlyList<ColumnDeclaration> labels;

    /// <param name="visits">Its results of visits; otherwise those of combined spectra, or stars.</param>
    /// <param name="labels">Those to read.</param>
    public ReportedResults(PipelineDeclaration pipeline, bool visits, IReadOnlyList<ColumnDeclaration> labels)
    {
        this.pipeline = pipeline;
        this.labels = labels;
        Visits = visits;
    }

    public bool Visits { get; }

    public bool OfSpectra => pipeline.Unit == UnitOfWork.Spectrum;

    /// <summary>What results belong to, in a word.</summary>
    public static string Spectra(UnitOfWork unit, bool visits) => unit == UnitOfWork.Source ? "stars" : visits ? "visits" : "combined spectra";

    /// <summary>Reads the results of some stars; a label that none of them has is left out.</summary>
    public ResultColumns Read(QueryTable table, ResultReader reader, IReadOnlyList<Source> stars)
    {
        Dictionary<long, int> places = stars.Select((star, place) => (star.Key, place)).ToDictionary(pair => pair.Key, pair => pair.place);
        ColumnDeclaration?[] errors = [.. labels.Select(label => LabelColumns.ErrorOf(pipeline, label))];
        string[] values = [.. labels.Select(label => label.Name), .. errors.OfType<ColumnDeclaration>().Select(error => error.Name)];
        string[] before = OfSpectra ? ["source_pk", "result_flags", "spectrum_pk", "spectrum", "snr"] : ["source_pk", "result_flags"];
        string[] columns = [.. before, .. values];
        List<int> star = [];
        List<int> flags = [];
        List<long> keys = [];
        List<string> names = [];
        List<double> snr = [];
        List<double>[] numbers = [.. values.Select(_ => new List<double>())];
        Dictionary<long, int> sets = [];

        // A label may also be a column of another name in the list (snr of a pipeline that reports it), which is then asked for once.
        string[] asked = [.. columns.Distinct()];
        int[] ordinals = [.. columns.Select(column => Array.IndexOf(asked, column))];
        reader.RowsOf(table, "r.source_pk", stars, asked, row =>
        {
            star.Add(places[(long)row[ordinals[0]]!]);
            long bits = (long)row[ordinals[1]]!;
            sets.TryAdd(bits, sets.Count);
            flags.Add(sets[bits]);
            keys.Add((long)row[ordinals[OfSpectra ? 2 : 0]]!);
            if (OfSpectra)
            {
                names.Add(Convert.ToString(row[ordinals[3]], CultureInfo.InvariantCulture)!);
                snr.Add(ResultReader.Number(row[ordinals[4]]));
            }

            for (int i = 0; i < numbers.Length; i++)
            {
                numbers[i].Add(ResultReader.Number(row[ordinals[before.Length + i]]));
            }
        });

        Dictionary<string, double[]> all = values.Zip(numbers).ToDictionary(pair => pair.First, pair => pair.Second.ToArray());
        ColumnDeclaration[] known = [.. labels.Where(label => all[label.Name].Any(double.IsFinite))];
        return new ResultColumns
        {
            Pipeline = pipeline.Name,
            Spectra = Spectra(pipeline.Unit, Visits),
            Labels = [.. known.Select(label => new ReportedLabel(label.Name, label.Unit, label.Description))],
            Star = [.. star],
            Snr = OfSpectra ? [.. snr] : null,
            Flags = [.. flags],
            FlagSets = [.. sets.OrderBy(set => set.Value).Select(set => Describe(set.Key))],
            Values = known.ToDictionary(label => label.Name, label => all[label.Name]),
            Errors = labels.Zip(errors).Where(pair => pair.Second is not null && known.Contains(pair.First))
                .ToDictionary(pair => pair.First.Name, pair => all[pair.Second!.Name]),
            Keys = [.. keys],
            Names = OfSpectra ? [.. names] : null,
        };
    }

    /// <summary>A value of <c>result_flags</c> in words.</summary>
    public FlagSet Describe(long bits) => new(
        [.. pipeline.Flags.Flags.Where(flag => (flag.Mask & bits) != 0).Select(flag => flag.Name)],
        pipeline.Flags.IsWarn(bits),
        pipeline.Flags.IsBad(bits));
}
