using Astra.Fits;

namespace Astra.Plugins.LatentAge.PowerSpectra.Preparation;

/// <summary>
/// Makes a file of power spectra (<see cref="PowerSpectrumFile"/>) from light curves, for <c>astra train LatentAge psd</c>. Stars are worked on side
/// by side, a few at a time; the file is the same for any number of threads.
/// </summary>
[Option("time_column", "", "the column with the time in days, where it is not called time, bjd, jd, mjd or t")]
[Option("flux_column", "", "the column with the flux, where it is not called pdcsap_flux, flux, sap_flux or y")]
[Option("error_column", "", "the column with the error of flux_column; where that is named and this is not, all points count alike")]
public sealed class PowerSpectrumPreparation : ITrainingPreparation
{
    // Enough that a star of many points holds up few others, and few enough that their light curves fit in memory.
    const int StarsPerThread = 4;

    /// <inheritdoc/>
    public string Pipeline => "LatentAge";

    /// <inheritdoc/>
    public string Name => "psd";

    /// <inheritdoc/>
    public string Description =>
        "power spectra of stars from their light curves: FITS files as of Kepler and TESS, CSV files with columns of time and flux, or folders of them.";

    /// <inheritdoc/>
    /// <exception cref="BadInputException">No light curve can be used, or the file cannot be written.</exception>
    public string Prepare(IReadOnlyList<string> inputs, string output, TrainingContext context, CancellationToken cancellation)
    {
        LightCurveColumns columns = ColumnsOf(context);
        int left = 0;
        IReadOnlyList<string> files = LightCurveFinder.Find(inputs, output, sentence => context.Log(LogLevel.Warning, sentence));
        ParallelOptions parallel = new() { MaxDegreeOfParallelism = Math.Max(1, context.Threads), CancellationToken = cancellation };
        (ObservedStar Star, string[] Files)[] stars = Stars(files, parallel, context, LeaveOut);
        try
        {
            using FitsWriter writer = FitsWriter.Create(output);
            FitsTableWriter table = PowerSpectrumFile.Begin(
                writer, stars.Select(star => star.Star.Name.Length).DefaultIfEmpty(1).Max(), context.Command);
            int batch = StarsPerThread * parallel.MaxDegreeOfParallelism;
            for (int first = 0; first < stars.Length; first += batch)
            {
                Outcome[] outcomes = new Outcome[Math.Min(batch, stars.Length - first)];
                int from = first;
                Parallel.For(0, outcomes.Length, parallel, i => outcomes[i] = Analyse(stars[from + i].Star, stars[from + i].Files, columns));
                foreach (Outcome outcome in outcomes)
                {
                    outcome.LeftOut.ForEach(LeaveOut);
                    if (outcome.Row is { } row)
                    {
                        PowerSpectrumFile.Add(table, row);
                    }
                }

                context.Progress(new TrainingStep(
                    "power spectra", (double)(first + outcomes.Length) / stars.Length, FormattableString.Invariant($"{table.RowCount} stars")));
            }

            if (table.RowCount == 0)
            {
                throw new BadInputException(FormattableString.Invariant(
                    $"None of the {files.Count:N0} files is a light curve that can be used; the log says of each what is wrong."));
            }

            PowerSpectrumFile.End(writer, cancellation);
            return FormattableString.Invariant($"Power spectra of {table.RowCount:N0} stars from {files.Count - left:N0} light curves")
                + (left == 0 ? "." : FormattableString.Invariant($"; {left:N0} files were left out, which the log names."));
        }
        catch (FitsException e)
        {
            throw new BadInputException(e.Message, e);
        }

        void LeaveOut(string sentence)
        {
            left++;
            context.Log(LogLevel.Warning, $"left out: {sentence}");
        }
    }

    /// <summary>Whose light curves the files are, in the order of the stars' names.</summary>
    static (ObservedStar Star, string[] Files)[] Stars(
        IReadOnlyList<string> files, ParallelOptions parallel, TrainingContext context, Action<string> leaveOut)
    {
        (ObservedStar? Star, string? Wrong)[] found = new (ObservedStar?, string?)[files.Count];
        int done = 0;
        Parallel.For(0, files.Count, parallel, i =>
        {
            try
            {
                found[i].Star = ObservedStar.Of(files[i]);
            }
            catch (BadInputException e)
            {
                found[i].Wrong = e.Message;
            }

            context.Progress(new TrainingStep("looking at light curves", (double)Interlocked.Increment(ref done) / files.Count));
        });

        foreach ((_, string? wrong) in found)
        {
            if (wrong is not null)
            {
                leaveOut(wrong);
            }
        }

        List<(ObservedStar, string[])> stars = [];
        var byName = found.Zip(files).Where(pair => pair.First.Star is not null)
            .GroupBy(pair => pair.First.Star!.Name, pair => (pair.First.Star!, pair.Second));
        foreach (var group in byName.OrderBy(group => group.Key, StringComparer.Ordinal))
        {
            (ObservedStar Star, string File)[] same = [.. group];
            if (same.Length > 1 && !same.All(one => one.Star.IsCatalogued))
            {
                foreach ((_, string file) in same)
                {
                    leaveOut($"{file}: would be '{group.Key}', as another file would. Call files by their stars, or by KIC and number.");
                }

                continue;
            }

            stars.Add((same[0].Star, [.. same.Select(one => one.File)]));
        }

        return [.. stars];
    }

    static Outcome Analyse(ObservedStar star, string[] files, LightCurveColumns columns)
    {
        List<string> leftOut = [];
        List<(string Path, LightCurve Curve)> curves = [];
        foreach (string file in files)
        {
            try
            {
                curves.Add((file, LightCurveFile.Read(file, columns)));
            }
            catch (BadInputException e)
            {
                leftOut.Add(e.Message);
            }
        }

        int read = curves.Count, wrong = leftOut.Count;
        if (read == 0 || StitchedLightCurve.Of(curves, leftOut.Add) is not { } curve)
        {
            return new Outcome(null, leftOut);
        }

        int used = read - (leftOut.Count - wrong);
        try
        {
            float[] power = Array.ConvertAll(PowerSpectrum.Of(curve), value => (float)value);
            return new Outcome(new PowerSpectrumRow(star.Name, star.Kic, used, curve.Count, curve.Time.Max() - curve.Time.Min(), power), leftOut);
        }
        catch (BadInputException e)
        {
            leftOut.AddRange(curves.Select(part => $"{part.Path}: {star.Name}: {e.Message}"));
            return new Outcome(null, leftOut);
        }
    }

    static LightCurveColumns ColumnsOf(TrainingContext context)
    {
        string time = context.Option<string>("time_column");
        string flux = context.Option<string>("flux_column");
        string error = context.Option<string>("error_column");
        if (error.Length > 0 && flux.Length == 0)
        {
            throw new ConfigurationException(
                $"LatentAge psd: error_column is '{error}', but flux_column is not set. Name the flux that the error is of.");
        }

        LightCurveColumns columns = new();
        return columns with
        {
            Time = time.Length > 0 ? [time] : columns.Time,
            Flux = flux.Length > 0 ? [flux] : columns.Flux,
            Error = flux.Length == 0 ? columns.Error : error.Length > 0 ? [[error]] : [],
        };
    }

    sealed record Outcome(PowerSpectrumRow? Row, List<string> LeftOut);
}
