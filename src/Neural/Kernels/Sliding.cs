namespace Astra.Neural;

/// <summary>
/// How the positions of a convolution's two sides belong together: position s of the short side meets position s * Stride + k - Left of the long side in
/// weight k. A convolution goes from long to short, a transposed one from short to long, and so do their gradients, the other way round.
/// Weights are laid out (short channel, long channel, k).
/// </summary>
/// <param name="Kernel">Weights along the length.</param>
/// <param name="Stride">Long positions per short position.</param>
/// <param name="Left">Zeros before the long side, or what is cropped there.</param>
/// <param name="ShortLength">Positions of the short side.</param>
/// <param name="LongLength">Positions of the long side.</param>
internal sealed record SlidingGeometry(int Kernel, int Stride, int Left, int ShortLength, int LongLength)
{
    /// <summary>Long positions of one phase (those with the same remainder by the stride), of the phase that has most.</summary>
    public int PhaseLength => (LongLength + Stride - 1) / Stride;

    /// <summary>The phase that weight k meets, and by how many positions of it the short position is shifted.</summary>
    public (int Phase, int Shift) PhaseOf(int k)
    {
        int offset = k - Left;
        int phase = (offset % Stride + Stride) % Stride;
        return (phase, (offset - phase) / Stride);
    }

    /// <summary>The taps of a sum over the long side, whose rows have been split into phases.</summary>
    public TapPlan GatheringTaps(int longChannels, int rowStride, int block)
    {
        int[] rows = new int[longChannels * Kernel], shifts = new int[rows.Length];
        for (int t = 0; t < rows.Length; t++)
        {
            (int phase, shifts[t]) = PhaseOf(t % Kernel);
            rows[t] = t / Kernel * Stride + phase;
        }

        return new(rows, shifts, rowStride, block);
    }
}

/// <summary>Sums over the long side for each position of the short side: the forward pass of a convolution, the backward pass of a transposed one.</summary>
internal sealed unsafe class Gathering
{
    readonly KernelSet kernels;
    readonly SlidingGeometry geometry;
    readonly int longChannels;
    readonly int shortChannels;
    readonly int pool;
    readonly TapPlan plan;
    readonly AlignedArray<float> packed;
    readonly AlignedArray<float> bias;

    public Gathering(KernelSet kernels, SlidingGeometry geometry, int longChannels, int shortChannels, int pool = 1)
    {
        this.kernels = kernels;
        this.geometry = geometry;
        this.longChannels = longChannels;
        this.shortChannels = shortChannels;
        this.pool = pool;
        plan = geometry.GatheringTaps(longChannels, geometry.PhaseLength, kernels.PositionBlock);
        packed = new(kernels.PackedTaps(shortChannels, plan.Count));
        bias = new(KernelSet.RoundUp(shortChannels, kernels.ChannelBlock(shortChannels)));
    }

    public int ScratchSize => kernels.ConvolutionScratch(plan) + (geometry.Stride > 1 ? longChannels * geometry.Stride * geometry.PhaseLength : 0);

    public void Pack(float[] weight, ReadOnlySpan<float> biases)
    {
        kernels.PackTaps(packed.Pointer, shortChannels, plan.Count, (channel, tap) => weight[channel * plan.Count + tap]);
        biases.CopyTo(bias.Span);
    }

    public void Run(float* longSide, float* shortSide, float floor, byte* choices, float* scratch)
    {
        float* input = longSide;
        if (geometry.Stride > 1)
        {
            input = scratch + kernels.ConvolutionScratch(plan);
            Phases.Split(kernels, longSide, longChannels, geometry.LongLength, geometry.Stride, input, 0, geometry.PhaseLength);
        }

        kernels.Convolve(new TapConvolution
        {
            Plan = plan,
            Input = input,
            ReadableFrom = 0,
            ReadableTo = geometry.PhaseLength,
            Weights = packed.Pointer,
            Bias = bias.Pointer,
            Channels = shortChannels,
            Length = geometry.ShortLength / pool * pool,
            Output = shortSide,
            OutputStride = geometry.ShortLength / pool,
            Floor = floor,
            Pool = pool,
            Choices = choices,
            Scratch = scratch,
        });
    }
}

