namespace Astra.Plugins.LatentAge.Forest;

/// <summary>The stars that a forest learns from, without what it learns of them.</summary>
sealed class ForestStars
{
    /// <summary>More inputs than these have no place in a node.</summary>
    public const int MostInputs = 250;

    /// <summary>Gathers stars.</summary>
    /// <param name="names">The names of the inputs.</param>
    /// <param name="inputs">Inputs, star after star: as many for each as there are names.</param>
    /// <param name="errors">The standard deviation of each input, or null where not known.</param>
    /// <param name="weights">How much each star counts, or null for all alike; see <see cref="WeightsOf"/>.</param>
    /// <exception cref="BadInputException">There are too few stars, or an input, error or weight is not usable; the message names star and
    /// input.</exception>
    /// <exception cref="ArgumentException">The arrays do not fit each other.</exception>
    public ForestStars(IReadOnlyList<string> names, float[] inputs, float[]? errors = null, double[]? weights = null)
    {
        if (names.Count is 0 or > MostInputs || inputs.Length % names.Count != 0)
        {
            throw new ArgumentException(
                $"{inputs.Length} numbers are not those of stars with {names.Count} inputs, of which there may be {MostInputs}.");
        }

        Names = [.. names];
        Inputs = inputs;
        Errors = errors;
        Weights = weights;
        if ((errors is not null && errors.Length != inputs.Length) || (weights is not null && weights.Length != Count))
        {
            throw new ArgumentException($"{errors?.Length} errors and {weights?.Length} weights do not fit {Count} stars with {names.Count} inputs.");
        }

        if (Count < 2)
        {
            throw new BadInputException(FormattableString.Invariant($"{Count} stars cannot grow a forest: at least 2 are needed."));
        }

        for (int i = 0; i < inputs.Length; i++)
        {
            Require(float.IsFinite(inputs[i]), i / names.Count, names[i % names.Count], inputs[i], "finite");
            Require(errors is null || (errors[i] >= 0 && float.IsFinite(errors[i])), i / names.Count, $"the error of {names[i % names.Count]}",
                errors?[i] ?? 0, "finite and not below zero");
        }

        for (int star = 0; star < Count && weights is not null; star++)
        {
            Require(weights[star] > 0 && double.IsFinite(weights[star]), star, "the weight", weights[star], "finite and above zero");
        }
    }

    /// <summary>The names of the inputs.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>Stars x inputs.</summary>
    public float[] Inputs { get; }

    /// <summary>Standard deviations of <see cref="Inputs"/>, or null.</summary>
    public float[]? Errors { get; }

    /// <summary>A weight for each star, or null.</summary>
    public double[]? Weights { get; }

    /// <summary>The number of stars.</summary>
    public int Count => Inputs.Length / Names.Count;

    /// <summary>Weights sqrt(1/sigma^2), as Leung et al. 2023 (section 5) weight stars by the errors of their ages.</summary>
    /// <param name="targetErrors">Standard deviations of the targets, above zero.</param>
    public static double[] WeightsOf(IEnumerable<double> targetErrors) => [.. targetErrors.Select(sigma => 1 / sigma)];

    /// <summary>Throws if something of a star is not what it must be.</summary>
    public static void Require(bool good, int star, string name, double value, string condition)
    {
        if (!good)
        {
            throw new BadInputException(
                FormattableString.Invariant($"star {star + 1} of the training: {name} is {value}; it must be {condition}. Leave the star out."));
        }
    }
}
