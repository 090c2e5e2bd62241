namespace Astra.Neural;

/// <summary>
/// A rule by which gradients change parameters. It keeps up to two running moments per value, works element by element (the result does not
/// depend on the width of the machine's vectors) and allocates only in its first step.
/// </summary>
/// <remarks>The order of operations is that of PyTorch 1.13 (torch.optim, single-tensor form), so that a training there can be followed here.
/// An optimiser belongs to one training at a time. <see cref="object.ToString"/> names the rule and its constants.</remarks>
public abstract class Optimiser
{
    float[][] first = [];
    float[][] second = [];

    /// <summary>Steps taken since the start of the training.</summary>
    public long Steps { get; private set; }

    /// <summary>What the learning rate of a parameter is multiplied by; null for 1 for all. The step of Adam does not know how many weights step
    /// together: a neuron of n inputs that are not centred moves by n times the rate.</summary>
    public Func<Parameter, double>? RateFactor { get; init; }

    /// <summary>Running moments per value that the rule keeps: 0, 1 or 2.</summary>
    protected abstract int Moments { get; }

    /// <summary>Changes every parameter by its <see cref="Parameter.Gradient"/>.</summary>
    /// <param name="parameters">The parameters, in the same order in every step.</param>
    /// <param name="learningRate">The length of the step.</param>
    /// <exception cref="ArgumentException">The parameters are not those of the step before, or one has no gradient.</exception>
    public void Step(IReadOnlyList<Parameter> parameters, double learningRate)
    {
        if (Steps == 0)
        {
            Reset(parameters);
        }

        long step = Steps + 1;
        for (int i = 0; i < parameters.Count; i++)
        {
            Parameter parameter = parameters[i];
            if (parameter.Gradient is not { } gradient || gradient.Length != parameter.Value.Length)
            {
                throw new ArgumentException($"{parameter.Name} has no gradient: run the backward pass before the step.", nameof(parameters));
            }

            if (Moments > 0 && (first.Length != parameters.Count || first[i].Length != parameter.Value.Length))
            {
                throw new ArgumentException(
                    $"{parameter.Name} is not what this optimiser has stepped before: use a new optimiser for another network.", nameof(parameters));
            }

            Update(
                parameter.Value, gradient, Moments > 0 ? first[i] : [], Moments > 1 ? second[i] : [],
                learningRate * (RateFactor?.Invoke(parameter) ?? 1), step);
        }

        Steps = step;
    }

    /// <summary>Changes the values of one parameter.</summary>
    /// <param name="values">The values.</param>
    /// <param name="gradient">The derivatives of the loss with respect to them.</param>
    /// <param name="first">The first moments, zero before the first step; empty where the rule keeps none.</param>
    /// <param name="second">The second moments, zero before the first step; empty where the rule keeps none.</param>
    /// <param name="learningRate">The length of the step.</param>
    /// <param name="step">The number of this step, from 1.</param>
    protected abstract void Update(
        Span<float> values, ReadOnlySpan<float> gradient, Span<float> first, Span<float> second, double learningRate, long step);

    /// <summary>Forgets all steps and makes room for the moments of these parameters.</summary>
    internal void Reset(IReadOnlyList<Parameter> parameters)
    {
        Steps = 0;
        first = Moments > 0 ? [.. parameters.Select(p => new float[p.Value.Length])] : [];
        second = Moments > 1 ? [.. parameters.Select(p => new float[p.Value.Length])] : [];
    }

    /// <summary>Goes on after this number of steps, with the moments that the caller has put into <see cref="State"/>.</summary>
    internal void Resume(long steps) => Steps = steps;

    /// <summary>The rates of parameters that have another than the others.</summary>
    internal string DescribeRates(IReadOnlyList<Parameter> parameters) => string.Join(", ", parameters
        .Select(parameter => (parameter.Name, Factor: RateFactor?.Invoke(parameter) ?? 1)).Where(pair => pair.Factor != 1)
        .Select(pair => FormattableString.Invariant($"{pair.Name} {pair.Factor}")));

    /// <summary>The moments of all parameters, for checkpoints.</summary>
    internal IEnumerable<float[]> State => first.Concat(second);
}
