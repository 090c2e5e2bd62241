using System.Runtime.CompilerServices;

namespace Astra.Neural;

/// <summary>Convolutions: the inner loops keep a block of channels by positions in registers, and read each input number once for all channels of the block.</summary>
internal sealed unsafe partial class VectorKernels<TLanes, TVector>
{
    public override int ChannelBlock(int channels) => TLanes.HasManyRegisters && channels > 4 ? 8 : 4;

    public override int PositionBlock => 3 * TLanes.Width;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Convolve(in TapConvolution convolution)
    {
        TapPlan plan = convolution.Plan;
        int taps = plan.Count, block = PositionBlock, channelBlock = ChannelBlock(convolution.Channels);
        float* window = convolution.Scratch;
        float* tile = convolution.Scratch + RoundUp(plan.WindowSize, 16);
        for (int position = 0; position < convolution.Length; position += block)
        {
            float* input = convolution.Input + position;
            int* offsets = plan.Offsets;
            if (position + plan.MinShift < convolution.ReadableFrom || position + block + plan.MaxShift > convolution.ReadableTo)
            {
                CutWindow(convolution, position, window);
                input = window;
                offsets = plan.WindowOffsets;
            }

            int positions = Math.Min(block, convolution.Length - position);
            for (int channel = 0; channel < convolution.Channels; channel += channelBlock)
            {
                int channels = Math.Min(channelBlock, convolution.Channels - channel);
                bool whole = channels == channelBlock && positions == block && convolution.Pool == 1;
                float* output = whole ? convolution.Output + (nint)channel * convolution.OutputStride + position : tile;
                nint stride = whole ? convolution.OutputStride : block;
                float* weights = convolution.Weights + (nint)channel * taps;
                if (channelBlock == 8)
                {
                    ConvolveBlock8x3(input, offsets, taps, weights, convolution.Bias + channel, convolution.Floor, output, stride);
                }
                else
                {
                    ConvolveBlock4x3(input, offsets, taps, weights, convolution.Bias + channel, convolution.Floor, output, stride);
                }

                if (!whole)
                {
                    StoreTile(convolution, tile, channel, channels, position, positions);
                }
            }
        }
    }

    /// <summary>Copies what a block of positions reads, with zeros for what lies outside the input.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void CutWindow(in TapConvolution convolution, int position, float* window)
    {
        TapPlan plan = convolution.Plan;
        int first = position + plan.MinShift;
        int from = Math.Clamp(convolution.ReadableFrom - first, 0, plan.WindowStride);
        int to = Math.Clamp(convolution.ReadableTo - first, from, plan.WindowStride);
        for (int row = 0; row < plan.Rows; row++)
        {
            Span<float> target = new(window + row * plan.WindowStride, plan.WindowStride);
            target[..from].Clear();
            new ReadOnlySpan<float>(convolution.Input + (nint)row * plan.RowStride + first + from, to - from).CopyTo(target[from..]);
            target[to..].Clear();
        }
    }

