namespace Astra.Simulation;

/// <summary>A run of pixels with bits of the mask.</summary>
/// <param name="First">First pixel.</param>
/// <param name="End">The pixel after the last.</param>
/// <param name="Bits">The bits.</param>
readonly record struct MaskRun(int First, int End, PixelMask Bits);

/// <summary>Bad pixels, persistence and the Littrow ghost, as measured in the 83 visits of 20 apStar files of DR13.</summary>
static class DetectorFlaws
{
    /// <summary>Bad runs in the 7214 pixels of a visit, mean; they scatter as a Poisson distribution does (4.1 around 13.9).</summary>
    const double BadRuns = 13.88;

    /// <summary>
    /// Half of the stars (9 of 19) were observed through fibres that lie within 6 of each other, the others through any.
    /// </summary>
    const double SameFiber = 0.5;

    /// <summary>What bad runs are made of: bits, how many runs of 1, 2, ... 8 pixels. Longer ones (3 in 100) count as 8.</summary>
    static readonly (PixelMask Bits, int[] Lengths)[] BadKinds =
    [
        (Detector(PixelMask.BadDark | PixelMask.BadFlat), [60, 155, 240, 67, 317, 6, 4, 12]),
        (Detector(PixelMask.BadFlat), [10, 27, 29, 16, 43, 1, 3, 6]),
        (PixelMask.CosmicRay | PixelMask.NotEnoughPsf, [2, 64, 37, 12, 7]),
        (Detector(PixelMask.CosmicRay | PixelMask.BadDark | PixelMask.BadFlat), [0, 2, 1, 1, 3, 2, 0, 3]),
        (Detector(PixelMask.CosmicRay | PixelMask.BadDark), [0, 8, 2]),
        (Detector(PixelMask.BadDark), [0, 0, 3, 1, 1]),
        (Detector(PixelMask.Saturated | PixelMask.BadDark | PixelMask.BadFlat), [0, 0, 0, 0, 0, 0, 0, 6]),
    ];

    static readonly (PixelMask Bits, int Length, int Count)[] BadTable =
        [.. BadKinds.SelectMany(kind => kind.Lengths.Select((count, l) => (kind.Bits, l + 1, count)).Where(entry => entry.count > 0))];

    static readonly int BadTotal = BadTable.Sum(entry => entry.Count);

    /// <summary>
    /// Persistence and ghost of some fibres, in the observatory's frame; they depend on where on the detectors a fibre's light falls: below fibre 75
    /// or so the whole blue chip, and the ends of the green one.
    /// </summary>
    static readonly MaskRun[][] Fibers =
    [
        .. MeasuredTable.Rows("persistence.csv").GroupBy(row => row[0]).Select(fiber => fiber
            .Select(row => new MaskRun((int)row[2], (int)row[3], (PixelMask)(1 << (int)row[1]))).ToArray()),
    ];

    static readonly int[] FiberNumbers = [.. MeasuredTable.Rows("persistence.csv").Select(row => (int)row[0]).Distinct()];

    /// <summary>Draws the bad runs of a visit, in pixels of the star's frame. They may reach past a chip's end.</summary>
    /// <param name="runs">Is emptied first.</param>
    /// <param name="random">Where from.</param>
    public static void DrawBad(List<MaskRun> runs, RandomSource random)
    {
        runs.Clear();

        // Knuth's method: the number of even draws whose product stays above exp(-mean).
        double threshold = Math.Exp(-BadRuns);
        for (double product = random.NextDouble(); product > threshold; product *= random.NextDouble())
        {
            int left = (int)(random.NextDouble() * BadTotal);
            int kind = 0;
            while (left >= BadTable[kind].Count)
            {
                left -= BadTable[kind++].Count;
            }

            int place = (int)(random.NextDouble() * Emulator.Pixels);
            foreach (Range chip in WavelengthGrid.Chips7214)
            {
                int length = chip.End.Value - chip.Start.Value;
                if (place < length)
                {
                    int first = chip.Start.Value + place;
                    runs.Add(new MaskRun(first, Math.Min(first + BadTable[kind].Length, chip.End.Value), BadTable[kind].Bits));
                    break;
                }

                place -= length;
            }
        }
    }

    /// <summary>Draws the fibres of a star's visits.</summary>
    /// <param name="visits">How many.</param>
    /// <param name="random">Where from.</param>
    public static int[] DrawFibers(int visits, RandomSource random)
    {
        bool same = random.NextDouble() < SameFiber;
        int[] fibers = new int[visits];
        for (int v = 0; v < visits; v++)
        {
            fibers[v] = same && v > 0 ? fibers[0] : (int)(random.NextDouble() * Fibers.Length);
        }

        return fibers;
    }

    /// <summary>The number, 1 to 300, of a fibre in the spectrograph.</summary>
    /// <param name="fiber">From <see cref="DrawFibers"/>.</param>
    public static int NumberOf(int fiber) => FiberNumbers[fiber];

    /// <summary>Persistence and ghost of a fibre, in pixels of the observatory's frame.</summary>
    /// <param name="fiber">From <see cref="DrawFibers"/>.</param>
    public static ReadOnlySpan<MaskRun> OfFiber(int fiber) => Fibers[fiber];

    /// <summary>
    /// By how much DR13 raises the variance of a visit's pixel before it combines the visits. Where all visits of a star carry one of these bits the
    /// combined error is 2.24, 2.00 and 17.3 times what the visits' errors give: to 1 % in 14 of the 17 files that have such pixels, to 14 % in the
    /// others. The last should be sqrt(3): the pipeline means to raise errors by sqrt(5), sqrt(4) and sqrt(3) for high, medium and low persistence
    /// and by 10 for sky lines; that release raises those of low persistence by both factors and those of sky lines by none.
    /// </summary>
    /// <param name="bit">One bit of the mask.</param>
    public static float PersistenceInflation(PixelMask bit) => bit switch
    {
        PixelMask.PersistenceHigh => 5,
        PixelMask.PersistenceMedium => 4,
        PixelMask.PersistenceLow => 300,
        _ => 1,
    };

    static PixelMask Detector(PixelMask why) => PixelMask.BadPixel | PixelMask.NotEnoughPsf | why;
}
