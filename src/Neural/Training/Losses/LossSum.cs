namespace Astra.Neural;

/// <summary>One term of a <see cref="LossSum"/>.</summary>
/// <param name="Loss">The loss.</param>
/// <param name="FirstOutput">The output of the network at which the outputs of this term begin; terms may share outputs.</param>
/// <param name="Weight">What the loss is multiplied by.</param>
public sealed record LossTerm(ILoss Loss, int FirstOutput, double Weight = 1);

/// <summary>
/// A weighted sum of losses, each on its own stretch of the outputs, such as a reconstruction and a <see cref="LatentDivergence"/>. The targets of a
/// sample are those of the terms, one after another.
/// </summary>
public sealed class LossSum : ILoss
{
    readonly LossTerm[] terms;
    float[] outputsOfTerm = [];
    float[] targetsOfTerm = [];
    float[] gradientsOfTerm = [];

    /// <summary>Adds losses up.</summary>
    /// <param name="terms">The terms.</param>
    /// <exception cref="ArgumentException">There are no terms, or one begins before the first output.</exception>
    public LossSum(params LossTerm[] terms)
    {
        if (terms.Length == 0 || terms.Any(t => t.FirstOutput < 0))
        {
            throw new ArgumentException("A sum of losses needs a term, and a term begins at output 0 or later.", nameof(terms));
        }

        this.terms = [.. terms];
        OutputSize = terms.Max(t => t.FirstOutput + t.Loss.OutputSize);
        TargetSize = terms.Sum(t => t.Loss.TargetSize);
    }

    /// <inheritdoc/>
    public int OutputSize { get; }

    /// <inheritdoc/>
    public int TargetSize { get; }

    /// <inheritdoc/>
    public double Evaluate(ReadOnlySpan<float> outputs, ReadOnlySpan<float> targets, int count, Span<float> outputGradients)
    {
        outputGradients.Clear();
        double sum = 0;
        int firstTarget = 0;
        foreach (LossTerm term in terms)
        {
            Span<float> ownOutputs = Rows(ref outputsOfTerm, count, term.Loss.OutputSize);
            Span<float> ownTargets = Rows(ref targetsOfTerm, count, term.Loss.TargetSize);
            Span<float> ownGradients = outputGradients.IsEmpty ? [] : Rows(ref gradientsOfTerm, count, term.Loss.OutputSize);
            for (int i = 0; i < count; i++)
            {
                outputs.Slice(i * OutputSize + term.FirstOutput, term.Loss.OutputSize).CopyTo(ownOutputs[(i * term.Loss.OutputSize)..]);
                targets.Slice(i * TargetSize + firstTarget, term.Loss.TargetSize).CopyTo(ownTargets[(i * term.Loss.TargetSize)..]);
            }

            sum += term.Weight * term.Loss.Evaluate(ownOutputs, ownTargets, count, ownGradients);
            for (int i = 0; i < ownGradients.Length; i++)
            {
                int sample = i / term.Loss.OutputSize;
                outputGradients[sample * OutputSize + term.FirstOutput + (i - sample * term.Loss.OutputSize)] += (float)term.Weight * ownGradients[i];
            }

            firstTarget += term.Loss.TargetSize;
        }

        return sum;
    }

    /// <inheritdoc/>
    public override string ToString() =>
        string.Join(" + ", terms.Select(t => FormattableString.Invariant($"{t.Weight} × {t.Loss} from output {t.FirstOutput}")));

    static Span<float> Rows(ref float[] room, int count, int size)
    {
        if (room.Length < count * size)
        {
            room = new float[count * size];
        }

        return room.AsSpan(0, count * size);
    }
}
