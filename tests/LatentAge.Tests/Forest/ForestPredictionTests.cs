using Astra.Plugins.LatentAge.Forest;

namespace Astra.LatentAge.Tests.Forest;

public class ForestPredictionTests
{
    static readonly InventedGiants Training = InventedGiants.Draw("training", 300, 0.1);

    static readonly ForestRegressor Regressor = ForestGrowth.Regressor(
        Training.Stars(), Training.Targets, Training.TargetErrors,
        new ForestSettings { Trees = 20, LinearBias = true, SampleInputs = true }, default);

    static readonly ForestClassifier Classifier = ForestGrowth.Classifier(Training.Stars(), Training.Classes, ["RGB", "RC"],
        new ForestSettings { Trees = 20 }, default);

    [Fact]
    public void A_star_has_one_answer_in_any_company_and_on_any_number_of_threads()
    {
        InventedGiants many = InventedGiants.Draw("many", 5003);

        ForestEstimates together = Regressor.Predict(many.Inputs, 1), threaded = Regressor.Predict(many.Inputs, 3);
        double[] shares = Classifier.Predict(many.Inputs, 3);

        Assert.Equal(together.Mean, threaded.Mean);
        Assert.Equal(together.Deviation, threaded.Deviation);
        foreach (int star in new[] { 0, 1, 2, 3, 2047, 2048, 5000, 5001, 5002 })
        {
            float[] alone = many.Inputs[(star * InventedGiants.Width)..((star + 1) * InventedGiants.Width)];
            Assert.Equal(together.Mean[star], Regressor.Predict(alone).Mean[0]);
            Assert.Equal(together.Deviation[star], Regressor.Predict(alone).Deviation[0]);
            Assert.Equal(shares[(2 * star)..(2 * (star + 1))], Classifier.Predict(alone));
        }
    }

    [Fact]
    public void Mean_and_deviation_are_those_of_the_trees()
    {
        InventedGiants others = InventedGiants.Draw("others", 40);
        ForestEstimates estimates = Regressor.Predict(others.Inputs);
        double[] answers = new double[Regressor.Trees];

        for (int star = 0; star < others.Count; star++)
        {
            Regressor.PredictTrees(others.Inputs.AsSpan(star * InventedGiants.Width, InventedGiants.Width), answers);

            double mean = answers.Average();
            Assert.Equal(mean, estimates.Mean[star], 1e-12);
            Assert.Equal(Math.Sqrt(answers.Average(answer => (answer - mean) * (answer - mean))), estimates.Deviation[star], 1e-12);
        }
    }

    [Fact]
    public void Nodes_that_are_laid_out_say_what_the_stored_trees_say()
    {
        InventedGiants others = InventedGiants.Draw("stored", 100);
        ForestRegressor forest = new(InventedGiants.Names, Regressor.Stored, Regressor.Scale, null);
        double[] answers = new double[forest.Trees];

        for (int star = 0; star < others.Count; star++)
        {
            ReadOnlySpan<float> inputs = others.Inputs.AsSpan(star * InventedGiants.Width, InventedGiants.Width);
            forest.PredictTrees(inputs, answers);
            Assert.Equal(Walk(Regressor.Stored, inputs).Select(value => forest.Scale.Mean + (forest.Scale.Deviation * value)), answers);
        }
    }

    [Fact]
    public void Errors_of_the_inputs_widen_the_answer_and_none_leave_it()
    {
        float[] star = Training.Inputs[..InventedGiants.Width];
        double[] plain = new double[Regressor.Trees], without = new double[Regressor.Trees], with = new double[Regressor.Trees],
            again = new double[Regressor.Trees];

        Regressor.PredictTrees(star, plain);
        Regressor.PredictTrees(star, new float[InventedGiants.Width], RandomSource.FromName("star"), without);
        Regressor.PredictTrees(star, [1, 1, 1, 1, 1], RandomSource.FromName("star"), with);
        Regressor.PredictTrees(star, [1, 1, 1, 1, 1], RandomSource.FromName("star"), again);

        Assert.Equal(plain, without);
        Assert.Equal(with, again);
        Assert.True(Deviation(with) > 1.5 * Deviation(plain));
    }

    [Fact]
    public void An_input_that_is_not_known_gives_no_number()
    {
        float[] inputs = InventedGiants.Draw("gaps", 6).Inputs;
        inputs[(1 * InventedGiants.Width) + 4] = float.NaN;
        inputs[4 * InventedGiants.Width] = float.PositiveInfinity;
        double[] answers = new double[Regressor.Trees];

        ForestEstimates estimates = Regressor.Predict(inputs);
        double[] shares = Classifier.Predict(inputs);
        Regressor.PredictTrees(inputs.AsSpan(InventedGiants.Width, InventedGiants.Width), answers);

        Assert.Equal([false, true, false, false, true, false], estimates.Mean.Select(double.IsNaN));
        Assert.Equal([false, true, false, false, true, false], estimates.Deviation.Select(double.IsNaN));
        Assert.Equal([false, true, false, false, true, false], shares.Chunk(2).Select(pair => pair.All(double.IsNaN)));
        Assert.All(answers, answer => Assert.True(double.IsNaN(answer)));
    }

    [Fact]
    public void Probabilities_add_up_to_one_and_find_the_class()
    {
        InventedGiants others = InventedGiants.Draw("classes", 500);

        double[][] shares = [.. Classifier.Predict(others.Inputs).Chunk(2)];

        Assert.All(shares, pair => Assert.Equal(1, pair.Sum(), 1e-6));
        Assert.InRange(shares.Zip(others.Classes).Count(star => star.First[star.Second] > 0.5) / 500.0, 0.8, 1);
    }

    [Fact]
    public void Half_a_star_is_refused() => Assert.Throws<ArgumentException>(() => Regressor.Predict(new float[7]));

    /// <summary>What each tree says, straight from the stored form.</summary>
    static List<double> Walk(ForestTrees trees, ReadOnlySpan<float> star)
    {
        List<double> answers = [];
        int node = 0, split = 0, leaf = 0;
        while (node < trees.Inputs.Length)
        {
            answers.Add(Visit(trees, star, ref node, ref split, ref leaf));
        }

        return answers;
    }

    static double Visit(ForestTrees trees, ReadOnlySpan<float> star, ref int node, ref int split, ref int leaf)
    {
        byte input = trees.Inputs[node++];
        if (input == ForestTrees.Leaf)
        {
            return trees.Values[leaf++];
        }

        float threshold = trees.Thresholds[split++];
        double left = Visit(trees, star, ref node, ref split, ref leaf), right = Visit(trees, star, ref node, ref split, ref leaf);
        return star[input] <= threshold ? left : right;
    }

    static double Deviation(double[] answers) => Math.Sqrt(answers.Average(answer => Math.Pow(answer - answers.Average(), 2)));
}
