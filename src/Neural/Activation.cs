namespace Astra.Neural;

/// <summary>What is applied to each number that a layer computes.</summary>
public enum ActivationKind
{
    /// <summary>Nothing: x.</summary>
    Linear,

    /// <summary>max(x, 0).</summary>
    Relu,

    /// <summary>x for positive x, slope times x for others.</summary>
    LeakyRelu,

    /// <summary>tanh(x).</summary>
    Tanh,

    /// <summary>1 / (1 + exp(-x)).</summary>
    Sigmoid,

    /// <summary>ln(1 + exp(x)).</summary>
    Softplus,
}

/// <summary>An activation function with its parameter. NaN gives NaN.</summary>
/// <param name="Kind">The function.</param>
/// <param name="Slope">The slope for negative numbers of <see cref="ActivationKind.LeakyRelu"/>; unused by the others.</param>
public readonly record struct Activation(ActivationKind Kind, float Slope = 0)
{
    /// <summary>x.</summary>
    public static Activation Linear => new(ActivationKind.Linear);

    /// <summary>max(x, 0).</summary>
    public static Activation Relu => new(ActivationKind.Relu);

    /// <summary>tanh(x).</summary>
    public static Activation Tanh => new(ActivationKind.Tanh);

    /// <summary>1 / (1 + exp(-x)).</summary>
    public static Activation Sigmoid => new(ActivationKind.Sigmoid);

    /// <summary>ln(1 + exp(x)).</summary>
    public static Activation Softplus => new(ActivationKind.Softplus);

    /// <summary>x for positive x, <paramref name="slope"/> times x for others.</summary>
    /// <param name="slope">PyTorch's default is 0.01, Keras' 0.3.</param>
    public static Activation LeakyRelu(float slope = 0.01f) => new(ActivationKind.LeakyRelu, slope);

    /// <summary>Its name, as a table of layers shows it; empty for <see cref="Linear"/>.</summary>
    public override string ToString() => Kind switch
    {
        ActivationKind.Linear => "",
        ActivationKind.Relu => "ReLU",
        ActivationKind.LeakyRelu => $"LeakyReLU({Slope})",
        _ => Kind.ToString().ToLowerInvariant(),
    };

    /// <summary>What a kernel may bound its sums by from below: a kernel that does so has applied ReLU.</summary>
    internal float Floor => Kind == ActivationKind.Relu ? 0 : float.NegativeInfinity;

    /// <summary>Applies what <see cref="Floor"/> has not.</summary>
    internal void ApplyAfterFloor(Span<float> values)
    {
        switch (Kind)
        {
            case ActivationKind.LeakyRelu:
                foreach (ref float value in values)
                {
                    value = value > 0 ? value : Slope * value;
                }

                break;
            case ActivationKind.Tanh:
                foreach (ref float value in values)
                {
                    value = MathF.Tanh(value);
                }

                break;
            case ActivationKind.Sigmoid:
                foreach (ref float value in values)
                {
                    value = 1 / (1 + MathF.Exp(-value));
                }

                break;
            case ActivationKind.Softplus:
                foreach (ref float value in values)
                {
                    // ln(1 + e^x) = max(x, 0) + ln(1 + e^-|x|), whose exponential never overflows.
                    value = Math.Max(value, 0) + (float)double.LogP1(Math.Exp(-Math.Abs((double)value)));
                }

                break;
        }
    }

    /// <summary>The function.</summary>
    internal void Apply(Span<float> values)
    {
        if (Kind == ActivationKind.Relu)
        {
            foreach (ref float value in values)
            {
                value = value <= 0 ? 0 : value;
            }
        }

        ApplyAfterFloor(values);
    }

    /// <summary>Turns derivatives with respect to the function's results into derivatives with respect to its arguments. Each of these functions tells its slope by its result.</summary>
    internal unsafe void Differentiate(KernelSet kernels, float* results, float* gradients, int count)
    {
        switch (Kind)
        {
            case ActivationKind.Relu:
                kernels.PassWherePositive(results, gradients, gradients, count);

                break;
            case ActivationKind.LeakyRelu:
                for (int i = 0; i < count; i++)
                {
                    gradients[i] *= results[i] > 0 ? 1 : Slope;
                }

                break;
            case ActivationKind.Tanh:
                for (int i = 0; i < count; i++)
                {
                    gradients[i] *= 1 - results[i] * results[i];
                }

                break;
            case ActivationKind.Sigmoid:
                for (int i = 0; i < count; i++)
                {
                    gradients[i] *= results[i] * (1 - results[i]);
                }

                break;
            case ActivationKind.Softplus:
                for (int i = 0; i < count; i++)
                {
                    gradients[i] *= -(float)double.ExpM1(-results[i]);
                }

                break;
        }
    }
}
