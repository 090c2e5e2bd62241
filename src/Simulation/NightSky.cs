using System.Reflection;

namespace Astra.Simulation;

/// <summary>
/// Where the night sky and the atmosphere disturb a spectrum, in the frame of the observatory, as measured in real visits (Measured/*.csv).
/// </summary>
sealed class NightSky
{
    /// <summary>The number of real visits behind the tables.</summary>
    const double MeasuredVisits = 83;

    /// <summary>
    /// The fraction of the 7214 pixels of a visit that carry the sky-line bit is 1.017 S^-0.672, S the visit's signal-to-noise ratio, with a scatter
    /// of 0.235 in its natural logarithm (83 visits, S 6 to 130).
    /// </summary>
    const double LineFraction = 1.017;

    const double LineFractionPower = -0.672;
    const double LineFractionScatter = 0.235;

    /// <summary>
    /// Scatter of the natural logarithm of the sky's brightness from visit to visit (the same visits, pixels with a line in 36 visits or more).
    /// </summary>
    const double BrightnessScatter = 0.34;

    /// <summary>Median ratio of the errors of pixels with no bit but the telluric one to those without any, in visits.</summary>
    public const float TelluricErrorFactor = 1.09f;

    // By pixel of the apStar grid in the observatory's frame: the position among the pixels from the brightest line (0) to none (1).
    readonly float[] lineRank = new float[WavelengthGrid.Pixels];
    readonly float[] lineExcess = new float[WavelengthGrid.Pixels];
    readonly float[] telluric = new float[WavelengthGrid.Pixels];

    NightSky()
    {
        float[] visits = new float[WavelengthGrid.Pixels];
        MeasuredTable.Spread("sky-lines.csv", visits, lineExcess);
        MeasuredTable.Spread("tellurics.csv", telluric);
        for (int p = 0; p < telluric.Length; p++)
        {
            telluric[p] /= (float)MeasuredVisits;
        }

        int[] covered = [.. WavelengthGrid.Chips7214.SelectMany(chip => Enumerable.Range(chip.Start.Value, chip.End.Value - chip.Start.Value))];
        (float Visits, float Excess)[] keys = [.. covered.Select(p => (visits[p], lineExcess[p])).Order()];
        for (int p = 0; p < lineRank.Length; p++)
        {
            if (visits[p] == 0)
            {
                lineRank[p] = 1;
                continue;
            }

            int index = Array.BinarySearch(keys, (visits[p], lineExcess[p]));
            lineRank[p] = 1 - ((index < 0 ? ~index : index) / (float)keys.Length);
        }
    }

    /// <summary>The only one.</summary>
    public static NightSky Measured { get; } = new();

    /// <summary>The fraction of pixels that carry the sky-line bit in a visit.</summary>
    /// <param name="snr">The visit's signal-to-noise ratio.</param>
    /// <param name="random">Draws the visit's deviation.</param>
    public static float DrawLineFraction(double snr, RandomSource random) =>
        (float)(LineFraction * Math.Pow(snr, LineFractionPower) * Math.Exp(LineFractionScatter * random.NextGaussian()));

    /// <summary>The sky's brightness in a visit over its median.</summary>
    public static float DrawBrightness(RandomSource random) => (float)Math.Exp(BrightnessScatter * random.NextGaussian());

    /// <summary>
    /// For a pixel in the observatory's frame, the variance that sky lines add, over that of everything else that is not the star, in a median visit.
    /// </summary>
    public ReadOnlySpan<float> LineExcess => lineExcess;

    /// <summary>
    /// For a pixel in the observatory's frame, the fraction of pixels that are as much disturbed by lines or more; 1 where no line was ever flagged.
    /// </summary>
    public ReadOnlySpan<float> LineRank => lineRank;

    /// <summary>For a pixel in the observatory's frame, the fraction of visits with the telluric bit.</summary>
    public ReadOnlySpan<float> Telluric => telluric;
}

/// <summary>Reads the tables of our own measurements that are part of the assembly.</summary>
static class MeasuredTable
{
    /// <summary>The rows of a table: numbers between commas, below comments and one line of names.</summary>
    public static IEnumerable<float[]> Rows(string name)
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"The resource {name} is missing.");
        using StreamReader reader = new(stream);
        bool named = false;
        while (reader.ReadLine() is string line)
        {
            if (!line.StartsWith('#'))
            {
                if (named)
                {
                    yield return Array.ConvertAll(line.Split(','), word => float.Parse(word, System.Globalization.CultureInfo.InvariantCulture));
                }

                named = true;
            }
        }
    }

    /// <summary>Fills an array for each column after the first, which says from which pixel on a row holds.</summary>
    public static void Spread(string name, params float[][] columns)
    {
        foreach (float[] row in Rows(name))
        {
            for (int c = 0; c < columns.Length; c++)
            {
                columns[c].AsSpan((int)row[0]).Fill(row[c + 1]);
            }
        }
    }
}
