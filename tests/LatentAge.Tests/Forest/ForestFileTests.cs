using Astra.Neural;
using Astra.Plugins.LatentAge.Forest;

namespace Astra.LatentAge.Tests.Forest;

public sealed class ForestFileTests : IDisposable
{
    static readonly InventedGiants Giants = InventedGiants.Draw("file", 80);

    static readonly ForestRegressor Regressor = ForestGrowth.Regressor(Giants.Stars(), Giants.Targets, null,
        new ForestSettings { Trees = 7, LinearBias = true }, default);

    static readonly ForestClassifier Classifier = ForestGrowth.Classifier(Giants.Stars(), Giants.Classes, ["RGB", "RC"],
        new ForestSettings { Trees = 7 }, default);

    const byte Leaf = ForestTrees.Leaf;

    readonly NumberFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Forests_come_back_as_they_were()
    {
        WeightFile file = Written([.. ForestFile.Tensors("age.", Regressor), .. ForestFile.Tensors("state.", Classifier)]);

        ForestRegressor regressor = ForestFile.ReadRegressor(file, "age.");
        ForestClassifier classifier = ForestFile.ReadClassifier(file, "state.");

        Assert.Equal(InventedGiants.Names, regressor.Names);
        Assert.Equal(["RGB", "RC"], classifier.Classes);
        Assert.Equal(Regressor.Predict(Giants.Inputs).Mean, regressor.Predict(Giants.Inputs).Mean);
        Assert.Equal(Regressor.Predict(Giants.Inputs).Deviation, regressor.Predict(Giants.Inputs).Deviation);
        Assert.Equal(Classifier.Predict(Giants.Inputs), classifier.Predict(Giants.Inputs));
    }

    [Fact]
    public void Leaves_in_sixteen_bits_say_nearly_the_same()
    {
        ForestRegressor half = ForestFile.ReadRegressor(Written([.. ForestFile.Tensors("age.", Regressor, half: true)]), "age.");

        Assert.All(Regressor.Predict(Giants.Inputs).Mean.Zip(half.Predict(Giants.Inputs).Mean), pair => Assert.Equal(pair.First, pair.Second, 2e-3));
        Assert.NotEqual(Regressor.Stored.Values, half.Stored.Values);
    }

    [Theory]
    [InlineData("a tree that does not end", "the tree that begins at node 6 does not end")]
    [InlineData("a leaf too many", "splits and 2 leaves are not those of trees")]
    [InlineData("an input that is not there", "node 0 asks for an input beyond the 5 that there are")]
    [InlineData("a threshold too few", "thresholds are not those of")]
    [InlineData("a threshold that is no number", "the threshold of split 0 is not finite")]
    [InlineData("a value that is no number", "value 0 of the leaves is not finite")]
    [InlineData("a value too many", "values are not 1 for each of")]
    [InlineData("no node", "there is no tree")]
    [InlineData("an array of another type", "'age.inputs' is absent or not of type U8")]
    [InlineData("no scale", "'age.scale' is absent or not of type F64")]
    [InlineData("a scale of zero", "the latter is not above zero")]
    [InlineData("a bias for other inputs", "a bias with 2 coefficients does not fit 5 inputs")]
    public void A_damaged_forest_is_refused_with_its_file_and_the_reason(string damage, string reason)
    {
        ForestTrees good = Regressor.Stored;
        ForestTrees trees = damage switch
        {
            "a tree that does not end" => good with { Inputs = [0, 0, Leaf, Leaf, Leaf, Leaf, 0], Thresholds = [1, 1, 1], Values = [1, 1, 1, 1] },
            "a leaf too many" => good with { Inputs = [0, 0, Leaf, Leaf], Thresholds = [1, 1], Values = [1, 1] },
            "an input that is not there" => good with { Inputs = [5, .. good.Inputs[1..]] },
            "a threshold too few" => good with { Thresholds = good.Thresholds[1..] },
            "a threshold that is no number" => good with { Thresholds = [float.NaN, .. good.Thresholds[1..]] },
            "a value that is no number" => good with { Values = [float.PositiveInfinity, .. good.Values[1..]] },
            "a value too many" => good with { Values = [0, .. good.Values] },
            "no node" => good with { Inputs = [], Thresholds = [], Values = [] },
            _ => good,
        };
        List<Tensor> tensors =
        [
            damage == "an array of another type"
                ? Tensor.From("age.inputs", [1], [1f]) : Tensor.FromBytes("age.inputs", [trees.Inputs.Length], trees.Inputs),
            Tensor.From("age.thresholds", [trees.Thresholds.Length], trees.Thresholds),
            Tensor.From("age.values", [trees.Values.Length], trees.Values),
        ];
        if (damage != "no scale")
        {
            tensors.Add(Tensor.From("age.scale", [2], [0.0, damage == "a scale of zero" ? 0 : 1]));
        }

        if (damage == "a bias for other inputs")
        {
            tensors.Add(Tensor.From("age.bias", [3], [1.0, 2, 3]));
        }

        WeightFileException refusal = Assert.Throws<WeightFileException>(() => ForestFile.ReadRegressor(Written(tensors), "age."));

        Assert.StartsWith(folder.Path("forest.safetensors"), refusal.Message, StringComparison.Ordinal);
        Assert.Contains(reason, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Names_that_are_not_there_are_reported()
    {
        WeightFile file = Written([.. ForestFile.Tensors("age.", Regressor)], []);

        Assert.Contains("'age.names' is absent from the metadata",
            Assert.Throws<WeightFileException>(() => ForestFile.ReadRegressor(file, "age.")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Random_damage_is_refused_or_gives_a_forest_that_answers()
    {
        WeightFile good = Written([.. ForestFile.Tensors("age.", Regressor), .. ForestFile.Tensors("state.", Classifier)]);
        byte[] bytes = File.ReadAllBytes(good.Path);
        RandomSource random = RandomSource.FromName("damage");
        int refused = 0, answered = 0;
        for (int round = 0; round < 400; round++)
        {
            byte[] damaged = [.. bytes];
            for (int change = 0; change < 1 + (round % 3); change++)
            {
                damaged[(int)(random.NextDouble() * damaged.Length)] = (byte)random.NextUInt64();
            }

            File.WriteAllBytes(folder.Path("damaged"), damaged);
            try
            {
                WeightFile file = WeightFile.Read(folder.Path("damaged"));
                Assert.Equal(Giants.Count, ForestFile.ReadRegressor(file, "age.").Predict(Giants.Inputs).Mean.Length);
                Assert.Equal(2 * Giants.Count, ForestFile.ReadClassifier(file, "state.").Predict(Giants.Inputs).Length);
                answered++;
            }
            catch (WeightFileException)
            {
                refused++;
            }
        }

        Assert.True(refused > 20 && answered > 20);
    }

    WeightFile Written(IEnumerable<Tensor> tensors, IEnumerable<KeyValuePair<string, string>>? metadata = null)
    {
        WeightFile.Write(folder.Path("forest.safetensors"), tensors,
            (metadata ?? [.. ForestFile.Metadata("age.", Regressor), .. ForestFile.Metadata("state.", Classifier)]).ToDictionary());
        return WeightFile.Read(folder.Path("forest.safetensors"));
    }
}
