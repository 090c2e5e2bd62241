namespace Astra.Testing;

/// <summary>A spectrum that was made up, and what is special about it.</summary>
/// <param name="Name">What is special, such as <c>all masked</c>.</param>
/// <param name="Spectrum">The spectrum.</param>
public sealed record InventedSpectrum(string Name, Spectrum Spectrum);

/// <summary>
/// Spectra of no star, for tests: the look of APOGEE's (continuum, absorption lines, gaps between the detectors, noise, sky lines), and everything that may be
/// wrong with one. The same number gives the same spectrum on every machine.
/// </summary>
public static class InventedSpectra
{
    const int Lines = 400;

    /// <summary>What the reduction writes as the error of a pixel without data.</summary>
    const float NoDataError = 1e10f;

    /// <summary>A plausible star.</summary>
    /// <param name="number">Tells one star from another: strength of the lines, slope of the continuum, noise.</param>
    /// <param name="snr">Signal-to-noise ratio per pixel.</param>
    /// <param name="kind">Combined or visit.</param>
    public static Spectrum Star(int number, double snr = 100, SpectrumKind kind = SpectrumKind.Combined) => Make("star", number, snr, kind, static (_, _, _) => { });

    /// <summary>A star at a signal-to-noise ratio of 3.</summary>
    /// <param name="kind">Combined or visit.</param>
    public static Spectrum Faint(SpectrumKind kind = SpectrumKind.Combined) => Star(901, snr: 3, kind);

    /// <summary>A star with every pixel's mask set to <see cref="PixelMask.BadPixel"/>.</summary>
    /// <param name="kind">Combined or visit.</param>
    public static Spectrum AllMasked(SpectrumKind kind = SpectrumKind.Combined) =>
        Make("all-masked", 902, 100, kind, static (_, _, mask) => Array.Fill(mask, PixelMask.BadPixel));

    /// <summary>NaN as flux and error of every pixel.</summary>
    /// <param name="kind">Combined or visit.</param>
    public static Spectrum NaNEverywhere(SpectrumKind kind = SpectrumKind.Combined) => Make("nan-everywhere", 903, 100, kind, static (flux, error, _) =>
    {
        Array.Fill(flux, float.NaN);
        Array.Fill(error, float.NaN);
    });

    /// <summary>A star with errors of 0.</summary>
    /// <param name="kind">Combined or visit.</param>
    public static Spectrum ZeroErrors(SpectrumKind kind = SpectrumKind.Combined) => Make("zero-errors", 904, 100, kind, static (_, error, _) => Array.Fill(error, 0f));

    /// <summary>A star with its flux turned negative, as after too much sky was taken off.</summary>
    /// <param name="kind">Combined or visit.</param>
    public static Spectrum NegativeFlux(SpectrumKind kind = SpectrumKind.Combined) => Make("negative-flux", 905, 100, kind, static (flux, _, _) => Change(flux, value => -value));

    /// <summary>A star of which one detector is missing, and blocks of the others.</summary>
    /// <param name="kind">Combined or visit.</param>
    public static Spectrum Gaps(SpectrumKind kind = SpectrumKind.Combined) => Make("gaps", 906, 100, kind, static (flux, error, mask) =>
    {
        for (int pixel = 0; pixel < flux.Length; pixel++)
        {
            if (pixel < WavelengthGrid.Chips7514[0].End.Value || pixel % 500 < 150)
            {
                (flux[pixel], error[pixel], mask[pixel]) = (float.NaN, NoDataError, PixelMask.BadPixel);
            }
        }
    });

    /// <summary>Zero flux, the error that stands for "no data", and a bad mask in every pixel.</summary>
    /// <param name="kind">Combined or visit.</param>
    public static Spectrum NoData(SpectrumKind kind = SpectrumKind.Combined) => Make("no-data", 907, 100, kind, static (flux, error, mask) =>
    {
        Array.Fill(flux, 0f);
        Array.Fill(error, NoDataError);
        Array.Fill(mask, PixelMask.BadPixel);
    });

