namespace Astra.Plugins.LatentAge.Forest;

/// <summary>
/// Grows forests (Breiman 2001, Machine Learning 45, 5) that know errors (Leung et al. 2023, section 5): each tree learns from another draw of the
/// stars, and, where asked, from another draw of their inputs and targets from Gaussian errors. Each tree has random numbers of its own, so that
/// threads make no difference.
/// </summary>
static class ForestGrowth
{
    /// <summary>Grows a forest that predicts a number.</summary>
    /// <param name="stars">The stars.</param>
    /// <param name="targets">The number of each star, in any unit.</param>
    /// <param name="targetErrors">Its standard deviation; null where not known.</param>
    /// <param name="settings">How to grow.</param>
    /// <param name="cancellation">Stops the growth.</param>
    /// <exception cref="BadInputException">A target or error is not usable; the message names the star.</exception>
    /// <exception cref="ConfigurationException">A setting is out of range, or wants errors that are not there.</exception>
    public static ForestRegressor Regressor(
        ForestStars stars, double[] targets, double[]? targetErrors, ForestSettings settings, CancellationToken cancellation)
    {
        Check(stars, targets.Length, settings);
        Require(!settings.SampleTargets || targetErrors is { } given && given.Length == stars.Count,
            "targets are to be drawn from their errors, but their errors are not given");
        for (int star = 0; star < stars.Count; star++)
        {
            ForestStars.Require(double.IsFinite(targets[star]), star, "the target", targets[star], "finite");
            ForestStars.Require(targetErrors is null || (targetErrors[star] >= 0 && double.IsFinite(targetErrors[star])), star,
                "the error of the target", targetErrors?[star] ?? 0, "finite and not below zero");
        }

        double mean = targets.Average();
        double deviation = Math.Sqrt(targets.Average(target => (target - mean) * (target - mean)));
        TargetScale scale = new(mean, deviation > 0 ? deviation : 1);
        ForestTrees trees = Grow(
            stars, settings, () => new RegressionGrowth(stars.Count, stars.Names.Count, settings),
            (growth, random, counts) =>
            {
                for (int star = 0; star < stars.Count; star++)
                {
                    double target = settings.SampleTargets ? targets[star] + (targetErrors![star] * random.NextGaussian()) : targets[star];
                    growth.Targets[star] = (counts[star] * (stars.Weights?[star] ?? 1), (target - scale.Mean) / scale.Deviation);
                }
            },
            cancellation);
        ForestRegressor forest = new(stars.Names, trees, scale, null);
        if (!settings.LinearBias)
        {
            return forest;
        }

        ForestEstimates estimates = forest.Predict(stars.Inputs, settings.Threads);
        return new ForestRegressor(stars.Names, trees, scale, LinearBias.Fit(stars, targets, targetErrors, estimates));
    }

    /// <summary>Grows a forest that predicts a class.</summary>
    /// <param name="stars">The stars.</param>
    /// <param name="classes">The 0-based class of each star.</param>
    /// <param name="names">The names of the classes.</param>
    /// <param name="settings">How to grow; <see cref="ForestSettings.SampleTargets"/> and <see cref="ForestSettings.LinearBias"/> mean nothing to
    /// classes.</param>
    /// <param name="cancellation">Stops the growth.</param>
    /// <exception cref="BadInputException">A star has no such class; the message names the star.</exception>
    /// <exception cref="ConfigurationException">A setting is out of range, or wants errors that are not there.</exception>
    public static ForestClassifier Classifier(
        ForestStars stars, int[] classes, IReadOnlyList<string> names, ForestSettings settings, CancellationToken cancellation)
    {
        Check(stars, classes.Length, settings);
        for (int star = 0; star < stars.Count; star++)
        {
            ForestStars.Require(classes[star] >= 0 && classes[star] < names.Count, star, "the class", classes[star],
                FormattableString.Invariant($"from 0 to {names.Count - 1}"));
        }

        ForestTrees trees = Grow(
            stars, settings, () => new ClassificationGrowth(stars.Count, stars.Names.Count, names.Count, settings),
            (growth, _, counts) =>
            {
                for (int star = 0; star < stars.Count; star++)
                {
                    growth.Targets[star] = (counts[star] * (stars.Weights?[star] ?? 1), classes[star]);
                }
            },
            cancellation);
        return new ForestClassifier(stars.Names, names, trees);
    }

    static void Check(ForestStars stars, int targets, ForestSettings settings)
    {
        settings.Check();
        Require(!settings.SampleInputs || stars.Errors is not null, "inputs are to be drawn from their errors, but their errors are not given");
        if (targets != stars.Count)
        {
            throw new ArgumentException($"{targets} targets are not those of {stars.Count} stars.");
        }
    }

    static void Require(bool good, string otherwise)
    {
        if (!good)
        {
            throw new ConfigurationException($"{otherwise}. Give them, or switch the drawing off.");
        }
    }

    static ForestTrees Grow<T>(
        ForestStars stars, ForestSettings settings, Func<T> create, Action<T, RandomSource, int[]> setTargets, CancellationToken cancellation)
        where T : TreeGrowth
    {
        SortedInputs? shared = settings.SampleInputs ? null : new SortedInputs(stars, stars.Inputs);
        ForestTrees[] trees = new ForestTrees[settings.Trees];
        ParallelOptions options = new() { MaxDegreeOfParallelism = settings.Threads, CancellationToken = cancellation };
        Parallel.For(
            0, trees.Length, options, create, (tree, _, growth) =>
            {
                RandomSource random = RandomSource.FromName(FormattableString.Invariant($"{settings.Seed}\nforest\n{tree}"));
                SortedInputs sorted = shared ?? new SortedInputs(stars, Draw(stars, random));
                int[] counts = Counts(stars.Count, settings.Bootstrap, random);
                setTargets(growth, random, counts);
                trees[tree] = growth.Grow(sorted.CopyTo(growth, counts), random);
                return growth;
            },
            _ => { });
        return ForestTrees.Join(trees);
    }

    /// <summary>The inputs of all stars, drawn from their errors.</summary>
    static float[] Draw(ForestStars stars, RandomSource random)
    {
        float[] drawn = new float[stars.Inputs.Length];
        for (int i = 0; i < drawn.Length; i++)
        {
            drawn[i] = (float)(stars.Inputs[i] + (stars.Errors![i] * random.NextGaussian()));
        }

        return drawn;
    }

    /// <summary>How many times each star is drawn.</summary>
    static int[] Counts(int stars, bool bootstrap, RandomSource random)
    {
        int[] counts = new int[stars];
        for (int i = 0; i < stars; i++)
        {
            counts[bootstrap ? (int)(random.NextDouble() * stars) : i]++;
        }

        return counts;
    }
}
