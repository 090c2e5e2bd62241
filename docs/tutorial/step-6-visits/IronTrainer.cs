using System.Text.Json;

namespace Astra.Plugins.IronWidth;

/// <summary>Fits the polynomial to stars whose [Fe/H] is known: astra train IronWidth.</summary>
[Option("noise_correlation", 0.45, "correlation of the noise of neighbouring pixels")]
[Option("folds", 5, "parts of the stars, each of which is left out once to measure the accuracy")]
public sealed class IronTrainer : IModelTrainer
{
    const int FewestStars = 60;

    public string Pipeline => "IronWidth";

    public string Needs => "the label fe_h, a column teff, and 60 giants whose line is seen.";

    public ModelManifest Train(ITrainingSet data, string folder, TrainingContext context, CancellationToken cancellation)
    {
        int label = data.Labels.ToList().IndexOf("fe_h");
        int folds = context.Option<int>("folds");
        if (label < 0)
        {
            throw new BadInputException("The labels have no fe_h. Name the column that has it: --labels fe_h=COLUMN.");
        }

        if (folds < 2)
        {
            throw new ConfigurationException("Of fewer than 2 folds none can be left out. Set --option folds=5.");
        }

        Star?[] measured = new Star?[data.Count];
        IronLine line = new(context.Option<double>("noise_correlation"));
        int done = 0;
        Parallel.For(0, data.Count, new ParallelOptions { MaxDegreeOfParallelism = context.Threads, CancellationToken = cancellation }, i =>
        {
            measured[i] = Measure(line, data, i, label);
            context.Progress(new TrainingStep("measuring lines", (double)Interlocked.Increment(ref done) / data.Count));
        });

        Star[] stars = [.. measured.OfType<Star>()];
        if (stars.Length < FewestStars)
        {
            throw new BadInputException($"The line is seen, and teff and fe_h are known, in {stars.Length} of {data.Count} stars; {FewestStars} are needed.");
        }

        // Every star's [Fe/H] by a polynomial that has not seen the star.
        RandomSource random = context.RandomFor("folds");
        int[] foldOf = [.. stars.Select(_ => (int)(random.NextDouble() * folds))];
        double[] residuals = new double[stars.Length];
        for (int fold = 0; fold < folds; fold++)
        {
            IronModel others = Fit(stars.Where((_, i) => foldOf[i] != fold));
            for (int i = 0; i < stars.Length; i++)
            {
                if (foldOf[i] == fold)
                {
                    residuals[i] = others.FeH(stars[i].LogWidth, stars[i].Teff) - stars[i].FeH;
                }
            }
        }

        double variance = residuals.Average(residual => residual * residual);
        IronModel model = Fit(stars);
        double noise = stars.Average(star => Math.Pow(model.Error(star.LogWidth, star.Teff, star.LogWidthError), 2));
        model = model with { Scatter = Math.Sqrt(Math.Max(0, variance - noise)) };
        File.WriteAllText(Path.Combine(folder, IronModel.FileName), JsonSerializer.Serialize(model));
        context.Log(LogLevel.Information, $"{stars.Length} of {data.Count} stars were used");
        return new ModelManifest
        {
            Pipeline = Pipeline,
            Name = "polynomial",
            Description = "[Fe/H] as a polynomial of the second degree in log(width / wavelength) and Teff.",
            TrainedOn = $"{stars.Length} of {data.Description}",
            Command = context.Command,
            Created = DateTimeOffset.UtcNow,
            Accuracy = new Dictionary<string, double> { ["fe_h bias (dex)"] = residuals.Average(), ["fe_h scatter (dex)"] = Math.Sqrt(variance) },
            Files = new Dictionary<string, string> { [IronModel.FileName] = string.Empty },
        };
    }

    /// <summary>The star's line; null where it is not seen with certainty, or where a number is not known.</summary>
    static Star? Measure(IronLine line, ITrainingSet data, int i, int label)
    {
        const IronWidthFlags Doubtful = IronWidthFlags.NotDetected | IronWidthFlags.LowSnr;
        Target target = data.Read(i);
        double teff = target.Input("teff");
        double feH = data.Star(i).Labels[label];
        try
        {
            LineMeasurement measured = line.Measure(target.Spectrum);
            return (measured.Flags & Doubtful) != 0 || double.IsNaN(teff) || double.IsNaN(feH)
                ? null
                : new Star(measured.LogWidth, measured.LogWidthError, teff, feH);
        }
        catch (NoResultException)
        {
            return null;
        }
    }

    static IronModel Fit(IEnumerable<Star> stars) => new(
        LeastSquares.Solve(stars.Select(star => (IronModel.Terms(star.LogWidth, star.Teff), star.FeH))),
        Scatter: 0,
        [stars.Min(star => star.LogWidth), stars.Max(star => star.LogWidth)],
        [stars.Min(star => star.Teff), stars.Max(star => star.Teff)]);

    sealed record Star(double LogWidth, double LogWidthError, double Teff, double FeH);
}
