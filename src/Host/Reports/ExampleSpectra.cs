using Astra.Fits;
using Astra.Host.Execution;
using Astra.Host.Ingest;
using Astra.Host.Planning;
using Astra.Host.Storage;

namespace Astra.Host.Reports;

/// <summary>Chooses a few spectra, and reads them with the model of a pipeline that has one.</summary>
/// <param name="Models">The pipelines that can model a spectrum, ready to run.</param>
sealed record ExampleSpectra(IStore Store, IReadOnlyList<SpectrumModeller> Models)
{
    const int Typical = 5;

    static readonly (int Start, int End) Detectors = (WavelengthGrid.Chips7514[0].Start.Value, WavelengthGrid.Chips7514[^1].End.Value);

    /// <summary>Reads the examples.</summary>
    /// <param name="results">Of the stars that are drawn.</param>
    /// <param name="stars">Their identifiers.</param>
    public IReadOnlyList<ExampleSpectrum> Read(IReadOnlyList<ResultColumns> results, IReadOnlyList<string> stars)
    {
        ResultColumns[] ofSpectra = [.. results.Where(result => result.Names is not null)];
        if (ofSpectra.Length == 0)
        {
            return [];
        }

        // Where a model can be drawn, it is that pipeline's stars that are shown.
        ResultColumns chosen = ofSpectra.OrderBy(result => Models.Any(model => model.Pipeline == result.Pipeline) ? 0 : 1)
            .ThenBy(result => result.Values.ContainsKey("logg") ? 0 : 1).First();
        (int Row, string Why)[] rows = [.. Choose(chosen)];
        IReadOnlyDictionary<string, SpectrumLocation> places = Store.FindSpectra(rows.Select(row => chosen.Names![row.Row]));
        return [.. rows.Select(row => Read(chosen, row.Row, row.Why, places.GetValueOrDefault(chosen.Names![row.Row]), results, stars))];
    }

    /// <summary>
    /// Results that are not bad, evenly from the giants to the dwarfs (from low S/N to high where there is no log g), and a bad one of high S/N.
    /// </summary>
    static IEnumerable<(int Row, string Why)> Choose(ResultColumns results)
    {
        bool byGravity = results.Values.TryGetValue("logg", out double[]? order);
        order ??= results.Snr!;
        int[] good = [.. Enumerable.Range(0, results.Rows)
            .Where(row => !results.IsBad(row) && double.IsFinite(order[row])).OrderBy(row => order[row]).ThenBy(row => results.Keys[row])];
        int count = Math.Min(Typical, good.Length);
        for (int i = 0; i < count; i++)
        {
            // Of the stars of one part of the order, the spectrum that shows most.
            int[] part = good[(i * good.Length / count)..((i + 1) * good.Length / count)];
            int best = BestFirst(results, part).First();
            yield return (best, Invariant($"{(byGravity ? "log g" : "S/N")} {order[best]:F2}: the highest S/N of its fifth of the stars"));
        }

        foreach (int bad in BestFirst(results, Enumerable.Range(0, results.Rows).Where(results.IsBad)).Take(1))
        {
            yield return (bad, $"flagged as bad by {results.Pipeline}");
        }
    }

    static IEnumerable<int> BestFirst(ResultColumns results, IEnumerable<int> rows) =>
        rows.OrderByDescending(row => double.IsNaN(results.Snr![row]) ? 0 : results.Snr[row]).ThenBy(row => results.Keys[row]);

    ExampleSpectrum Read(
        ResultColumns chosen, int row, string why, SpectrumLocation? place, IReadOnlyList<ResultColumns> results, IReadOnlyList<string> stars)
    {
        ExampleSpectrum example = new(
            stars[chosen.Star[row]], chosen.Names![row], chosen.Snr![row], why, PseudoContinuum.Description, null, null, Detectors.Start, null, null,
            null, [.. results.SelectMany(result => Labels(result, chosen, row))]);
        if (place is null)
        {
            return example with { Note = "its file is no longer there" };
        }

        Spectrum spectrum;
        try
        {
            using ApStarFile file = ApStarFile.Open(place.Path);
            spectrum = file.ReadSpectrum(place);
        }
        catch (Exception e) when (ReadTrouble.From(e, place.Path) is { } trouble)
        {
            return example with { Note = trouble.Reason };
        }

        List<string> notes = [];
        foreach (SpectrumModeller modeller in Models)
        {
            (ModelSpectrum? model, string? note) = modeller.Model(place.Identity, spectrum);
            if (model is not null)
            {
                return example with
                {
                    Modelled = modeller.Pipeline,
                    Normalisation = $"divided by its continuum, as {modeller.Pipeline} does it",
                    Flux = Pack(model.Flux),
                    Error = Pack(model.Error),
                    Model = Pack(model.Model),
                };
            }

            notes.Add($"{modeller.Pipeline}: {note}");
        }

        (float[] flux, float[] error) = PseudoContinuum.Normalise(spectrum);
        return example with { Flux = Pack(flux), Error = Pack(error), Note = notes.Count == 0 ? null : string.Join("; ", notes) };
    }

    /// <summary>What a pipeline found for the same spectrum, or its star.</summary>
    static IEnumerable<ExampleLabels> Labels(ResultColumns result, ResultColumns chosen, int row)
    {
        int other = result.Spectra == chosen.Spectra
            ? Array.IndexOf(result.Keys, chosen.Keys[row])
            : Array.IndexOf(result.Star, chosen.Star[row]);
        if (other >= 0)
        {
            FlagSet flags = result.FlagSets[result.Flags[other]];
            yield return new ExampleLabels(
                result.Pipeline, flags.Names, flags.Bad,
                result.Values.Where(label => double.IsFinite(label.Value[other])).ToDictionary(label => label.Key, label => label.Value[other]),
                result.Errors.Where(label => double.IsFinite(label.Value[other])).ToDictionary(label => label.Key, label => label.Value[other]));
        }
    }

    static string Pack(ReadOnlyMemory<float> values) => PackedSpectrum.Pack(values.Span[Detectors.Start..Detectors.End]);
}
