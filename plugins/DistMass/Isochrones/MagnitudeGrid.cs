namespace Astra.Plugins.DistMass.Isochrones;

/// <summary>
/// A <see cref="StellarPopulation"/> counted in cells of [M/H], log g, log Teff and absolute K magnitude, and the distribution of magnitudes that a
/// star's labels leave of it. Cells are smaller than half of the least error that counts, so each stands at its middle, and a likelihood is a product
/// of three numbers from tables. Read-only, so one object serves all threads.
/// </summary>
sealed class MagnitudeGrid
{
    /// <summary>
    /// Errors below these count as these (kelvin, dex, dex): isochrones themselves are not better, and metallicities are this far apart.
    /// </summary>
    public const double LeastTeffError = 50;

    /// <summary>See <see cref="LeastTeffError"/>.</summary>
    public const double LeastLoggError = 0.05;

    /// <summary>See <see cref="LeastTeffError"/>.</summary>
    public const double LeastMetallicityError = 0.05;

    const double LeastLogTeff = 3.45;
    const double LogTeffStep = 0.0025;
    const int Temperatures = 220;
    const double LeastLogG = -0.5;
    const double LogGStep = 0.025;
    const int Gravities = 240;
    const double LeastMagnitude = -10;
    const double MagnitudeStep = 0.05;
    const int Magnitudes = 440;

    // Beyond this many standard deviations a star does not count.
    const double Reach = 4;

    readonly double leastMetallicity;
    readonly int metallicities;
    readonly int[] starts;
    readonly Cell[] cells;
    readonly double[] temperatures = [.. Enumerable.Range(0, Temperatures).Select(i => Math.Pow(10, LeastLogTeff + ((i + 0.5) * LogTeffStep)))];

    /// <summary>Counts a population.</summary>
    /// <param name="stars">[M/H] in steps of <see cref="StellarPopulation.MetallicityStep"/>, star, and how many of it there are.</param>
    /// <param name="correction">Their K magnitudes.</param>
    public MagnitudeGrid(IEnumerable<(double Metallicity, IsochroneStar Star, double Number)> stars, BolometricCorrection correction)
    {
        Dictionary<long, double> counts = [];
        foreach ((double metallicity, IsochroneStar star, double number) in stars)
        {
            double magnitude = correction.At(star.LogTeff, star.LogG, metallicity) - (2.5 * star.LogLuminosity);
            int m = (int)Math.Round(metallicity / StellarPopulation.MetallicityStep);
            int g = (int)Math.Floor((star.LogG - LeastLogG) / LogGStep);
            int t = (int)Math.Floor((star.LogTeff - LeastLogTeff) / LogTeffStep);
            int k = (int)Math.Floor((magnitude - LeastMagnitude) / MagnitudeStep);
            if (g is >= 0 and < Gravities && t is >= 0 and < Temperatures && k is >= 0 and < Magnitudes)
            {
                long key = (((((long)(m + 1000) * Gravities) + g) * Temperatures + t) * Magnitudes) + k;
                counts[key] = counts.GetValueOrDefault(key) + number;
            }
        }

        long[] keys = [.. counts.Keys.Order()];
        const long Row = (long)Temperatures * Magnitudes;
        int first = (int)(keys[0] / Row / Gravities);
        metallicities = (int)(keys[^1] / Row / Gravities) - first + 1;
        leastMetallicity = (first - 1000) * StellarPopulation.MetallicityStep;
        starts = new int[(metallicities * Gravities) + 1];
        cells = new Cell[keys.Length];
        for (int i = 0; i < keys.Length; i++)
        {
            long row = (keys[i] / Row) - ((long)first * Gravities);
            long within = keys[i] % Row;
            starts[row + 1]++;
            cells[i] = new Cell((ushort)(within / Magnitudes), (ushort)(within % Magnitudes), (float)counts[keys[i]]);
        }

        for (int row = 0; row < starts.Length - 1; row++)
        {
            starts[row + 1] += starts[row];
        }
    }

    /// <summary>How many cells have stars.</summary>
    public int Count => cells.Length;

    /// <summary>The cells, for tests: [M/H], log g, log Teff and M_K at the middle, and how many stars there are.</summary>
    public IEnumerable<(double Metallicity, double LogG, double LogTeff, double Magnitude, double Number)> Cells
    {
        get
        {
            for (int row = 0; row < starts.Length - 1; row++)
            {
                for (int i = starts[row]; i < starts[row + 1]; i++)
                {
                    yield return (
                        leastMetallicity + (row / Gravities * StellarPopulation.MetallicityStep),
                        LeastLogG + (((row % Gravities) + 0.5) * LogGStep),
                        LeastLogTeff + ((cells[i].Temperature + 0.5) * LogTeffStep),
                        LeastMagnitude + ((cells[i].Magnitude + 0.5) * MagnitudeStep),
                        cells[i].Number);
                }
            }
        }
    }

