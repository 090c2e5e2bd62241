using System.Numerics;

namespace Astra.Neural;

/// <summary>One step of Adam on a vector of values; with or without decoupled decay (<see cref="Keep"/>).</summary>
readonly struct AdamRule(
    double learningRate, double beta1, double beta2, double epsilon, double coupledDecay, double decoupledDecay, long step) : IElementwiseRule
{
    readonly Vector<float> coupled = new((float)coupledDecay);
    readonly Vector<float> beta1 = new((float)beta1);
    readonly Vector<float> rest1 = new((float)(1 - beta1));
    readonly Vector<float> beta2 = new((float)beta2);
    readonly Vector<float> rest2 = new((float)(1 - beta2));
    readonly Vector<float> epsilon = new((float)epsilon);
    readonly Vector<float> length = new((float)(-learningRate / (1 - Math.Pow(beta1, step))));
    readonly Vector<float> rootOfCorrection2 = new((float)Math.Sqrt(1 - Math.Pow(beta2, step)));

    /// <summary>What decoupled decay leaves of a value in this step.</summary>
    Vector<float> Keep { get; } = new((float)(1 - learningRate * decoupledDecay));

    public void Apply(ref Vector<float> values, Vector<float> gradient, ref Vector<float> first, ref Vector<float> second)
    {
        gradient += coupled * values;
        values *= Keep;
        first = first * beta1 + rest1 * gradient;
        second = second * beta2 + rest2 * gradient * gradient;
        Vector<float> denominator = Vector.SquareRoot(second) / rootOfCorrection2 + epsilon;
        values += length * first / denominator;
    }
}
