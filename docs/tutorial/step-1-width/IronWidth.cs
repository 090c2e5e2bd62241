namespace Astra.Plugins.IronWidth;

[Flags]
public enum IronWidthFlags
{
    [Flag("no result", Severity.Bad)]
    NoResult = 1 << 11,
}

public sealed record IronWidthResult : PipelineResult<IronWidthFlags>
{
    [Column("width", "Angstrom", "equivalent width of Fe I 15211.7 (vacuum)", Indexed = true)]
    public float Width { get; init; } = float.NaN;
}

[Pipeline("IronWidth", "0.1.0", "Equivalent width of the iron line at 15211.7 Angstrom.", Kinds = SpectrumKinds.Combined, Reference = "Smith et al. 2013, ApJ 765, 16")]
public sealed class IronWidth : IPipeline<IronWidthResult>
{
    // Fe I, 15207.526 Angstrom in air (Smith et al. 2013, table 2). Spectra of APOGEE are in vacuum.
    const double Centre = 15211.682;

    // Windows in Angstrom from the centre. Those beside the line are where a giant of 4750 K has the fewest lines within 6 Angstrom.
    static readonly int[] Line = Pixels(-1.5, 1.5);
    static readonly int[] Blue = Pixels(-5.4, -2.4);
    static readonly int[] Red = Pixels(3.6, 5.2);

    public IReadOnlyList<IronWidthResult> Analyse(IReadOnlyList<Target> batch, CancellationToken cancellation) =>
        [.. batch.Select(target => Measure(target.Spectrum))];

    static IronWidthResult Measure(Spectrum spectrum)
    {
        ReadOnlySpan<float> flux = spectrum.Flux.Span;
        (double blueWavelength, double blueFlux) = Mean(flux, Blue);
        (double redWavelength, double redFlux) = Mean(flux, Red);

        double width = 0;
        foreach (int pixel in Line)
        {
            double wavelength = WavelengthGrid.Wavelength(pixel);
            double along = (wavelength - blueWavelength) / (redWavelength - blueWavelength);
            double continuum = blueFlux + (along * (redFlux - blueFlux));
            width += (1 - (flux[pixel] / continuum)) * PixelWidth(wavelength);
        }

        return new IronWidthResult { Width = (float)width };
    }

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