    /// <summary>Stores a block that is incomplete or is to be pooled.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void StoreTile(in TapConvolution convolution, float* tile, int channel, int channels, int position, int positions)
    {
        int block = 3 * TLanes.Width, pool = convolution.Pool;
        for (int c = 0; c < channels; c++)
        {
            float* source = tile + c * block;
            nint place = (nint)(channel + c) * convolution.OutputStride + position / pool;
            float* target = convolution.Output + place;
            if (pool == 1)
            {
                new ReadOnlySpan<float>(source, positions).CopyTo(new Span<float>(target, positions));
            }
            else
            {
                Pool(source, positions / pool, pool, target, convolution.Choices == null ? null : convolution.Choices + place);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Unpool(float* gradients, byte* choices, int count, int pool, float* target)
    {
        int i = 0;
        if (pool == 2)
        {
            for (; i + TLanes.Width <= count; i += TLanes.Width)
            {
                TLanes.Spread(TLanes.Load(gradients + i), choices + i, target + 2 * i);
            }
        }

        new Span<float>(target + i * pool, (count - i) * pool).Clear();
        for (; i < count; i++)
        {
            target[i * pool + choices[i]] = gradients[i];
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void Pool(float* source, int count, int pool, float* target, byte* choices)
    {
        int done = 0;
        if (pool is 2 or 4)
        {
            float* pooled = stackalloc float[TLanes.Width];
            byte* chosen = stackalloc byte[3 * TLanes.Width];
            for (; done < count; done += TLanes.Width)
            {
                // A vector may reach beyond the end; what it finds there is computed in vain.
                float* from = source + pool * done;
                TVector first = TLanes.Load(from), second = TLanes.Load(from + TLanes.Width);
                if (pool == 4)
                {
                    TVector third = TLanes.Load(from + 2 * TLanes.Width), fourth = TLanes.Load(from + 3 * TLanes.Width);
                    if (choices != null)
                    {
                        TLanes.StoreChoices(first, second, chosen + TLanes.Width);
                        TLanes.StoreChoices(third, fourth, chosen + 2 * TLanes.Width);
                    }

                    first = TLanes.MaxOfPairs(first, second);
                    second = TLanes.MaxOfPairs(third, fourth);
                }

                int here = Math.Min(TLanes.Width, count - done);
                float* whole = here == TLanes.Width ? target + done : pooled;
                TLanes.Store(TLanes.MaxOfPairs(first, second), whole);
                for (int i = 0; whole == pooled && i < here; i++)
                {
                    target[done + i] = pooled[i];
                }

                if (choices != null)
                {
                    TLanes.StoreChoices(first, second, chosen);
                    for (int i = 0; i < here; i++)
                    {
                        choices[done + i] = pool == 2 ? chosen[i] : (byte)(2 * chosen[i] + chosen[TLanes.Width + 2 * i + chosen[i]]);
                    }
                }
            }
        }

        for (; done < count; done++)
        {
            int best = 0;
            for (int i = 1; i < pool; i++)
            {
                best = source[done * pool + i] > source[done * pool + best] ? i : best;
            }

            target[done] = source[done * pool + best];
            if (choices != null)
            {
                choices[done] = (byte)best;
            }
        }
    }

    /// <summary>8 channels at 3 vectors of positions.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void ConvolveBlock8x3(float* input, int* offsets, int taps, float* weights, float* bias, float floor, float* output, nint outputStride)
    {
        TVector s0 = TLanes.Create(bias[0]);
        TVector s1 = TLanes.Create(bias[1]);
        TVector s2 = TLanes.Create(bias[2]);
        TVector s3 = TLanes.Create(bias[3]);
        TVector s4 = TLanes.Create(bias[4]);
        TVector s5 = TLanes.Create(bias[5]);
        TVector s6 = TLanes.Create(bias[6]);
        TVector s7 = TLanes.Create(bias[7]);
        TVector a00 = s0, a01 = s0, a02 = s0;
        TVector a10 = s1, a11 = s1, a12 = s1;
        TVector a20 = s2, a21 = s2, a22 = s2;
        TVector a30 = s3, a31 = s3, a32 = s3;
        TVector a40 = s4, a41 = s4, a42 = s4;
        TVector a50 = s5, a51 = s5, a52 = s5;
        TVector a60 = s6, a61 = s6, a62 = s6;
        TVector a70 = s7, a71 = s7, a72 = s7;
        for (int t = 0; t < taps; t++)
        {
            float* x = input + offsets[t];
            TVector x0 = TLanes.Load(x), x1 = TLanes.Load(x + TLanes.Width), x2 = TLanes.Load(x + 2 * TLanes.Width);
            TVector w0 = TLanes.Create(weights[0]);
            a00 = TLanes.FusedMultiplyAdd(w0, x0, a00);
            a01 = TLanes.FusedMultiplyAdd(w0, x1, a01);
            a02 = TLanes.FusedMultiplyAdd(w0, x2, a02);
            TVector w1 = TLanes.Create(weights[1]);
            a10 = TLanes.FusedMultiplyAdd(w1, x0, a10);
            a11 = TLanes.FusedMultiplyAdd(w1, x1, a11);
            a12 = TLanes.FusedMultiplyAdd(w1, x2, a12);
            TVector w2 = TLanes.Create(weights[2]);
            a20 = TLanes.FusedMultiplyAdd(w2, x0, a20);
            a21 = TLanes.FusedMultiplyAdd(w2, x1, a21);
            a22 = TLanes.FusedMultiplyAdd(w2, x2, a22);
            TVector w3 = TLanes.Create(weights[3]);
            a30 = TLanes.FusedMultiplyAdd(w3, x0, a30);
            a31 = TLanes.FusedMultiplyAdd(w3, x1, a31);
            a32 = TLanes.FusedMultiplyAdd(w3, x2, a32);
            TVector w4 = TLanes.Create(weights[4]);
            a40 = TLanes.FusedMultiplyAdd(w4, x0, a40);
            a41 = TLanes.FusedMultiplyAdd(w4, x1, a41);
            a42 = TLanes.FusedMultiplyAdd(w4, x2, a42);
            TVector w5 = TLanes.Create(weights[5]);
            a50 = TLanes.FusedMultiplyAdd(w5, x0, a50);
            a51 = TLanes.FusedMultiplyAdd(w5, x1, a51);
            a52 = TLanes.FusedMultiplyAdd(w5, x2, a52);
            TVector w6 = TLanes.Create(weights[6]);
            a60 = TLanes.FusedMultiplyAdd(w6, x0, a60);
            a61 = TLanes.FusedMultiplyAdd(w6, x1, a61);
            a62 = TLanes.FusedMultiplyAdd(w6, x2, a62);
            TVector w7 = TLanes.Create(weights[7]);
            a70 = TLanes.FusedMultiplyAdd(w7, x0, a70);
            a71 = TLanes.FusedMultiplyAdd(w7, x1, a71);
            a72 = TLanes.FusedMultiplyAdd(w7, x2, a72);
            weights += 8;
        }

        TVector bound = TLanes.Create(floor);
        TLanes.Store(TLanes.Max(bound, a00), output);
        TLanes.Store(TLanes.Max(bound, a01), output + TLanes.Width);
        TLanes.Store(TLanes.Max(bound, a02), output + 2 * TLanes.Width);
        TLanes.Store(TLanes.Max(bound, a10), output + outputStride);
        TLanes.Store(TLanes.Max(bound, a11), output + outputStride + TLanes.Width);
        TLanes.Store(TLanes.Max(bound, a12), output + outputStride + 2 * TLanes.Width);
        TLanes.Store(TLanes.Max(bound, a20), output + 2 * outputStride);
        TLanes.Store(TLanes.Max(bound, a21), output + 2 * outputStride + TLanes.Width);
        TLanes.Store(TLanes.Max(bound, a22), output + 2 * outputStride + 2 * TLanes.Width);
        TLanes.Store(TLanes.Max(bound, a30), output + 3 * outputStride);
        TLanes.Store(TLanes.Max(bound, a31), output + 3 * outputStride + TLanes.Width);
        TLanes.Store(TLanes.Max(bound, a32), output + 3 * outputStride + 2 * TLanes.Width);
        TLanes.Store(TLanes.Max(bound, a40), output + 4 * outputStride);
        TLanes.Store(TLanes.Max(bound, a41), output + 4 * outputStride + TLanes.Width);
        TLanes.Store(TLanes.Max(bound, a42), output + 4 * outputStride + 2 * TLanes.Width);
        TLanes.Store(TLanes.Max(bound, a50), output + 5 * outputStride);
        TLanes.Store(TLanes.Max(bound, a51), output + 5 * outputStride + TLanes.Width);
        TLanes.Store(TLanes.Max(bound, a52), output + 5 * outputStride + 2 * TLanes.Width);
        TLanes.Store(TLanes.Max(bound, a60), output + 6 * outputStride);
        TLanes.Store(TLanes.Max(bound, a61), output + 6 * outputStride + TLanes.Width);
        TLanes.Store(TLanes.Max(bound, a62), output + 6 * outputStride + 2 * TLanes.Width);
        TLanes.Store(TLanes.Max(bound, a70), output + 7 * outputStride);
        TLanes.Store(TLanes.Max(bound, a71), output + 7 * outputStride + TLanes.Width);
        TLanes.Store(TLanes.Max(bound, a72), output + 7 * outputStride + 2 * TLanes.Width);
    }

    /// <summary>4 channels at 3 vectors of positions.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void ConvolveBlock4x3(float* input, int* offsets, int taps, float* weights, float* bias, float floor, float* output, nint outputStride)
    {
        TVector s0 = TLanes.Create(bias[0]);
        TVector s1 = TLanes.Create(bias[1]);
        TVector s2 = TLanes.Create(bias[2]);
        TVector s3 = TLanes.Create(bias[3]);
        TVector a00 = s0, a01 = s0, a02 = s0;
        TVector a10 = s1, a11 = s1, a12 = s1;
        TVector a20 = s2, a21 = s2, a22 = s2;
        TVector a30 = s3, a31 = s3, a32 = s3;
        for (int t = 0; t < taps; t++)
        {
            float* x = input + offsets[t];
            TVector x0 = TLanes.Load(x), x1 = TLanes.Load(x + TLanes.Width), x2 = TLanes.Load(x + 2 * TLanes.Width);
            TVector w0 = TLanes.Create(weights[0]);
            a00 = TLanes.FusedMultiplyAdd(w0, x0, a00);
            a01 = TLanes.FusedMultiplyAdd(w0, x1, a01);
            a02 = TLanes.FusedMultiplyAdd(w0, x2, a02);
            TVector w1 = TLanes.Create(weights[1]);
            a10 = TLanes.FusedMultiplyAdd(w1, x0, a10);
            a11 = TLanes.FusedMultiplyAdd(w1, x1, a11);
            a12 = TLanes.FusedMultiplyAdd(w1, x2, a12);
            TVector w2 = TLanes.Create(weights[2]);
            a20 = TLanes.FusedMultiplyAdd(w2, x0, a20);
            a21 = TLanes.FusedMultiplyAdd(w2, x1, a21);
            a22 = TLanes.FusedMultiplyAdd(w2, x2, a22);
            TVector w3 = TLanes.Create(weights[3]);
            a30 = TLanes.FusedMultiplyAdd(w3, x0, a30);
            a31 = TLanes.FusedMultiplyAdd(w3, x1, a31);
            a32 = TLanes.FusedMultiplyAdd(w3, x2, a32);
            weights += 4;
        }

        TVector bound = TLanes.Create(floor);
        TLanes.Store(TLanes.Max(bound, a00), output);
        TLanes.Store(TLanes.Max(bound, a01), output + TLanes.Width);
        TLanes.Store(TLanes.Max(bound, a02), output + 2 * TLanes.Width);
        TLanes.Store(TLanes.Max(bound, a10), output + outputStride);
        TLanes.Store(TLanes.Max(bound, a11), output + outputStride + TLanes.Width);
        TLanes.Store(TLanes.Max(bound, a12), output + outputStride + 2 * TLanes.Width);
        TLanes.Store(TLanes.Max(bound, a20), output + 2 * outputStride);
        TLanes.Store(TLanes.Max(bound, a21), output + 2 * outputStride + TLanes.Width);
        TLanes.Store(TLanes.Max(bound, a22), output + 2 * outputStride + 2 * TLanes.Width);
        TLanes.Store(TLanes.Max(bound, a30), output + 3 * outputStride);
        TLanes.Store(TLanes.Max(bound, a31), output + 3 * outputStride + TLanes.Width);
        TLanes.Store(TLanes.Max(bound, a32), output + 3 * outputStride + 2 * TLanes.Width);
    }
}
