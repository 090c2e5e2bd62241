using Astra.Neural;
using Astra.Spectra;

namespace Astra.Plugins.AstroNN;

/// <summary>The arrays of a network, as published state dicts and our own weight files hold them.</summary>
/// <param name="Shape">What the network is made of.</param>
/// <param name="Parameters">Its parameters, in the order in which the network lists them.</param>
/// <param name="InputMean">Subtracted from each spectrum, 7514 numbers.</param>
/// <param name="Seen">The pixels that it was trained with; null for all.</param>
sealed record AstroNNWeights(AstroNNShape Shape, IReadOnlyList<Parameter> Parameters, float[] InputMean, bool[]? Seen)
{
    /// <summary>What the names of the windows begin with; the place of the branch follows.</summary>
    public const string WindowPrefix = "aspcap_masks.";

    /// <summary>The means and deviations of the labels in published state dicts.</summary>
    public const string LabelMeanName = "labels_mean";

    /// <summary>See <see cref="LabelMeanName"/>.</summary>
    public const string LabelDeviationName = "labels_std";

    /// <summary>Reads them from a file.</summary>
    /// <param name="file">The file.</param>
    /// <param name="labels">The labels that the network gives: places among <see cref="AstroNNLabels.All"/>, ascending.</param>
    /// <param name="names">How things are called in the file.</param>
    /// <exception cref="WeightFileException">Arrays are missing, unknown or of another shape; all of them are listed.</exception>
    /// <exception cref="InvalidDataException">An array holds what cannot be.</exception>
    public static AstroNNWeights Read(WeightFile file, int[] labels, NameMap names)
    {
        AstroNNShape shape = new(labels, Windows(file, labels, names), Rows("dense_1.weight", 192), Rows("dense_2.weight", 96));
        IReadOnlyList<Parameter> parameters = AstroNNArchitecture.Build(shape).Network.Parameters;
        WeightLoading.Apply(
            parameters,
            file,
            names,
            [
                names.InFile(AstroNNModel.InputMeanName),
                .. new[] { LabelMeanName, LabelDeviationName, AstroNNModel.SeenName, $"{WindowPrefix}*", $"{AstroNNModel.DomainPrefix}.*" }
                    .Select(name => $"{names.InFile(name).TrimEnd('*')}*"),
            ]);
        float[] mean = Numbers(file, names.InFile(AstroNNModel.InputMeanName), ContinuumNormalisation.Pixels);
        if (parameters.FirstOrDefault(parameter => !parameter.Value.All(float.IsFinite)) is Parameter bad)
        {
            throw new InvalidDataException($"{bad.Name} has values that are not finite.");
        }

        bool[]? seen = file.Tensors.ContainsKey(AstroNNModel.SeenName) ? Pixels(file, AstroNNModel.SeenName) : null;
        return new AstroNNWeights(shape, parameters, mean, seen);

        int Rows(string name, int otherwise) =>
            file.Tensors.GetValueOrDefault(names.InFile(name))?.Shape is [int rows, _] && rows > 0 ? rows : otherwise;
    }

    /// <summary>The arrays for a weight file of ours: 16 bits where that is exact.</summary>
    /// <param name="shape">What the network is made of.</param>
    /// <param name="inputMean">Subtracted from each spectrum.</param>
    /// <param name="seen">The pixels that it was trained with; null for all.</param>
    public static IEnumerable<Tensor> BesideParameters(AstroNNShape shape, float[] inputMean, bool[]? seen)
    {
        yield return Tensor.From(AstroNNModel.InputMeanName, [inputMean.Length], inputMean);
        if (seen is not null)
        {
            yield return Zeros(AstroNNModel.SeenName, seen);
        }

        foreach (int branch in shape.Labels.Select(label => AstroNNLabels.All[label].Branch).Where(branch => branch >= 0))
        {
            yield return Zeros(WindowName(branch), shape.Windows[branch]!);
        }
    }

    /// <summary>Numbers of an array of a file.</summary>
    /// <exception cref="InvalidDataException">It has another length, or a value that is not finite.</exception>
    public static float[] Numbers(WeightFile file, string name, int count)
    {
        float[] values = file.Buffer(name).ReadSingle();
        return values.Length == count && values.All(float.IsFinite)
            ? values
            : throw new InvalidDataException($"{name} must have {count} finite numbers, and has {values.Length}, {values.Count(float.IsFinite)} of them finite.");
    }

    static bool[]?[] Windows(WeightFile file, int[] labels, NameMap names)
    {
        bool[]?[] windows = new bool[AstroNNLabels.OfBranches.Length][];
        foreach (int branch in labels.Select(label => AstroNNLabels.All[label].Branch).Where(branch => branch >= 0))
        {
            string name = names.InFile(WindowName(branch));
            windows[branch] = Pixels(file, name);
            if (!windows[branch]!.Contains(true))
            {
                throw new InvalidDataException($"{name} has no pixel: the window of {AstroNNLabels.OfBranches[branch]} is empty.");
            }
        }

        return windows;
    }

    static bool[] Pixels(WeightFile file, string name) => [.. Numbers(file, name, ContinuumNormalisation.Pixels).Select(value => value != 0)];

    static string WindowName(int branch) => WindowPrefix + branch.ToString(System.Globalization.CultureInfo.InvariantCulture);

    static Tensor Zeros(string name, bool[] values) => Tensor.From(name, [values.Length], [.. values.Select(value => value ? 1f : 0f)]).ToHalf();
}
