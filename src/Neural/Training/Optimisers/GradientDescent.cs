using System.Numerics;

namespace Astra.Neural;

/// <summary>
/// Stochastic gradient descent with momentum (Polyak 1964), as torch.optim.SGD has it: b ← μb + g, w ← w − ηb. Weight decay adds λw to the
/// gradient.
/// </summary>
/// <param name="momentum">μ; 0 is plain descent.</param>
/// <param name="weightDecay">λ.</param>
public sealed class GradientDescent(double momentum = 0, double weightDecay = 0) : Optimiser
{
    /// <inheritdoc/>
    protected override int Moments => momentum == 0 ? 0 : 1;

    /// <inheritdoc/>
    protected override void Update(
        Span<float> values, ReadOnlySpan<float> gradient, Span<float> first, Span<float> second, double learningRate, long step) =>
        ElementwiseUpdate.Run(new Rule(learningRate, momentum, weightDecay), values, gradient, first, second);

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"gradient descent (momentum {momentum}, weight decay {weightDecay})");

    readonly struct Rule(double learningRate, double momentum, double weightDecay) : IElementwiseRule
    {
        readonly Vector<float> decay = new((float)weightDecay);
        readonly Vector<float> momentum = new((float)momentum);
        readonly Vector<float> length = new((float)-learningRate);

        public void Apply(ref Vector<float> values, Vector<float> gradient, ref Vector<float> first, ref Vector<float> second)
        {
            first = first * momentum + (gradient + decay * values);
            values += length * first;
        }
    }
}
