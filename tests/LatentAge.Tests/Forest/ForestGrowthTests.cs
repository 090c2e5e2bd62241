using Astra.Plugins.LatentAge.Forest;

namespace Astra.LatentAge.Tests.Forest;

public class ForestGrowthTests
{
    static readonly ForestSettings OneTree = new() { Trees = 1, Bootstrap = false };

    [Fact]
    public void A_whole_tree_knows_every_star_that_it_learned_from()
    {
        InventedGiants giants = InventedGiants.Draw("learned", 300);

        ForestRegressor tree = Grow(giants, OneTree);

        Assert.All(tree.Predict(giants.Inputs).Mean.Zip(giants.Targets), pair => Assert.Equal(pair.Second, pair.First, 1e-6));
        Assert.Equal((2 * 300) - 1, tree.Nodes);
    }

    [Fact]
    public void A_forest_does_not_depend_on_threads_but_on_its_seed()
    {
        InventedGiants giants = InventedGiants.Draw("threads", 200, inputError: 0.1);
        ForestSettings settings = new() { Trees = 12, SampleInputs = true, SampleTargets = true, Seed = 5 };

        ForestTrees trees = Grow(giants, settings).Stored, same = Grow(giants, settings with { Threads = 3 }).Stored,
            other = Grow(giants, settings with { Seed = 6 }).Stored;

        Assert.Equal(trees.Thresholds, same.Thresholds);
        Assert.Equal(trees.Inputs, same.Inputs);
        Assert.Equal(trees.Values, same.Values);
        Assert.NotEqual(trees.Thresholds, other.Thresholds);
    }

    [Fact]
    public void A_tree_does_not_depend_on_the_tree_that_was_grown_before_in_the_same_memory()
    {
        InventedGiants giants = InventedGiants.Draw("memory", 200);
        SortedInputs sorted = new(giants.Stars(), giants.Inputs);
        RegressionGrowth growth = new(giants.Count, InventedGiants.Width, OneTree);

        ForestTrees first = Grow(), second = Grow();

        Assert.Equal(first.Inputs, second.Inputs);
        Assert.Equal(first.Thresholds, second.Thresholds);

        ForestTrees Grow()
        {
            int[] counts = [.. Enumerable.Repeat(1, giants.Count)];
            for (int star = 0; star < giants.Count; star++)
            {
                growth.Targets[star] = (1, giants.Targets[star]);
            }

            return growth.Grow(sorted.CopyTo(growth, counts), RandomSource.FromName("tree"));
        }
    }

    [Fact]
    public void A_star_with_twice_the_weight_is_two_stars()
    {
        InventedGiants giants = InventedGiants.Draw("weights", 60);
        double[] weights = [.. Enumerable.Range(0, giants.Count).Select(star => star % 3 == 0 ? 2.0 : 1)];
        int[] twice = [.. Enumerable.Range(0, giants.Count).SelectMany(star => Enumerable.Repeat(star, (int)weights[star]))];
        ForestSettings settings = OneTree with { MostSplits = 3 };
        float[] doubled = [.. twice.SelectMany(star => giants.Inputs.AsSpan(star * InventedGiants.Width, InventedGiants.Width).ToArray())];

        ForestRegressor weighted = ForestGrowth.Regressor(new ForestStars(InventedGiants.Names, giants.Inputs, null, weights), giants.Targets, null,
            settings, default);
        ForestRegressor repeated = ForestGrowth.Regressor(
            new ForestStars(InventedGiants.Names, doubled), [.. twice.Select(star => giants.Targets[star])], null, settings, default);

        Assert.All(
            weighted.Predict(giants.Inputs).Mean.Zip(repeated.Predict(giants.Inputs).Mean), pair => Assert.Equal(pair.First, pair.Second, 1e-6));
    }

    [Fact]
    public void Leaves_hold_no_fewer_stars_than_asked_for()
    {
        InventedGiants giants = InventedGiants.Draw("leaves", 300);

        foreach (int fewest in new[] { 2, 10, 50 })
        {
            ForestRegressor tree = Grow(giants, OneTree with { FewestInLeaf = fewest });

            Assert.All(tree.Predict(giants.Inputs).Mean.GroupBy(answer => answer), leaf => Assert.True(leaf.Count() >= fewest));
            Assert.True(tree.Nodes > 300 / (2 * fewest));
        }
    }

