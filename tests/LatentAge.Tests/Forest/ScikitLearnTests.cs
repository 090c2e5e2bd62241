using System.Globalization;
using Astra.Plugins.LatentAge.Forest;

namespace Astra.LatentAge.Tests.Forest;

public class ScikitLearnTests
{
    const int Trees = 50;
    const int Seeds = 6;

    [ScikitLearnFact]
    public void A_tree_is_that_of_scikit_learn_weights_and_all()
    {
        InventedGiants training = InventedGiants.Draw("tree", 400), others = InventedGiants.Draw("tree others", 1000);
        double[] weights = ForestStars.WeightsOf(training.TargetErrors);
        ForestSettings settings = new() { Trees = 1, Bootstrap = false, MostSplits = 6, FewestInLeaf = 3 };
        using NumberFolder folder = Given(training, others, weights);

        folder.Ask("Forest/judge/tree.py", "6", "3");

        ForestStars stars = training.Stars(weighted: true);
        ForestRegressor regressor = ForestGrowth.Regressor(stars, training.Targets, null, settings, default);
        ForestClassifier classifier = ForestGrowth.Classifier(stars, training.Classes, ["below", "above"], settings, default);
        Assert.All(regressor.Predict(others.Inputs).Mean.Zip(folder.Read("answers")), pair => Assert.Equal(pair.Second, pair.First, 1e-6));
        Assert.All(classifier.Predict(others.Inputs).Chunk(2).Zip(folder.Read("shares")), pair => Assert.Equal(pair.Second, pair.First[1], 1e-6));
    }

    [ScikitLearnFact]
    public void Forests_are_as_good_as_those_of_scikit_learn()
    {
        InventedGiants training = InventedGiants.Draw("forest", 400), others = InventedGiants.Draw("forest others", 2000);
        using NumberFolder folder = Given(training, others, ForestStars.WeightsOf(training.TargetErrors));

        double[][] peers = [.. folder.Ask("Forest/judge/forest.py", $"{Trees}", $"{Seeds}").Chunk(4)];

        double[][] ours = [.. Enumerable.Range(0, Seeds).Select(seed => Measure(training, others, seed))];
        for (int measure = 0; measure < 4; measure++)
        {
            double[] theirs = [.. peers.Select(peer => peer[measure])];
            double scatter = Math.Sqrt(theirs.Sum(value => Math.Pow(value - theirs.Average(), 2)) / (Seeds - 1));
            string values = string.Create(CultureInfo.InvariantCulture,
                $"measure {measure}: ours {ours.Average(our => our[measure]):G6}, scikit-learn {theirs.Average():G6} +- {scatter:G3}");

            // Both means scatter by a sixth of the variance from seed to seed, so two deviations are three and a half of the difference.
            Assert.True(Math.Abs(ours.Average(our => our[measure]) - theirs.Average()) < 2 * scatter, values);
        }
    }

    /// <summary>Root mean square error, mean scatter of the trees, mean square error of the probability, share of wrong classes.</summary>
    static double[] Measure(InventedGiants training, InventedGiants others, int seed)
    {
        ForestSettings settings = new() { Trees = Trees, Seed = seed, Threads = 2 };
        ForestStars stars = training.Stars(weighted: true);
        ForestEstimates estimates = ForestGrowth.Regressor(stars, training.Targets, null, settings, default).Predict(others.Inputs);
        ForestClassifier classifier = ForestGrowth.Classifier(stars, training.Classes, ["below", "above"], settings, default);
        double[] above = [.. classifier.Predict(others.Inputs).Chunk(2).Select(pair => pair[1])];
        return
        [
            Math.Sqrt(estimates.Mean.Zip(others.Targets, (mean, target) => (mean - target) * (mean - target)).Average()),
            estimates.Deviation.Average(),
            above.Zip(others.Classes, (share, c) => (share - c) * (share - c)).Average(),
            above.Zip(others.Classes, (share, c) => (share > 0.5) == (c == 1) ? 0.0 : 1).Average(),
        ];
    }

    static NumberFolder Given(InventedGiants training, InventedGiants others, double[] weights)
    {
        NumberFolder folder = new();
        folder.Write("training", training.Inputs.Select(x => (double)x));
        folder.Write("targets", training.Targets);
        folder.Write("weights", weights);
        folder.Write("others", others.Inputs.Select(x => (double)x));
        folder.Write("truth", others.Targets);
        return folder;
    }
}