    /// <summary>Everything that a file may hold and a star may not: each with its name, of one kind.</summary>
    /// <param name="kind">Combined or visit.</param>
    public static IReadOnlyList<InventedSpectrum> Hostile(SpectrumKind kind = SpectrumKind.Combined) =>
    [
        new("faint", Faint(kind)),
        new("all masked", AllMasked(kind)),
        new("NaN everywhere", NaNEverywhere(kind)),
        new("no data", NoData(kind)),
        new("zero errors", ZeroErrors(kind)),
        new("negative flux", NegativeFlux(kind)),
        new("gaps", Gaps(kind)),
        new("zero flux", Make("zero-flux", 908, 100, kind, static (flux, _, _) => Array.Fill(flux, 0f))),
        new("constant flux", Make("constant-flux", 909, 100, kind, static (flux, _, _) => Array.Fill(flux, 1f))),
        new("one pixel", Make("one-pixel", 910, 100, kind, static (flux, error, mask) => OnlyPixel(4000, flux, error, mask))),
        new("infinite flux", Make("infinite-flux", 911, 100, kind, static (flux, _, _) => flux[4000] = float.PositiveInfinity)),
        new("infinite errors", Make("infinite-errors", 912, 100, kind, static (_, error, _) => Array.Fill(error, float.PositiveInfinity))),
        new("negative errors", Make("negative-errors", 913, 100, kind, static (_, error, _) => Change(error, value => -value))),
        new("huge flux", Make("huge-flux", 914, 100, kind, static (flux, _, _) => Change(flux, value => value * 1e35f))),
        new("tiny flux", Make("tiny-flux", 915, 100, kind, static (flux, error, _) =>
        {
            Change(flux, value => value * 1e-42f);
            Change(error, value => value * 1e-42f);
        })),
        new("a cosmic ray", Make("cosmic-ray", 916, 100, kind, static (flux, _, _) => flux[1000] = 1e9f)),
        new("all mask bits", Make("all-mask-bits", 917, 100, kind, static (_, _, mask) => Array.Fill(mask, (PixelMask)(-1)))),
    ];

    static Spectrum Make(string name, int number, double snr, SpectrumKind kind, Action<float[], float[], PixelMask[]> change)
    {
        RandomSource lines = RandomSource.FromName("invented lines");
        RandomSource star = RandomSource.FromName(Invariant($"invented star {number}"));
        double strength = 0.3 + (1.2 * star.NextDouble());
        double slope = (0.6 * star.NextDouble()) - 0.3;
        double level = 100 * Math.Pow(10, star.NextDouble());
        double[] transmission = Transmission(lines, strength);

        float[] flux = new float[WavelengthGrid.Pixels];
        float[] error = new float[WavelengthGrid.Pixels];
        PixelMask[] mask = new PixelMask[WavelengthGrid.Pixels];
        for (int pixel = 0; pixel < flux.Length; pixel++)
        {
            double noise = star.NextGaussian();
            if (!WavelengthGrid.Chips7514.Any(chip => pixel >= chip.Start.Value && pixel < chip.End.Value))
            {
                (error[pixel], mask[pixel]) = (NoDataError, PixelMask.BadPixel);
                continue;
            }

            double x = ((2.0 * pixel) / WavelengthGrid.Pixels) - 1;
            bool sky = pixel % 211 < 5;
            double continuum = level * (1 + (slope * x) + (0.1 * x * x));
            double sigma = continuum / snr * (sky ? 5 : 1);
            flux[pixel] = (float)((continuum * transmission[pixel]) + (sigma * noise));
            error[pixel] = (float)sigma;
            mask[pixel] = sky ? PixelMask.SkyLine : PixelMask.None;
        }

        change(flux, error, mask);
        string visit = kind == SpectrumKind.Visit ? "/visit-1" : string.Empty;
        return new Spectrum(Invariant($"invented-{name}-{number}{visit}"), kind, flux, error, mask) { Snr = (float)snr };
    }

    /// <summary>Lines at places that are the same for every star, about as wide as APOGEE resolves them (3 pixels).</summary>
    static double[] Transmission(RandomSource lines, double strength)
    {
        double[] transmission = new double[WavelengthGrid.Pixels];
        Array.Fill(transmission, 1);
        for (int line = 0; line < Lines; line++)
        {
            double centre = WavelengthGrid.Pixels * lines.NextDouble();
            double depth = 1 - Math.Exp(-strength * 0.8 * Math.Pow(lines.NextDouble(), 3));
            double width = 1.3 + (0.7 * lines.NextDouble());
            for (int pixel = Math.Max(0, (int)centre - 10); pixel < Math.Min(WavelengthGrid.Pixels, (int)centre + 11); pixel++)
            {
                double distance = (pixel - centre) / width;
                transmission[pixel] *= 1 - (depth * Math.Exp(-0.5 * distance * distance));
            }
        }

        return transmission;
    }

    static void Change(float[] values, Func<float, float> change)
    {
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = change(values[i]);
        }
    }

    static void OnlyPixel(int only, float[] flux, float[] error, PixelMask[] mask)
    {
        for (int pixel = 0; pixel < flux.Length; pixel++)
        {
            if (pixel != only)
            {
                (flux[pixel], error[pixel], mask[pixel]) = (float.NaN, NoDataError, PixelMask.BadPixel);
            }
        }
    }
}
