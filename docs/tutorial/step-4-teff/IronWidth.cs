namespace Astra.Plugins.IronWidth;

[Flags]
[BadWhen(NotDetected | LowSnr)]
public enum IronWidthFlags
{
    [Flag("telluric absorption or a sky line in the line's pixels", Severity.Informational)]
    SkyInLine = 1 << 0,

    [Flag("width below 3 times its error", Severity.Warn)]
    NotDetected = 1 << 1,

    [Flag("median S/N beside the line below 30", Severity.Warn)]
    LowSnr = 1 << 2,

    [Flag("width below -3 times its error", Severity.Bad)]
    Emission = 1 << 3,

    [Flag("fewer than 4 usable pixels on a side of the line", Severity.Bad)]
    FewPixels = 1 << 4,

    [Flag("a pixel of the line has no data or is masked", Severity.Bad)]
    LineMasked = 1 << 5,

    [Flag("no Teff from AstroNN or ASPCAP", Severity.Informational)]
    NoTeff = 1 << 6,

    [Flag("Teff below 4000 K: lines beside the line", Severity.Warn)]
    TooCool = 1 << 7,

    [Flag("no result", Severity.Bad)]
    NoResult = 1 << 11,
}

public sealed record IronWidthResult : PipelineResult<IronWidthFlags>
{
    [Column("width", "Angstrom", "equivalent width of Fe I 15211.7 (vacuum)", Indexed = true)]
    public float Width { get; init; } = float.NaN;

    [Column("e_width", "Angstrom", "error of width")]
    public float WidthError { get; init; } = float.NaN;

    [Column("log_width", "", "log10 of width over wavelength")]
    public float LogWidth { get; init; } = float.NaN;

    [Column("e_log_width", "", "error of log_width")]
    public float LogWidthError { get; init; } = float.NaN;

    [Column("teff", "K", "effective temperature that was used")]
    public float Teff { get; init; } = float.NaN;
}

[Pipeline("IronWidth", "0.4.0", "Equivalent width of the iron line at 15211.7 Angstrom.", Kinds = SpectrumKinds.Combined, Reference = "Smith et al. 2013, ApJ 765, 16")]
[Input("teff", "AstroNN.teff", "aspcap.teff", Optional = true)]
[Option("noise_correlation", 0.45, "correlation of the noise of neighbouring pixels")]
public sealed class IronWidth : IPipeline<IronWidthResult>
{
    // Fe I, 15207.526 Angstrom in air (Smith et al. 2013, table 2). Spectra of APOGEE are in vacuum.
    const double Centre = 15211.682;

    const PixelMask Sky = PixelMask.SkyLine | PixelMask.Telluric;

    // Beside the line this many pixels are the least of which a mean is taken.
    const int FewestPixels = 4;

    // Windows in Angstrom from the centre. Those beside the line are where a giant of 4750 K has the fewest lines within 6 Angstrom.
    static readonly int[] Line = Pixels(-1.5, 1.5);
    static readonly int[] Blue = Pixels(-5.4, -2.4);
    static readonly int[] Red = Pixels(3.6, 5.2);

    readonly double correlation;

    public IronWidth(PipelineContext context)
    {
        correlation = context.Option<double>("noise_correlation");
        if (correlation is not (>= 0 and < 1))
        {
            throw new ConfigurationException("The correlation of neighbouring pixels is from 0 to below 1: set pipelines:IronWidth:noise_correlation to such a number.");
        }
    }

    public IReadOnlyList<IronWidthResult> Analyse(IReadOnlyList<Target> batch, CancellationToken cancellation) =>
        [.. batch.Select(target => Measure(target))];

