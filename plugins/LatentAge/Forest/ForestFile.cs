using Astra.Neural;

namespace Astra.Plugins.LatentAge.Forest;

/// <summary>
/// Forests in a file of weights, any number of them, each under a prefix such as <c>age.</c>: arrays <c>inputs</c> (a byte a node),
/// <c>thresholds</c>, <c>values</c>, for regressors <c>scale</c> and, if there is one, <c>bias</c>; and in the metadata <c>names</c> and, for
/// classifiers, <c>classes</c>. See <see cref="ForestTrees"/>.
/// </summary>
static class ForestFile
{
    const string Inputs = "inputs", Thresholds = "thresholds", Values = "values", Scale = "scale", Bias = "bias";

    const string Names = "names", Classes = "classes";

    const char Separator = ',';

    /// <summary>The arrays of a forest.</summary>
    /// <param name="prefix">What their names begin with.</param>
    /// <param name="forest">The forest.</param>
    /// <param name="half">Whether leaves are stored in 16 bits, which rounds what they say by up to 0.0005 of itself and makes the file a fifth
    /// smaller.</param>
    public static IEnumerable<Tensor> Tensors(string prefix, ForestRegressor forest, bool half = false)
    {
        foreach (Tensor tensor in Tensors(prefix, forest.Stored, half))
        {
            yield return tensor;
        }

        yield return Tensor.From(prefix + Scale, [2], [forest.Scale.Mean, forest.Scale.Deviation]);
        if (forest.Bias is { } bias)
        {
            yield return Tensor.From(prefix + Bias, [bias.Coefficients.Count + 1], (double[])[bias.Intercept, .. bias.Coefficients]);
        }
    }

    /// <inheritdoc cref="Tensors(string, ForestRegressor, bool)"/>
    public static IEnumerable<Tensor> Tensors(string prefix, ForestClassifier forest, bool half = false) => Tensors(prefix, forest.Stored, half);

    /// <summary>The metadata of a forest.</summary>
    /// <param name="prefix">What their names begin with.</param>
    /// <param name="forest">The forest.</param>
    public static IEnumerable<KeyValuePair<string, string>> Metadata(string prefix, ForestRegressor forest) =>
        [new(prefix + Names, Join(forest.Names))];

    /// <inheritdoc cref="Metadata(string, ForestRegressor)"/>
    public static IEnumerable<KeyValuePair<string, string>> Metadata(string prefix, ForestClassifier forest) =>
        [new(prefix + Names, Join(forest.Names)), new(prefix + Classes, Join(forest.Classes))];

    /// <summary>Reads a regressor.</summary>
    /// <param name="file">The file.</param>
    /// <param name="prefix">What the names of its arrays begin with.</param>
    /// <exception cref="WeightFileException">There is none, or it is damaged; the message names the file, the array and the reason.</exception>
    public static ForestRegressor ReadRegressor(WeightFile file, string prefix)
    {
        double[] scale = Find(file, prefix + Scale, TensorType.F64).ReadDouble();
        double[]? bias = file.Tensors.ContainsKey(prefix + Bias) ? Find(file, prefix + Bias, TensorType.F64).ReadDouble() : null;
        Require(scale.Length == 2, file, prefix + Scale, "has not a mean and a standard deviation");
        Require(bias is null || (bias.Length > 0 && bias.All(double.IsFinite)), file, prefix + Bias, "is empty or has a value that is not finite");
        LinearBias? line = bias is null ? null : new LinearBias(bias[0], bias[1..]);
        return Build(file, prefix, () => new ForestRegressor(
            Split(file, prefix + Names), Trees(file, prefix, 1), new TargetScale(scale[0], scale[1]), line));
    }

    /// <summary>Reads a classifier.</summary>
    /// <inheritdoc cref="ReadRegressor" path="/*[not(self::summary)]"/>
    public static ForestClassifier ReadClassifier(WeightFile file, string prefix)
    {
        string[] classes = Split(file, prefix + Classes);
        return Build(file, prefix, () => new ForestClassifier(Split(file, prefix + Names), classes, Trees(file, prefix, classes.Length)));
    }

    static Tensor[] Tensors(string prefix, ForestTrees trees, bool half)
    {
        Tensor values = Tensor.From(prefix + Values, [trees.Values.Length / trees.ValuesPerLeaf, trees.ValuesPerLeaf], trees.Values);
        return
        [
            Tensor.FromBytes(prefix + Inputs, [trees.Inputs.Length], trees.Inputs),
            Tensor.From(prefix + Thresholds, [trees.Thresholds.Length], trees.Thresholds),
            half ? values.ToHalf() : values,
        ];
    }

    static ForestTrees Trees(WeightFile file, string prefix, int valuesPerLeaf) => new(
        [.. Find(file, prefix + Inputs, TensorType.U8).ReadInt64().Select(input => (byte)input)],
        Find(file, prefix + Thresholds, TensorType.F32).ReadSingle(),
        Find(file, prefix + Values, TensorType.F32, TensorType.F16).ReadSingle(),
        valuesPerLeaf);

    static T Build<T>(WeightFile file, string prefix, Func<T> build)
    {
        try
        {
            return build();
        }
        catch (ArgumentException e)
        {
            throw new WeightFileException($"{file.Path}: the forest '{prefix}': {e.Message}.", e);
        }
    }

    static Tensor Find(WeightFile file, string name, params TensorType[] types)
    {
        Tensor? tensor = file.Tensors.GetValueOrDefault(name);
        Require(tensor is not null && types.Contains(tensor.Type), file, name, $"is absent or not of type {string.Join(" or ", types)}");
        return tensor!;
    }

    static string[] Split(WeightFile file, string name)
    {
        string[] words = file.Metadata.TryGetValue(name, out string? text) ? text.Split(Separator) : [];
        Require(words.Length is > 0 and <= ForestStars.MostInputs, file, name, "is absent from the metadata, or has too many names");
        return words;
    }

    static string Join(IReadOnlyList<string> names) => names.Any(name => name.Contains(Separator))
        ? throw new ArgumentException($"a name has a '{Separator}' in it: {string.Join(' ', names)}")
        : string.Join(Separator, names);

    static void Require(bool good, WeightFile file, string name, string otherwise)
    {
        if (!good)
        {
            throw new WeightFileException($"{file.Path}: '{name}' {otherwise}.");
        }
    }
}
