using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Astra.Simulation;

/// <summary>
/// One small network per pixel, all of one shape, evaluated for many pixels at a time. No fused multiply-add: every vector width then gives the same
/// numbers.
/// </summary>
sealed class PixelNetworks : IPixelModel
{
    /// <summary>Pixels that lie side by side in memory: a whole number of vectors on every machine up to 512 bits.</summary>
    const int Block = 16;

    readonly int labels;
    readonly int hidden;
    readonly int pixels;

    // For each block of pixels the output's bias; then for each hidden unit its bias, its weights, and its weight in the output.
    readonly float[] weights;

    /// <summary>Packs networks.</summary>
    /// <param name="labels">Number of labels.</param>
    /// <param name="hidden">Number of hidden units.</param>
    /// <param name="hiddenWeights">Pixels x hidden x labels.</param>
    /// <param name="hiddenBias">Pixels x hidden.</param>
    /// <param name="outputWeights">Pixels x hidden.</param>
    /// <param name="outputBias">Pixels.</param>
    public PixelNetworks(int labels, int hidden, float[] hiddenWeights, float[] hiddenBias, float[] outputWeights, float[] outputBias)
    {
        this.labels = labels;
        this.hidden = hidden;
        pixels = outputBias.Length;
        int stride = Block * Rows;
        weights = new float[(pixels + Block - 1) / Block * stride];
        for (int p = 0; p < pixels; p++)
        {
            int at = (p / Block * stride) + (p % Block);
            weights[at] = outputBias[p];
            for (int h = 0; h < hidden; h++)
            {
                int unit = (p * hidden) + h;
                weights[at += Block] = hiddenBias[unit];
                for (int l = 0; l < labels; l++)
                {
                    weights[at += Block] = hiddenWeights[(unit * labels) + l];
                }

                weights[at += Block] = outputWeights[unit];
            }
        }
    }

    int Rows => 1 + (hidden * (labels + 2));

    /// <inheritdoc/>
    public void Evaluate(ReadOnlySpan<float> x, Span<float> flux)
    {
        Span<float> last = stackalloc float[Block];
        ReadOnlySpan<float> all = weights;
        int stride = Block * Rows;
        for (int first = 0; first < pixels; first += Block)
        {
            ReadOnlySpan<float> block = all.Slice(first / Block * stride, stride);
            if (first + Block <= pixels)
            {
                EvaluateBlock(block, x, flux.Slice(first, Block));
            }
            else
            {
                EvaluateBlock(block, x, last);
                last[..(pixels - first)].CopyTo(flux[first..]);
            }
        }
    }

    /// <inheritdoc/>
    public void EvaluateReference(ReadOnlySpan<float> x, Span<float> flux)
    {
        for (int p = 0; p < pixels; p++)
        {
            int at = (p / Block * Block * Rows) + (p % Block);
            double sum = weights[at];
            for (int h = 0; h < hidden; h++)
            {
                double a = weights[at += Block];
                for (int l = 0; l < labels; l++)
                {
                    a += (double)weights[at += Block] * x[l];
                }

                sum += weights[at += Block] / (1 + Math.Exp(-a));
            }

            flux[p] = (float)sum;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    void EvaluateBlock(ReadOnlySpan<float> block, ReadOnlySpan<float> x, Span<float> flux)
    {
        ref float start = ref MemoryMarshal.GetReference(block);
        for (int lane = 0; lane < Block; lane += Vector<float>.Count)
        {
            ref float at = ref Unsafe.Add(ref start, lane);
            Vector<float> sum = Vector.LoadUnsafe(ref at);
            for (int h = 0; h < hidden; h++)
            {
                at = ref Unsafe.Add(ref at, Block);
                Vector<float> a = Vector.LoadUnsafe(ref at);
                for (int l = 0; l < x.Length; l++)
                {
                    at = ref Unsafe.Add(ref at, Block);
                    a += Vector.LoadUnsafe(ref at) * new Vector<float>(x[l]);
                }

                at = ref Unsafe.Add(ref at, Block);
                sum += Vector.LoadUnsafe(ref at) * Sigmoid.Of(a);
            }

            sum.CopyTo(flux[lane..]);
        }
    }
}
