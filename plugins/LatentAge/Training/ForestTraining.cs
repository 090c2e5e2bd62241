using Astra.Neural;
using Astra.Plugins.LatentAge.Forest;
using Astra.Plugins.LatentAge.Network;

namespace Astra.Plugins.LatentAge.Training;

/// <summary>Grows the forests on encoded stars, and calibrates their errors on others.</summary>
/// <param name="options">How.</param>
/// <param name="context">Seed, progress.</param>
/// <param name="cancellation">Stops.</param>
sealed class ForestTraining(LatentTrainingOptions options, TrainingContext context, CancellationToken cancellation)
{
    // A state or label that fewer stars have is not learned.
    const int FewestStars = 30;

    // The latent space knows a label where it explains half of its variance or more.
    const double LargestUnexplained = 0.5;

    /// <summary>The purpose of the random numbers that errors are drawn with, of a star.</summary>
    public static string PurposeOf(EncodedStar star) => FormattableString.Invariant($"reading {star.Giant.Name} {star.Giant.Index}");

    /// <summary>Grows all forests that the stars have labels for.</summary>
    /// <param name="training">The stars to learn from.</param>
    /// <param name="heldOut">The stars to calibrate on.</param>
    /// <param name="powerSpectra">See <see cref="LatentAgeSettings.PowerSpectra"/>.</param>
    public (LatentAgeSettings Settings, LatentForests Forests) Grow(EncodedStar[] training, EncodedStar[] heldOut, string powerSpectra)
    {
        List<LabelSettings> labels = [];
        List<ForestRegressor> forests = [];
        for (int place = 0; place < LatentLabels.All.Count; place++)
        {
            LatentLabel label = LatentLabels.All[place];
            EncodedStar[] known = [.. training.Where(star => double.IsFinite(TargetOf(star, place)))];
            EncodedStar[] test = [.. heldOut.Where(star => double.IsFinite(TargetOf(star, place)))];
            double[] targets = [.. known.Select(star => TargetOf(star, place))];
            if (known.Length < FewestStars || test.Length < FewestStars || targets.Min() == targets.Max())
            {
                continue;
            }

            context.Progress(new TrainingStep("forests", (double)place / LatentLabels.All.Count, label.Name));
            forests.Add(ForestGrowth.Regressor(Latent(known), targets, null, Seeded(options.LabelForests, label.Name), cancellation));
            LatentReading reading = Reading(new LatentForests([forests[^1]], null, null));
            (double Value, double Scatter)[] answers = [.. test.Select(star => reading.Label(0, star.Point, RandomOf(star)))];
            double[] differences = [.. answers.Zip(test, (answer, star) => answer.Value - TargetOf(star, place))];
            double unexplained = Variance(differences) / Variance([.. test.Select(star => TargetOf(star, place))]);
            double[] values = [.. known.Select(star => star.Giant.Labels[place])];
            labels.Add(new LabelSettings(
                label.Name,
                ErrorCalibration.Fit([.. answers.Select(answer => answer.Scatter)], differences),
                [values.Min(), values.Max()],
                IsReported: unexplained <= LargestUnexplained));
        }

        ForestClassifier? state = State(training);
        (AgeSettings Settings, ForestRegressor Forest)? age = Age(training, heldOut);
        return (
            new LatentAgeSettings { Labels = [.. labels], HasState = state is not null, Age = age?.Settings, PowerSpectra = powerSpectra },
            new LatentForests(forests, state, age?.Forest));
    }

    static double TargetOf(EncodedStar star, int label) => LatentLabels.All[label].ToTarget(star.Giant.Labels[label]);

    ForestClassifier? State(EncodedStar[] training)
    {
        EncodedStar[] known = [.. training.Where(star => star.Giant.IsClump is not null)];
        int clump = known.Count(star => star.Giant.IsClump!.Value);
        return Math.Min(clump, known.Length - clump) < FewestStars
            ? null
            : ForestGrowth.Classifier(
                Latent(known), [.. known.Select(star => star.Giant.IsClump!.Value ? 1 : 0)], LatentAgeModel.States,
                Seeded(options.LabelForests, LatentLabels.RedClump), cancellation);
    }

    (AgeSettings Settings, ForestRegressor Forest)? Age(EncodedStar[] training, EncodedStar[] heldOut)
    {
        EncodedStar[] known = [.. training.Where(star => star.Giant.HasAge)], test = [.. heldOut.Where(star => star.Giant.HasAge)];
        if (known.Length < FewestStars || test.Length < FewestStars)
        {
            context.Log(LogLevel.Warning, $"only {known.Length} stars to train on and {test.Length} held-out ones have an age with an error, Teff and [Fe/H]: the model gives no ages");
            return null;
        }

        double[] errors = [.. known.Select(star => star.Giant.LogAgeError)];
        ForestStars stars = new(
            LatentAgeModel.AgeInputs,
            [.. known.SelectMany(star => (float[])[.. star.Point.Mean, (float)star.Giant.Teff.Value, (float)star.Giant.FeH.Value])],
            [.. known.SelectMany(star => (float[])[.. star.Point.Deviation, (float)star.Giant.Teff.Error, (float)star.Giant.FeH.Error])],
            options.WeightsOf(errors));
        ForestRegressor forest = ForestGrowth.Regressor(
            stars, [.. known.Select(star => star.Giant.LogAge)], errors, Seeded(options.AgeForest, LatentLabels.Age), cancellation);
        LatentReading reading = Reading(new LatentForests([], null, forest));
        (double LogAge, double Scatter, double Age)[] answers =
            [.. test.Select(star => reading.Age(star.Point, star.Giant.Teff, star.Giant.FeH, RandomOf(star)))];
        return (
            new AgeSettings(
                ErrorCalibration.Fit([.. answers.Select(answer => answer.Scatter)], [.. answers.Zip(test, (answer, star) => answer.LogAge - star.Giant.LogAge)]),
                Range(known.Select(star => star.Giant.LogAge)),
                Range(known.Select(star => star.Giant.Teff.Value)),
                Range(known.Select(star => star.Giant.FeH.Value)),
                options.Choices()),
            forest);
    }

    LatentReading Reading(LatentForests forests) => new(forests, samplesInputs: true);

    RandomSource RandomOf(EncodedStar star) => context.RandomFor(PurposeOf(star));

    ForestSettings Seeded(ForestSettings settings, string forest) =>
        settings with { Seed = (int)(context.RandomFor($"forest {forest}").NextUInt64() & int.MaxValue) };

    static ForestStars Latent(EncodedStar[] stars) => new(
        LatentAgeModel.LatentNames, [.. stars.SelectMany(star => star.Point.Mean)], [.. stars.SelectMany(star => star.Point.Deviation)]);

    static double[] Range(IEnumerable<double> values) => [values.Min(), values.Max()];

    static double Variance(double[] values)
    {
        double mean = values.Average();
        return values.Average(value => (value - mean) * (value - mean));
    }
}
