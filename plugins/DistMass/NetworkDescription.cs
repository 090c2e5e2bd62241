using System.Text.Json;
using System.Text.Json.Serialization;
using Astra.Neural;

namespace Astra.Plugins.DistMass;

/// <summary>A trained network in a form that people can read: the weights and what came with them.</summary>
sealed record NetworkDescription
{
    /// <summary>What it predicts; see <see cref="NetworkTargets"/>.</summary>
    public required string Target { get; init; }

    /// <summary>The activation of the hidden layer, chosen on the validation stars unless the user chose.</summary>
    public required string Activation { get; init; }

    /// <summary>The optimiser that found the weights.</summary>
    public required string Optimiser { get; init; }

    /// <summary>The command that trained it.</summary>
    public required string Command { get; init; }

    /// <summary>What it was trained on.</summary>
    public required string TrainedOn { get; init; }

    /// <summary>Stars by what was done with them: those that a cut removed, and the parts of the rest.</summary>
    public required IReadOnlyDictionary<string, int> Stars { get; init; }

    /// <summary>How good it is on stars that training never saw.</summary>
    public required IReadOnlyDictionary<string, double> Accuracy { get; init; }

    /// <summary>Means of the labels, in the order of <see cref="StellarLabels.Names"/>.</summary>
    public required double[] InputMean { get; init; }

    /// <summary>Their standard deviations.</summary>
    public required double[] InputDeviation { get; init; }

    /// <summary>Mean of the target (mag, or solar masses).</summary>
    public required double TargetMean { get; init; }

    /// <summary>Its standard deviation.</summary>
    public required double TargetDeviation { get; init; }

    /// <summary>Weights of the hidden layer: neurons x labels.</summary>
    public required float[] HiddenWeights { get; init; }

    /// <summary>Biases of the hidden layer.</summary>
    public required float[] HiddenBias { get; init; }

    /// <summary>Weights of the output.</summary>
    public required float[] OutputWeights { get; init; }

    /// <summary>Bias of the output.</summary>
    public required float OutputBias { get; init; }

    /// <summary>The fractional error of distances against log g; null for a mass.</summary>
    public ErrorCurve? DistanceError { get; init; }

    /// <summary>The fractional error of masses, one for all (section 5.3 of the paper); null for the absolute magnitude.</summary>
    public double? MassError { get; init; }

    /// <summary>The distance at which the domain ends; see <see cref="LabelDomain"/>.</summary>
    public required double DomainEdge { get; init; }

    /// <summary>Standardised labels of training stars, row after row.</summary>
    public required float[] DomainStars { get; init; }

    /// <summary>The activation.</summary>
    [JsonIgnore]
    public ActivationKind ActivationKind => Enum.Parse<ActivationKind>(Activation, ignoreCase: true);

    /// <summary>What is wrong with it; null when nothing is.</summary>
    public string? Fault()
    {
        int neurons = HiddenBias.Length;
        return !NetworkTargets.Names.Contains(Target) ? $"there is no target '{Target}'"
            : !Enum.TryParse<ActivationKind>(Activation, ignoreCase: true, out _) ? $"there is no activation '{Activation}'"
            : neurons == 0 || HiddenWeights.Length != neurons * StellarLabels.Count || OutputWeights.Length != neurons
                ? $"the weights of {Target} are not those of {neurons} hidden neurons"
            : InputMean.Length != StellarLabels.Count || InputDeviation.Length != StellarLabels.Count
                || InputDeviation.Append(TargetDeviation).Any(d => !(d > 0))
                ? $"the scaling of {Target} is not that of {StellarLabels.Count} labels with positive deviations"
            : !(HiddenWeights.Concat(HiddenBias).Concat(OutputWeights).Append(OutputBias).All(float.IsFinite)
                && InputMean.Concat(InputDeviation).Append(TargetMean).Append(TargetDeviation).All(double.IsFinite))
                ? $"{Target} has a weight that is not finite"
            : Target == NetworkTargets.NameOf(NetworkTarget.AbsoluteMagnitude)
                ? DistanceError is { Coefficients.Count: 3 } ? null : $"{Target} has no distance_error"
                : MassError > 0 ? null : $"{Target} has no mass_error";
    }
}

/// <summary>How descriptions are written: snake case, arrays on one line.</summary>
static class NetworkJson
{
    /// <summary>The options of the serialiser.</summary>
    public static JsonSerializerOptions Options { get; } = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };
}
