using System.Globalization;

namespace Astra.Simulation;

/// <summary>How well one emulator follows another, on labels that it was not trained on.</summary>
public static class EmulatorAccuracy
{
    /// <summary>Parts of the Kiel diagram, by Teff (K) and log g.</summary>
    static readonly (string Name, Func<double, double, bool> Has)[] Regions =
    [
        ("giants below 4000 K", (teff, logg) => logg < 3.5 && teff < 4000),
        ("giants 4000 to 5500 K", (teff, logg) => logg < 3.5 && teff is >= 4000 and < 5500),
        ("giants above 5500 K", (teff, logg) => logg < 3.5 && teff >= 5500),
        ("dwarfs below 4000 K", (teff, logg) => logg >= 3.5 && teff < 4000),
        ("dwarfs 4000 to 5500 K", (teff, logg) => logg >= 3.5 && teff is >= 4000 and < 5500),
        ("dwarfs above 5500 K", (teff, logg) => logg >= 3.5 && teff >= 5500),
    ];

    /// <summary>
    /// Compares two emulators of flux density of the same labels: the root mean square, and percentiles of the absolute value, of the relative flux
    /// difference in percent; over all pixels of test spectra from the whole box of labels, from where stars are, and from there by region. The
    /// <c>shape</c> is what is left when both spectra are divided by their means: what spectra are drawn from.
    /// </summary>
    /// <param name="original">What is right.</param>
    /// <param name="compact">What is judged.</param>
    /// <param name="tests">Spectra of each of the two kinds.</param>
    /// <param name="seed">Where random numbers start.</param>
    /// <param name="threads">Threads to use.</param>
    /// <returns>Figures by name.</returns>
    public static IReadOnlyDictionary<string, double> Measure(Emulator original, Emulator compact, int tests, int seed, int threads)
    {
        CompressionLabels labels = new(original, "test", seed);
        Spread box = new();
        Spread stars = new();
        Spread shape = new();
        Spread[] regions = [.. Regions.Select(_ => new Spread())];
        double[] rms = new double[tests];
        object gate = new();
        ParallelOptions parallel = new() { MaxDegreeOfParallelism = threads };
        Parallel.For(0, tests, parallel, () => new float[3][] { New(), New(), New() }, (star, _, space) =>
        {
            double[] anywhere = labels.DrawInBox(star);
            Difference(original, compact, anywhere, space);
            lock (gate)
            {
                box.Add(space[2]);
            }

            double[] likely = labels.DrawWhereStarsAre(star);
            Difference(original, compact, likely, space);
            double square = 0;
            foreach (float d in space[2])
            {
                square += d * d;
            }

            rms[star] = Math.Sqrt(square / Emulator.Pixels);
            lock (gate)
            {
                stars.Add(space[2]);
                for (int r = 0; r < Regions.Length; r++)
                {
                    if (Regions[r].Has(likely[0], likely[1]))
                    {
                        regions[r].Add(space[2]);
                    }
                }
            }

            double scale = space[0].Average(value => (double)value) / space[1].Average(value => (double)value);
            for (int p = 0; p < Emulator.Pixels; p++)
            {
                space[2][p] = (float)((space[1][p] * scale / space[0][p]) - 1);
            }

            lock (gate)
            {
                shape.Add(space[2]);
            }

            return space;
        }, _ => { });

        Array.Sort(rms);
        Dictionary<string, double> figures = new() { ["test spectra"] = tests };
        box.Write(figures, "whole box of labels");
        stars.Write(figures, "where stars are");
        shape.Write(figures, "where stars are, shape");
        figures["rms of the worst spectrum in 100 (%), where stars are"] = Rounded(100 * rms[(int)(0.99 * tests)]);
        for (int r = 0; r < Regions.Length; r++)
        {
            regions[r].Write(figures, Regions[r].Name);
        }

        return figures;

        static float[] New() => new float[Emulator.Pixels];
    }

    static void Difference(Emulator original, Emulator compact, double[] labels, float[][] space)
    {
        original.Evaluate(labels, space[0]);
        compact.Evaluate(labels, space[1]);
        for (int p = 0; p < Emulator.Pixels; p++)
        {
            space[2][p] = (space[1][p] / space[0][p]) - 1;
        }
    }

    static double Rounded(double value) => double.Parse(value.ToString("G4", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);

    /// <summary>
    /// Counts of absolute differences, in classes a fiftieth of a factor of ten wide, from which percentiles are read: sums of whole numbers do not
    /// depend on the order of threads.
    /// </summary>
    sealed class Spread
    {
        const int Classes = 400;
        const int PerDecade = 50;
        const double Smallest = 1e-7;

        readonly long[] counts = new long[Classes];

        // In units of 1e-15, so that the order of threads does not matter.
        Int128 squares;
        long count;

        public void Add(ReadOnlySpan<float> differences)
        {
            double sum = 0;
            foreach (float difference in differences)
            {
                double size = Math.Abs((double)difference);
                sum += size * size;
                counts[Math.Clamp((int)(PerDecade * Math.Log10(Math.Max(size, Smallest) / Smallest)), 0, Classes - 1)]++;
            }

            squares += (Int128)(sum * 1e15);
            count += differences.Length;
        }

        public void Write(Dictionary<string, double> figures, string where)
        {
            if (count > 0)
            {
                figures[$"rms (%), {where}"] = Rounded(100 * Math.Sqrt((double)squares / 1e15 / count));
                foreach (double percentile in new[] { 50.0, 95, 99 })
                {
                    figures[FormattableString.Invariant($"percentile {percentile} (%), {where}")] = Rounded(100 * Percentile(percentile));
                }
            }
        }

        double Percentile(double percentile)
        {
            double below = percentile / 100 * count;
            long sum = 0;
            int at = 0;
            while (at < Classes - 1 && sum + counts[at] < below)
            {
                sum += counts[at++];
            }

            return Smallest * Math.Pow(10, (at + ((below - sum) / Math.Max(1, counts[at]))) / PerDecade);
        }
    }
}