/// <summary>Sums over the short side for each position of the long side: the forward pass of a transposed convolution, the backward pass of a plain one.</summary>
internal sealed unsafe class Spreading
{
    readonly KernelSet kernels;
    readonly SlidingGeometry geometry;
    readonly int longChannels;
    readonly int rowStride;
    readonly TapPlan[] plans;
    readonly AlignedArray<float>[] packed;
    readonly AlignedArray<float> bias;

    /// <summary>Prepares sums.</summary>
    /// <param name="kernels">The inner loops.</param>
    /// <param name="geometry">Of the convolution.</param>
    /// <param name="shortChannels">Rows of the short side.</param>
    /// <param name="longChannels">Rows of the long side.</param>
    /// <param name="rowStride">Numbers from one row of the short side to the next; those beyond its length must be zeros.</param>
    public Spreading(KernelSet kernels, SlidingGeometry geometry, int shortChannels, int longChannels, int rowStride)
    {
        this.kernels = kernels;
        this.geometry = geometry;
        this.longChannels = longChannels;
        this.rowStride = rowStride;
        plans = new TapPlan[geometry.Stride];
        packed = new AlignedArray<float>[geometry.Stride];
        for (int phase = 0; phase < geometry.Stride; phase++)
        {
            int tapsPerRow = TapsPerRow(phase);
            int[] rows = new int[shortChannels * tapsPerRow], shifts = new int[rows.Length];
            for (int t = 0; t < rows.Length; t++)
            {
                rows[t] = t / tapsPerRow;
                shifts[t] = (phase + geometry.Left) / geometry.Stride - t % tapsPerRow;
            }

            plans[phase] = new(rows, shifts, rowStride, kernels.PositionBlock);
            packed[phase] = new(kernels.PackedTaps(longChannels, rows.Length));
        }

        bias = new(KernelSet.RoundUp(longChannels, kernels.ChannelBlock(longChannels)));
    }

    public int ScratchSize => plans.Max(kernels.ConvolutionScratch) + (geometry.Stride > 1 ? longChannels * geometry.Stride * geometry.PhaseLength : 0);

    public void Pack(float[] weight, ReadOnlySpan<float> biases)
    {
        for (int phase = 0; phase < geometry.Stride; phase++)
        {
            int first = (phase + geometry.Left) % geometry.Stride, tapsPerRow = TapsPerRow(phase);
            kernels.PackTaps(packed[phase].Pointer, longChannels, plans[phase].Count, (channel, tap) =>
                weight[(tap / tapsPerRow * longChannels + channel) * geometry.Kernel + first + geometry.Stride * (tap % tapsPerRow)]);
        }

        biases.CopyTo(bias.Span);
    }

    public void Run(float* shortSide, float* longSide, float floor, float* scratch)
    {
        int stride = geometry.Stride;
        int kernelScratch = 0;
        foreach (TapPlan plan in plans)
        {
            kernelScratch = Math.Max(kernelScratch, kernels.ConvolutionScratch(plan));
        }

        for (int phase = 0; phase < stride; phase++)
        {
            kernels.Convolve(new TapConvolution
            {
                Plan = plans[phase],
                Input = shortSide,
                ReadableFrom = 0,
                ReadableTo = rowStride,
                Weights = packed[phase].Pointer,
                Bias = bias.Pointer,
                Channels = longChannels,
                Length = (geometry.LongLength - phase + stride - 1) / stride,
                Output = stride == 1 ? longSide : scratch + kernelScratch + phase * geometry.PhaseLength,
                OutputStride = stride * geometry.PhaseLength,
                Floor = floor,
                Pool = 1,
                Choices = null,
                Scratch = scratch,
            });
        }

        if (stride > 1)
        {
            Phases.Merge(kernels, scratch + kernelScratch, longChannels, geometry.PhaseLength, longSide, geometry.LongLength, stride);
        }
    }

    int TapsPerRow(int phase) => (geometry.Kernel - (phase + geometry.Left) % geometry.Stride + geometry.Stride - 1) / geometry.Stride;
}

