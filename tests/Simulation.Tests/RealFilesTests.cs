using System.Globalization;
using Astra.Fits;
using Astra.Testing;
using Xunit.Abstractions;

namespace Astra.Simulation.Tests;

/// <summary>Simulated spectra beside the 20 real ones: as many visits and the same signal-to-noise ratio for each star.</summary>
public class RealFilesTests(ITestOutputHelper output)
{
    const int CopiesOfEach = 6;

    static readonly int[] Pixels = [.. SpectrumSimulatorTests.Pixels()];

    [SharedDataFact]
    public void Masks_bad_pixels_and_errors_are_as_frequent_as_in_real_files()
    {
        Emulator emulator = Emulator.Read(SharedData.Path("emulators", "flux_emulator.fits"));
        Summary real = new();
        Summary simulated = new();
        int star = 0;
        foreach (string path in Directory.EnumerateFiles(SharedData.Path("apstar"), "apStar-*.fits").Order())
        {
            using FitsFile file = FitsFile.Open(path);
            Spectrum spectrum = Combined(file, path);
            real.Add(spectrum);
            double snr = Snr(spectrum);
            SimulationSettings settings = new() { SnrMin = snr, SnrMax = snr, Visits = (int)file.Primary.Header.RequireInt64("NVISITS"), Seed = 7 };
            SpectrumSimulator simulator = new(emulator, settings);
            for (int copy = 0; copy < CopiesOfEach; copy++)
            {
                simulated.Add(simulator.Draw(star++, [3500, 4.5, 0, 0]).Spectrum);
            }
        }

        List<string> unlike = [];

        // The mean of 20 real stars of one survey is itself uncertain by a third or so where a bit depends on the fibre or on the night.
        foreach ((string name, double tolerance, Func<Summary, double> of) in Compared())
        {
            double expected = of(real);
            double found = of(simulated);
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {name} | {expected:G3} | {found:G3} |"));
            if (!(found >= expected / tolerance && found <= expected * tolerance))
            {
                unlike.Add(name);
            }
        }

        Assert.Empty(unlike);
    }

    static IEnumerable<(string Name, double Tolerance, Func<Summary, double> Of)> Compared()
    {
        foreach ((PixelMask bit, double tolerance) in new[]
        {
            (PixelMask.BadPixel, 1.25), (PixelMask.CosmicRay, 1.35), (PixelMask.BadDark, 1.25), (PixelMask.BadFlat, 1.25), (PixelMask.NotEnoughPsf, 1.25),
            (PixelMask.LittrowGhost, 1.5), (PixelMask.PersistenceHigh, 1.8), (PixelMask.PersistenceMedium, 1.5), (PixelMask.PersistenceLow, 1.5),
            (PixelMask.SkyLine, 1.35), (PixelMask.Telluric, 1.35),
        })
        {
            yield return ($"pixels with {bit} (%)", tolerance, summary => 100 * summary.Fraction(bit));
        }

        yield return ("pixels with a bad bit (%)", 1.25, summary => 100 * summary.Fraction(PixelMask.Bad));
        yield return ("length of bad runs (pixels, mean)", 1.2, summary => summary.BadRunLength);
        yield return ("error / median error, 5th percentile", 1.15, summary => summary.ErrorQuantile(0.05));
        yield return ("error / median error, 25th percentile", 1.1, summary => summary.ErrorQuantile(0.25));
        yield return ("error / median error, 75th percentile", 1.15, summary => summary.ErrorQuantile(0.75));
        yield return ("error / median error, 95th percentile", 1.3, summary => summary.ErrorQuantile(0.95));
        yield return ("error at sky lines / median error", 1.25, summary => summary.ErrorAt(PixelMask.SkyLine));
        yield return ("error at tellurics / median error", 1.25, summary => summary.ErrorAt(PixelMask.Telluric));
    }

    static Spectrum Combined(FitsFile file, string path)
    {
        float[] flux = new float[WavelengthGrid.Pixels];
        float[] error = new float[WavelengthGrid.Pixels];
        int[] mask = new int[WavelengthGrid.Pixels];
        file.Image(1).ReadRow(0, flux);
        file.Image(2).ReadRow(0, error);
        file.Image(3).ReadRow(0, mask);
        return new Spectrum(path, SpectrumKind.Combined, flux, error, Array.ConvertAll(mask, bits => (PixelMask)(bits & 0x7FFF)));
    }

    static double Snr(Spectrum spectrum)
    {
        double[] ratios = [.. Pixels.Where(spectrum.HasData).Select(p => (double)spectrum.Flux.Span[p] / spectrum.Error.Span[p]).Order()];
        return ratios[ratios.Length / 2];
    }

    /// <summary>Means over spectra.</summary>
    sealed class Summary
    {
        readonly Dictionary<PixelMask, double> fractions = [];
        readonly List<double[]> errors = [];
        readonly Dictionary<PixelMask, List<double>> errorsAt = new() { [PixelMask.SkyLine] = [], [PixelMask.Telluric] = [] };
        int badPixels;
        int badRuns;

        public double BadRunLength => (double)badPixels / badRuns;

        public double Fraction(PixelMask bits) => fractions[bits] / errors.Count;

        public double ErrorQuantile(double fraction) => errors.Average(sorted => sorted[(int)(fraction * sorted.Length)]);

        public double ErrorAt(PixelMask bit) => errorsAt[bit].Average();

        public void Add(Spectrum spectrum)
        {
            PixelMask[] mask = spectrum.Mask.ToArray();
            float[] error = spectrum.Error.ToArray();
            foreach (PixelMask bits in Enum.GetValues<PixelMask>())
            {
                fractions[bits] = fractions.GetValueOrDefault(bits) + (Pixels.Count(p => (mask[p] & bits) != 0) / (double)Pixels.Length);
            }

            bool before = false;
            foreach (int p in Pixels)
            {
                bool bad = (mask[p] & PixelMask.Bad) != 0;
                badPixels += bad ? 1 : 0;
                badRuns += bad && !before ? 1 : 0;
                before = bad;
            }

            double[] sorted = [.. Pixels.Where(spectrum.HasData).Select(p => (double)error[p]).Order()];
            double median = sorted[sorted.Length / 2];
            errors.Add([.. sorted.Select(e => e / median)]);
            foreach ((PixelMask bit, List<double> list) in errorsAt)
            {
                double[] flagged = [.. Pixels.Where(p => spectrum.HasData(p) && (mask[p] & (PixelMask.SkyLine | PixelMask.Telluric)) == bit).Select(p => error[p] / median).Order()];
                list.Add(flagged[flagged.Length / 2]);
            }
        }
    }
}