    [Fact]
    public void A_tree_of_few_splits_has_few_leaves() =>
        Assert.Equal(7, Grow(InventedGiants.Draw("splits", 300), OneTree with { MostSplits = 2 }).Nodes);

    [Fact]
    public void Stars_of_one_target_grow_a_leaf()
    {
        InventedGiants giants = InventedGiants.Draw("one", 50);

        ForestRegressor forest = ForestGrowth.Regressor(giants.Stars(), [.. giants.Targets.Select(_ => 7.25)], null,
            new ForestSettings { Trees = 3 }, default);

        Assert.Equal(3, forest.Nodes);
        Assert.All(forest.Predict(giants.Inputs).Mean, mean => Assert.Equal(7.25, mean));
        Assert.All(forest.Predict(giants.Inputs).Deviation, deviation => Assert.Equal(0, deviation));
    }

    [Fact]
    public void Stars_of_one_set_of_inputs_grow_a_leaf_with_their_mean()
    {
        ForestStars stars = new(["x", "y"], [1, 2, 1, 2, 1, 2, 1, 2]);

        ForestRegressor tree = ForestGrowth.Regressor(stars, [1, 2, 3, 10], null, OneTree, default);

        Assert.Equal(1, tree.Nodes);
        Assert.Equal(4, tree.Predict(new float[] { 5, 5 }).Mean[0], 1e-12);
    }

    [Fact]
    public void Neighbouring_floats_are_told_apart()
    {
        float low = 4700, high = MathF.BitIncrement(low);
        ForestStars stars = new(["teff"], [low, high]);

        ForestRegressor tree = ForestGrowth.Regressor(stars, [1, 2], null, OneTree, default);

        Assert.Equal([1, 2], tree.Predict(new[] { low, high }).Mean);
    }

    [Theory]
    [InlineData(0.2, 0.2, true)]
    [InlineData(0.3, 0.1, true)]
    [InlineData(0.1, 0.3, false)]
    [InlineData(0.0, 0.4, false)]
    public void Errors_make_the_scatter_of_the_trees_as_wide_as_the_answers_are_wrong(double inputError, double targetError, bool sampleTargets) =>
        Assert.InRange(WidthOfNormalisedResiduals(inputError, targetError, sampleTargets), 0.7, 1.1);

    [Fact]
    public void Errors_of_the_targets_count_twice_where_targets_are_drawn_from_them() =>
        Assert.Equal(Math.Sqrt(0.5), WidthOfNormalisedResiduals(0, 0.4, sampleTargets: true), 0.05);

    [Fact]
    public void Drawing_from_errors_widens_the_scatter_of_the_trees()
    {
        InventedGiants training = InventedGiants.Draw("wider", 500, 0.2, 0.2), others = InventedGiants.Draw("others", 200, 0.2, 0.2);
        double plain = Scatter(new ForestSettings { Trees = 50 });

        Assert.True(Scatter(new ForestSettings { Trees = 50, SampleTargets = true }) > 1.05 * plain);
        Assert.True(Scatter(new ForestSettings { Trees = 50, SampleInputs = true }) > 1.02 * plain);

        double Scatter(ForestSettings settings) =>
            ForestGrowth.Regressor(training.Stars(), training.Targets, training.TargetErrors, settings, default)
                .Predict(others.Inputs).Deviation.Average();
    }

    [Fact]
    public void A_line_through_the_residuals_leaves_none_along_any_input()
    {
        InventedGiants giants = InventedGiants.Draw("bias", 400);
        ForestSettings settings = new() { Trees = 10, MostSplits = 2, LinearBias = true };

        ForestRegressor forest = ForestGrowth.Regressor(giants.Stars(), giants.Targets, null, settings, default);

        double[] residuals = [.. giants.Targets.Zip(forest.Predict(giants.Inputs).Mean, (target, mean) => target - mean)];
        double[] before = [.. giants.Targets.Zip(Grow(giants, settings with { LinearBias = false }).Predict(giants.Inputs).Mean, (target, mean) =>
            target - mean)];
        Assert.Equal(0, residuals.Average(), 1e-9);
        for (int input = 0; input < InventedGiants.Width; input++)
        {
            Assert.Equal(0, residuals.Select((residual, star) => residual * giants.Inputs[(star * InventedGiants.Width) + input]).Average(), 1e-7);
        }

        Assert.True(residuals.Sum(r => r * r) < 0.95 * before.Sum(r => r * r));
    }

