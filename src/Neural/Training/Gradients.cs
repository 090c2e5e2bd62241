using System.Numerics;
using System.Runtime.Intrinsics;

namespace Astra.Neural;

/// <summary>The gradients of all parameters, taken as one vector.</summary>
static class Gradients
{
    /// <summary>Makes the gradients, where there are none yet, and sets them to zero.</summary>
    public static void Clear(IReadOnlyList<Parameter> parameters)
    {
        foreach (Parameter parameter in parameters)
        {
            parameter.Gradient ??= new float[parameter.Value.Length];
            Array.Clear(parameter.Gradient);
        }
    }

    /// <summary>The Euclidean norm over all parameters; not finite where any of them is not.</summary>
    public static double Norm(IReadOnlyList<Parameter> parameters)
    {
        double sum = 0;
        foreach (Parameter parameter in parameters)
        {
            // Lanes of a fixed number, so that the sum has the same order on every machine.
            ReadOnlySpan<float> gradient = parameter.Gradient;
            Vector256<double> lanes = Vector256<double>.Zero;
            int i = 0;
            for (; i <= gradient.Length - Vector256<float>.Count; i += Vector256<float>.Count)
            {
                (Vector256<double> low, Vector256<double> high) = Vector256.Widen(Vector256.Create(gradient[i..]));
                lanes += low * low;
                lanes += high * high;
            }

            sum += Vector256.Sum(lanes);
            for (; i < gradient.Length; i++)
            {
                sum += (double)gradient[i] * gradient[i];
            }
        }

        return Math.Sqrt(sum);
    }

    /// <summary>Scales gradients down to a norm, as torch.nn.utils.clip_grad_norm_ does, its 1e-6 included.</summary>
    public static void Clip(IReadOnlyList<Parameter> parameters, double norm, double largest)
    {
        double factor = largest / (norm + 1e-6);
        if (factor < 1)
        {
            Vector<float> factors = new((float)factor);
            foreach (Parameter parameter in parameters)
            {
                Span<float> gradient = parameter.Gradient;
                int i = 0;
                for (; i <= gradient.Length - Vector<float>.Count; i += Vector<float>.Count)
                {
                    (new Vector<float>(gradient[i..]) * factors).CopyTo(gradient[i..]);
                }

                for (; i < gradient.Length; i++)
                {
                    gradient[i] *= (float)factor;
                }
            }
        }
    }
}
