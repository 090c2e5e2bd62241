namespace Astra.Neural;

/// <summary>The kernels as plain loops, which say what the others compute.</summary>
internal sealed unsafe class ReferenceKernels : KernelSet
{
    public override int PanelWidth => 4;

    public override int ChannelBlock(int channels) => 1;

    public override int PositionBlock => 4;

    public override int Width => 1;

    public override void Convolve(in TapConvolution convolution)
    {
        int pool = convolution.Pool;
        for (int channel = 0; channel < convolution.Channels; channel++)
        {
            for (int i = 0; i < convolution.Length / pool; i++)
            {
                nint place = (nint)channel * convolution.OutputStride + i;
                for (int p = 0; p < pool; p++)
                {
                    float sum = Position(convolution, channel, i * pool + p);
                    if (p == 0 || sum > convolution.Output[place])
                    {
                        convolution.Output[place] = sum;
                        if (convolution.Choices != null)
                        {
                            convolution.Choices[place] = (byte)p;
                        }
                    }
                }
            }
        }
    }

    public override void CorrelateRows(float* rows, int rowStride, int rowCount, int length, TapPlan plan, float* input, float* sums)
    {
        for (int row = 0; row < rowCount; row++)
        {
            for (int tap = 0; tap < plan.Count; tap++)
            {
                double sum = 0;
                for (int i = 0; i < length; i++)
                {
                    sum += (double)rows[(nint)row * rowStride + i] * input[plan.Offsets[tap] + i];
                }

                sums[(nint)row * plan.Count + tap] += (float)sum;
            }
        }
    }

    public override void Unpool(float* gradients, byte* choices, int count, int pool, float* target)
    {
        for (int i = 0; i < count * pool; i++)
        {
            target[i] = choices[i / pool] == i % pool ? gradients[i / pool] : 0;
        }
    }

    public override void Multiply(in MatrixProduct product)
    {
        for (int row = 0; row < product.Rows; row++)
        {
            for (int column = 0; column < product.Columns; column++)
            {
                float* packed = product.Panels + (nint)(column / PanelWidth) * PanelWidth * product.Depth + column % PanelWidth;
                ref float c = ref product.C[row * product.CRowStride + column];
                float sum = product.Bias == null ? c : product.Bias[column];
                for (int k = 0; k < product.Depth; k++)
                {
                    sum = MathF.FusedMultiplyAdd(product.A[row * product.ARowStride + k * product.AColumnStride], packed[(nint)k * PanelWidth], sum);
                }

                c = sum < product.Floor ? product.Floor : sum;
            }
        }
    }

    public override void Drop(float* source, float* target, int count, ulong streamKey, uint threshold, float scale)
    {
        for (int i = 0; i < count; i++)
        {
            target[i] = CounterRandom.At((uint)i, streamKey) >= threshold ? source[i] * scale : 0;
        }
    }

    public override void PassWherePositive(float* results, float* gradients, float* target, int count)
    {
        for (int i = 0; i < count; i++)
        {
            target[i] = results[i] > 0 ? gradients[i] : 0;
        }
    }

    public override void SplitPairs(float* source, float* even, float* odd, int count)
    {
        for (int i = 0; i < count; i++)
        {
            even[i] = source[2 * i];
            odd[i] = source[2 * i + 1];
        }
    }

    public override void MergePairs(float* even, float* odd, float* target, int count)
    {
        for (int i = 0; i < count; i++)
        {
            target[2 * i] = even[i];
            target[2 * i + 1] = odd[i];
        }
    }

    public override void Add(float* source, float* target, int count)
    {
        for (int i = 0; i < count; i++)
        {
            target[i] += source[i];
        }
    }

    public override float Sum(float* values, int count)
    {
        double sum = 0;
        for (int i = 0; i < count; i++)
        {
            sum += values[i];
        }

        return (float)sum;
    }

    float Position(in TapConvolution convolution, int channel, int position)
    {
        TapPlan plan = convolution.Plan;
        float* weights = convolution.Weights + (nint)channel * plan.Count;
        float sum = convolution.Bias[channel];
        for (int tap = 0; tap < plan.Count; tap++)
        {
            // A tap reaches position + shift of its row; a row ends where the next begins, so the place in the row follows from the window's layout.
            int shift = plan.WindowOffsets[tap] % plan.WindowStride + plan.MinShift;
            int place = position + shift;
            float value = place >= convolution.ReadableFrom && place < convolution.ReadableTo ? convolution.Input[plan.Offsets[tap] + position] : 0;
            sum = MathF.FusedMultiplyAdd(weights[tap], value, sum);
        }

        return sum < convolution.Floor ? convolution.Floor : sum;
    }
}