    /// <summary>The magnitudes of stars with a star's labels, each by its likelihood: independent normal errors.</summary>
    /// <param name="teff">Effective temperature in kelvin.</param>
    /// <param name="teffError">Its error.</param>
    /// <param name="logG">log10 of the surface gravity in cm/s^2.</param>
    /// <param name="logGError">Its error.</param>
    /// <param name="metallicity">[M/H] in dex.</param>
    /// <param name="metallicityError">Its error.</param>
    /// <param name="work">A reusable array, or null.</param>
    /// <returns>None where a label or an error is not known, or no star is within four standard deviations in each label.</returns>
    public MagnitudeDistribution Magnitude(
        double teff, double teffError, double logG, double logGError, double metallicity, double metallicityError, MagnitudeWork? work = null)
    {
        if (!(double.IsFinite(teff + logG + metallicity) && teffError >= 0 && logGError >= 0 && metallicityError >= 0)
            || !double.IsFinite(teffError + logGError + metallicityError))
        {
            return MagnitudeDistribution.None;
        }

        teffError = Math.Max(teffError, LeastTeffError);
        logGError = Math.Max(logGError, LeastLoggError);
        metallicityError = Math.Max(metallicityError, LeastMetallicityError);
        (int firstT, int endT) = Within(
            Math.Log10(Math.Max(teff - (Reach * teffError), 1)),
            Math.Log10(Math.Max(teff + (Reach * teffError), 1)),
            LeastLogTeff,
            LogTeffStep,
            Temperatures);
        (int firstG, int endG) = Within(logG - (Reach * logGError), logG + (Reach * logGError), LeastLogG, LogGStep, Gravities);
        (int firstM, int endM) = Within(
            metallicity - (Reach * metallicityError),
            metallicity + (Reach * metallicityError),
            leastMetallicity - (StellarPopulation.MetallicityStep / 2),
            StellarPopulation.MetallicityStep,
            metallicities);
        work ??= new MagnitudeWork();
        double[] ofTemperature = work.Temperatures(Temperatures);
        double[] numbers = work.Magnitudes(Magnitudes);
        for (int t = firstT; t < endT; t++)
        {
            ofTemperature[t] = Likelihood(temperatures[t] - teff, teffError);
        }

        double most = 0;
        for (int m = firstM; m < endM; m++)
        {
            double ofMetallicity = Likelihood(leastMetallicity + (m * StellarPopulation.MetallicityStep) - metallicity, metallicityError);
            for (int g = firstG; g < endG; g++)
            {
                double ofRow = ofMetallicity * Likelihood(LeastLogG + ((g + 0.5) * LogGStep) - logG, logGError);
                int row = (m * Gravities) + g;
                foreach (Cell cell in cells.AsSpan(starts[row]..starts[row + 1]))
                {
                    if (cell.Temperature >= firstT && cell.Temperature < endT)
                    {
                        double likelihood = ofRow * ofTemperature[cell.Temperature];
                        most = Math.Max(most, likelihood);
                        numbers[cell.Magnitude] += likelihood * cell.Number;
                    }
                }
            }
        }

        return most > 0 ? Distribution(numbers, most) : MagnitudeDistribution.None;
    }

    static MagnitudeDistribution Distribution(double[] numbers, double most)
    {
        double total = 0;
        foreach (double number in numbers)
        {
            total += number;
        }

        // Upper is the fainter side: the 84 per cent point.
        Span<double> places = [NormalShare.Lower * total, 0.5 * total, NormalShare.Upper * total];
        Span<double> found = stackalloc double[3];
        double sum = 0;
        int next = 0;
        for (int k = 0; k < numbers.Length && next < found.Length; k++)
        {
            while (next < found.Length && sum + numbers[k] >= places[next] && numbers[k] > 0)
            {
                found[next] = LeastMagnitude + ((k + ((places[next] - sum) / numbers[k])) * MagnitudeStep);
                next++;
            }

            sum += numbers[k];
        }

        return new MagnitudeDistribution(found[1], found[0], found[2], -2 * Math.Log(most));
    }

    static double Likelihood(double difference, double error)
    {
        double deviation = difference / error;
        return Math.Exp(-0.5 * deviation * deviation);
    }

    /// <summary>The cells whose middle lies in a range.</summary>
    static (int First, int End) Within(double least, double most, double origin, double step, int count)
    {
        double first = Math.Ceiling(((least - origin) / step) - 0.5);
        double last = Math.Floor(((most - origin) / step) - 0.5);
        return ((int)Math.Clamp(first, 0, count), (int)Math.Clamp(last + 1, 0, count));
    }

    readonly record struct Cell(ushort Temperature, ushort Magnitude, float Number);

    /// <summary>How much of a normal distribution lies below its mean less, and plus, one standard deviation.</summary>
    static class NormalShare
    {
        public const double Lower = 0.158655254;
        public const double Upper = 1 - Lower;
    }
}
