namespace Astra.Plugins.Cannon.Training;

/// <summary>Judges a way of training by stars that it did not see: they are left out in turn, and their labels found from their spectra.</summary>
sealed class CrossValidation
{
    readonly ModelTraining training;
    readonly TrainingContext context;
    readonly int maxIterations;
    readonly CancellationToken cancellation;

    /// <summary>Prepares to judge.</summary>
    public CrossValidation(ModelTraining training, TrainingContext context, int maxIterations, CancellationToken cancellation)
    {
        this.training = training;
        this.context = context;
        this.maxIterations = maxIterations;
        this.cancellation = cancellation;
    }

    /// <summary>
    /// Leaves out every star once, in folds of equal size. Which fold a star is in depends on its name, on the seed and on which other stars there are, not
    /// on their order.
    /// </summary>
    /// <param name="folds">2 or more.</param>
    public ValidatedStar[] LeaveOutFolds(int folds)
    {
        TrainingStar[] stars = training.Table.Stars;
        ulong[] draws = [.. stars.Select(star => context.RandomFor($"folds\n{star.Name}").NextUInt64())];
        int[] shuffled = [.. Enumerable.Range(0, stars.Length).OrderBy(n => draws[n]).ThenBy(n => stars[n].Name, StringComparer.Ordinal)];
        List<ValidatedStar> validated = [];
        for (int fold = 0; fold < folds; fold++)
        {
            int[] left = [.. shuffled.Where((_, rank) => rank % folds == fold).Order()];
            validated.AddRange(LeaveOut(left, $"{fold + 1}", $"fold {fold + 1} of {folds}"));
        }

        return [.. validated.OrderBy(star => star.Star)];
    }

    /// <summary>Leaves out every group of stars once. Stars without a group are always trained on.</summary>
    public ValidatedStar[] LeaveOutGroups()
    {
        TrainingStar[] stars = training.Table.Stars;
        string[] groups = [.. stars.Select(star => star.Group).OfType<string>().Distinct().Order(StringComparer.Ordinal)];
        List<ValidatedStar> validated = [];
        foreach (string group in groups)
        {
            int[] left = [.. Enumerable.Range(0, stars.Length).Where(n => stars[n].Group == group)];
            if (stars.Length - left.Length < 2 * training.Terms)
            {
                context.Log(LogLevel.Warning, $"Without the group {group} only {stars.Length - left.Length} stars are left, too few to train on: it is not left out.");
                continue;
            }

            validated.AddRange(LeaveOut(left, group, $"without group {group}"));
        }

        return [.. validated.OrderBy(star => star.Star)];
    }

    IEnumerable<ValidatedStar> LeaveOut(int[] left, string name, string step)
    {
        HashSet<int> without = [.. left];
        int[] members = [.. Enumerable.Range(0, training.Table.Stars.Length).Where(n => !without.Contains(n))];
        CannonModel model = training.Train(members, done => context.Progress(new TrainingStep(step, done)), cancellation).Model;
        ValidatedStar[] validated = new ValidatedStar[left.Length];
        ParallelOptions parallel = new() { MaxDegreeOfParallelism = training.Threads, CancellationToken = cancellation };
        Parallel.For(
            0,
            left.Length,
            parallel,
            () => new LabelFitter(model, maxIterations),
            (k, _, fitter) =>
            {
                double[] flux = Array.ConvertAll(training.Spectra.Flux[left[k]], value => (double)value);
                double[] variance = Array.ConvertAll(training.Spectra.Sigma[left[k]], value => (double)value * value);
                validated[k] = new ValidatedStar(left[k], name, fitter.Fit(flux, variance));
                return fitter;
            },
            _ => { });
        return validated;
    }
}

/// <summary>A star that was left out of training, and what the model then found for it.</summary>
/// <param name="Star">Its position in the training set.</param>
/// <param name="LeftOutWith">The fold or the group.</param>
/// <param name="Fit">The fit; null where its pixels do not determine the labels.</param>
sealed record ValidatedStar(int Star, string LeftOutWith, LabelFit? Fit)
{
    /// <summary>Whether it counts: it was fitted, and the model looks like the spectrum.</summary>
    /// <param name="maxReducedChiSquare">The largest reduced chi-square.</param>
    public bool Counts(double maxReducedChiSquare) => Fit is { Converged: true } && Fit.ReducedChiSquare <= maxReducedChiSquare;
}
