namespace Astra.Neural;

/// <summary>
/// Adds λ₁Σ|w| + λ₂Σw² to what is made small (the convention of the regularisers of Keras: the derivative of the second is 2λ₂w). The losses that
/// are reported do not contain it.
/// </summary>
/// <param name="L1">λ₁.</param>
/// <param name="L2">λ₂.</param>
/// <param name="AppliesTo">Chooses the parameters; null for all with two dimensions or more, which leaves biases free.</param>
public sealed record WeightPenalty(double L1 = 0, double L2 = 0, Func<Parameter, bool>? AppliesTo = null)
{
    /// <summary>Adds the derivatives of the penalty to the gradients.</summary>
    internal void AddGradients(IReadOnlyList<Parameter> parameters)
    {
        float twoL2 = (float)(2 * L2);
        float l1 = (float)L1;
        foreach (Parameter parameter in parameters.Where(Includes))
        {
            float[] gradient = parameter.Gradient!;
            float[] value = parameter.Value;
            for (int i = 0; i < value.Length; i++)
            {
                float sign = value[i] > 0 ? l1 : value[i] < 0 ? -l1 : 0;
                gradient[i] += twoL2 * value[i] + sign;
            }
        }
    }

    /// <summary>The penalty in words, with the parameters that it applies to.</summary>
    internal string Describe(IReadOnlyList<Parameter> parameters) =>
        FormattableString.Invariant($"L1 {L1}, L2 {L2} on {string.Join(" ", parameters.Where(Includes).Select(p => p.Name))}");

    bool Includes(Parameter parameter) => AppliesTo?.Invoke(parameter) ?? parameter.Shape.Count > 1;
}