/// <summary>The gradient of a convolution's weights: for each weight, the sum over the positions where it meets both sides.</summary>
internal sealed unsafe class WeightCorrelation
{
    readonly KernelSet kernels;
    readonly SlidingGeometry geometry;
    readonly int longChannels;
    readonly int shortChannels;
    readonly TapPlan plan;
    readonly int phaseStride;

    public WeightCorrelation(KernelSet kernels, SlidingGeometry geometry, int longChannels, int shortChannels)
    {
        this.kernels = kernels;
        this.geometry = geometry;
        this.longChannels = longChannels;
        this.shortChannels = shortChannels;
        ShortStride = KernelSet.RoundUp(geometry.ShortLength, kernels.Width);
        int reach = Enumerable.Range(0, geometry.Kernel).Max(k => geometry.PhaseOf(k).Shift) - Enumerable.Range(0, geometry.Kernel).Min(k => geometry.PhaseOf(k).Shift);
        phaseStride = ShortStride + reach;
        plan = geometry.GatheringTaps(longChannels, phaseStride, kernels.PositionBlock);
    }

    /// <summary>Numbers from one row of the short side to the next; those beyond its length must be zeros.</summary>
    public int ShortStride { get; }

    public int ScratchSize => longChannels * geometry.Stride * phaseStride;

    /// <summary>Adds the gradients.</summary>
    public void Run(float* shortSide, float* longSide, float* weightGradients, float* scratch)
    {
        Phases.Split(kernels, longSide, longChannels, geometry.LongLength, geometry.Stride, scratch, plan.MinShift, phaseStride);
        kernels.CorrelateRows(shortSide, ShortStride, shortChannels, ShortStride, plan, scratch - plan.MinShift, weightGradients);
    }
}

/// <summary>Rows by the remainder of their positions by a stride.</summary>
internal static unsafe class Phases
{
    /// <summary>Takes rows apart: target row (channel, phase) holds positions (from + i) * stride + phase, and zeros for those that there are not.</summary>
    public static void Split(KernelSet kernels, float* source, int channels, int length, int stride, float* target, int from, int targetLength)
    {
        for (int channel = 0; channel < channels; channel++)
        {
            float* row = source + (nint)channel * length;
            float* parts = target + (nint)channel * stride * targetLength;
            for (int phase = 0; phase < stride; phase++)
            {
                Span<float> part = new(parts + (nint)phase * targetLength, targetLength);
                int there = (length - phase + stride - 1) / stride;
                int first = Math.Clamp(-from, 0, targetLength), last = Math.Clamp(there - from, first, targetLength);
                part[..first].Clear();
                part[last..].Clear();
                if (stride == 1)
                {
                    new ReadOnlySpan<float>(row + from + first, last - first).CopyTo(part[first..]);
                }
                else if (stride == 2)
                {
                    // Both phases at once, as far as both go; the first may go one further.
                    int pairs = Math.Clamp(length / 2 - from, first, targetLength) - first;
                    if (phase == 0)
                    {
                        kernels.SplitPairs(row + 2 * (from + first), parts + first, parts + targetLength + first, pairs);
                    }

                    if (last - first > pairs)
                    {
                        part[last - 1] = row[2 * (from + last - 1) + phase];
                    }
                }
                else
                {
                    for (int i = first; i < last; i++)
                    {
                        part[i] = row[(from + i) * stride + phase];
                    }
                }
            }
        }
    }

    /// <summary>Puts rows together again: source row (channel, phase) holds positions i * stride + phase.</summary>
    public static void Merge(KernelSet kernels, float* source, int channels, int sourceLength, float* target, int length, int stride)
    {
        for (int channel = 0; channel < channels; channel++)
        {
            float* parts = source + (nint)channel * stride * sourceLength;
            float* row = target + (nint)channel * length;
            int done = 0;
            if (stride == 2)
            {
                done = length / 2;
                kernels.MergePairs(parts, parts + sourceLength, row, done);
            }

            for (int i = done * stride; i < length; i++)
            {
                row[i] = parts[i % stride * sourceLength + i / stride];
            }
        }
    }
}