    IronWidthResult Measure(Target target)
    {
        Spectrum spectrum = target.Spectrum;
        InputValue teff = target.Input("teff");
        int[] blue = [.. Blue.Where(pixel => IsUsable(spectrum, pixel))];
        int[] red = [.. Red.Where(pixel => IsUsable(spectrum, pixel))];
        if (blue.Length < FewestPixels || red.Length < FewestPixels)
        {
            throw new NoResultException($"{blue.Length} and {red.Length} usable pixels on the two sides of the line are fewer than {FewestPixels}")
            {
                Flags = IronWidthFlags.FewPixels,
            };
        }

        if (Line.Any(pixel => !IsUsable(spectrum, pixel)))
        {
            throw new NoResultException("a pixel of the line has no data, or the mask calls it bad") { Flags = IronWidthFlags.LineMasked };
        }

        ReadOnlySpan<float> flux = spectrum.Flux.Span;
        (double blueWavelength, double blueFlux) = Mean(flux, blue);
        (double redWavelength, double redFlux) = Mean(flux, red);
        if (blueFlux <= 0 || redFlux <= 0)
        {
            throw new NoResultException($"the flux beside the line, {blueFlux:G3} and {redFlux:G3}, is not above 0");
        }

        // By how much the width changes with the flux of each pixel, from the first of the blue window to the last of the red one.
        double[] change = new double[Red[^1] - Blue[0] + 1];
        double width = 0;
        foreach (int pixel in Line)
        {
            double wavelength = WavelengthGrid.Wavelength(pixel);
            double along = (wavelength - blueWavelength) / (redWavelength - blueWavelength);
            double continuum = blueFlux + (along * (redFlux - blueFlux));
            width += (1 - (flux[pixel] / continuum)) * PixelWidth(wavelength);

            change[pixel - Blue[0]] -= PixelWidth(wavelength) / continuum;
            double withContinuum = flux[pixel] * PixelWidth(wavelength) / (continuum * continuum);
            foreach (int beside in blue)
            {
                change[beside - Blue[0]] += withContinuum * (1 - along) / blue.Length;
            }

            foreach (int beside in red)
            {
                change[beside - Blue[0]] += withContinuum * along / red.Length;
            }
        }

        double error = Error(change, spectrum.Error.Span[Blue[0]..]);
        return new IronWidthResult
        {
            Width = (float)width,
            WidthError = (float)error,
            LogWidth = width > 0 ? (float)Math.Log10(width / Centre) : float.NaN,
            LogWidthError = width > 0 ? (float)(error / (width * Math.Log(10))) : float.NaN,
            Teff = (float)teff,
            Flags = (Line.Any(pixel => (spectrum.Mask.Span[pixel] & Sky) != 0) ? IronWidthFlags.SkyInLine : 0)
                | (width < 3 * error ? IronWidthFlags.NotDetected : 0)
                | (width < -3 * error ? IronWidthFlags.Emission : 0)
                | (Snr(spectrum, [.. blue, .. red]) < 30 ? IronWidthFlags.LowSnr : 0)
                | (teff.IsKnown ? 0 : IronWidthFlags.NoTeff)
                | (teff < 4000 ? IronWidthFlags.TooCool : 0),
        };
    }

    static double Snr(Spectrum spectrum, int[] pixels)
    {
        double[] ratios = [.. pixels.Select(pixel => (double)spectrum.Flux.Span[pixel] / spectrum.Error.Span[pixel]).Order()];
        return (ratios[(ratios.Length - 1) / 2] + ratios[ratios.Length / 2]) / 2;
    }

    /// <summary>The propagated error, with noise that neighbouring pixels share: a spectrum was resampled before it came here.</summary>
    double Error(double[] change, ReadOnlySpan<float> error)
    {
        double variance = 0;
        for (int i = 0; i < change.Length; i++)
        {
            // What no change comes from may have an error of 1e10 or NaN, which times 0 would be no 0.
            double own = change[i] == 0 ? 0 : change[i] * error[i];
            double next = i + 1 == change.Length || change[i + 1] == 0 ? 0 : change[i + 1] * error[i + 1];
            variance += (own * own) + (2 * correlation * own * next);
        }

        return Math.Sqrt(variance);
    }

    static bool IsUsable(Spectrum spectrum, int pixel) => spectrum.HasData(pixel) && (spectrum.Mask.Span[pixel] & PixelMask.Bad) == 0;

    static (double Wavelength, double Flux) Mean(ReadOnlySpan<float> flux, int[] pixels)
    {
        double sum = 0;
        foreach (int pixel in pixels)
        {
            sum += flux[pixel];
        }

        return (pixels.Average(pixel => WavelengthGrid.Wavelength(pixel)), sum / pixels.Length);
    }

    static int[] Pixels(double from, double to) => [.. Enumerable.Range(0, WavelengthGrid.Pixels)
        .Where(pixel => WavelengthGrid.Wavelength(pixel) >= Centre + from && WavelengthGrid.Wavelength(pixel) <= Centre + to)];

    static double PixelWidth(double wavelength) => wavelength * Math.Log(10) * WavelengthGrid.LogStep;
}