    [Fact]
    public void A_line_along_an_input_that_never_changes_or_follows_another_is_level()
    {
        InventedGiants giants = InventedGiants.Draw("level", 100);
        float[] inputs = [.. Enumerable.Range(0, 100).SelectMany(star =>
            new[] { giants.Inputs[star * InventedGiants.Width], 3f, 2 * giants.Inputs[star * InventedGiants.Width] })];

        LinearBias bias = ForestGrowth.Regressor(
            new ForestStars(["x", "constant", "double"], inputs), giants.Targets, null,
                new ForestSettings { Trees = 5, MostSplits = 1, LinearBias = true }, default).Bias!;

        Assert.NotEqual(0, bias.Coefficients[0]);
        Assert.Equal([0.0, 0.0], bias.Coefficients.Skip(1));
    }

    [Fact]
    public void A_star_that_cannot_be_learned_from_is_named()
    {
        InventedGiants giants = InventedGiants.Draw("named", 20);
        float[] inputs = [.. giants.Inputs];
        inputs[(16 * InventedGiants.Width) + 3] = float.NaN;
        double[] targets = [.. giants.Targets];
        targets[4] = double.NaN;

        Assert.Equal(
            "star 17 of the training: teff is NaN; it must be finite. Leave the star out.",
            Assert.Throws<BadInputException>(() => new ForestStars(InventedGiants.Names, inputs)).Message);
        Assert.Equal(
            "star 5 of the training: the target is NaN; it must be finite. Leave the star out.",
            Assert.Throws<BadInputException>(() => ForestGrowth.Regressor(giants.Stars(), targets, null, OneTree, default)).Message);
        Assert.Equal(
            "star 1 of the training: the class is 2; it must be from 0 to 1. Leave the star out.",
            Assert.Throws<BadInputException>(() =>
                ForestGrowth.Classifier(giants.Stars(), [.. giants.Classes.Select(_ => 2)], ["RGB", "RC"], OneTree, default)).Message);
    }

    [Fact]
    public void Settings_that_cannot_be_are_refused()
    {
        InventedGiants giants = InventedGiants.Draw("refused", 20);

        Assert.Throws<ConfigurationException>(() => Grow(giants, OneTree with { Trees = 0 }));
        Assert.Throws<ConfigurationException>(() =>
            ForestGrowth.Regressor(giants.Stars(), giants.Targets, null, OneTree with { SampleTargets = true }, default));
        Assert.Throws<ConfigurationException>(() => ForestGrowth.Regressor(
            new ForestStars(InventedGiants.Names, giants.Inputs), giants.Targets, null, OneTree with { SampleInputs = true }, default));
    }

    [Fact]
    public void A_growth_can_be_stopped()
    {
        using CancellationTokenSource stopped = new();
        stopped.Cancel();
        InventedGiants giants = InventedGiants.Draw("stopped", 20);

        Assert.ThrowsAny<OperationCanceledException>(() => ForestGrowth.Regressor(giants.Stars(), giants.Targets, null, OneTree, stopped.Token));
    }

    static ForestRegressor Grow(InventedGiants giants, ForestSettings settings) =>
        ForestGrowth.Regressor(giants.Stars(), giants.Targets, giants.TargetErrors, settings, default);

    /// <summary>Half the range of the middle 68 % of (prediction - target) / scatter of the trees, on stars that the forest does not know.</summary>
    static double WidthOfNormalisedResiduals(double inputError, double targetError, bool sampleTargets)
    {
        InventedGiants training = InventedGiants.Draw("errors", 1000, inputError, targetError),
            others = InventedGiants.Draw("others", 2000, inputError, targetError);
        ForestSettings settings = new() { SampleInputs = true, SampleTargets = sampleTargets, Threads = 2 };
        ForestRegressor forest = ForestGrowth.Regressor(training.Stars(weighted: true), training.Targets, training.TargetErrors, settings, default);
        ForestEstimates estimates = forest.Predict(others.Inputs, 2);
        double[] sorted = [.. estimates.Mean.Zip(others.Targets, estimates.Deviation).Select(star =>
            (star.First - star.Second) / star.Third).Order()];
        return (sorted[(int)(0.8413 * sorted.Length)] - sorted[(int)(0.1587 * sorted.Length)]) / 2;
    }
}
