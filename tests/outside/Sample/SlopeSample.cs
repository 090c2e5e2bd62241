using Astra;

namespace Outside.Sample;

[Flags]
public enum SlopeFlags
{
    [Flag("no colour J - K of the star", Severity.Informational)]
    NoColour = 1 << 0,

    [Flag("fewer than half of a detector's pixels usable", Severity.Warn)]
    FewPixels = 1 << 1,

    [Flag("no result", Severity.Bad)]
    NoResult = 1 << 11,
}

public sealed record SlopeResult : PipelineResult<SlopeFlags>
{
    [Column("slope", "", "log10 of flux, blue detector over red", Indexed = true)]
    public double Slope { get; init; } = double.NaN;

    [Column("e_slope", "", "error of slope")]
    public double SlopeError { get; init; } = double.NaN;

    [Column("j_k", "mag", "colour J - K, as catalogued")]
    public double Colour { get; init; } = double.NaN;

    [Column("band_flux", "10**-17 erg s-1 cm-2 Angstrom-1", "mean flux: blue, green, red")]
    public float[] BandFlux { get; init; } = [];
}

/// <summary>How steep a spectrum is: a colour within the H band, which goes with J - K.</summary>
[Pipeline("SlopeSample", "1.0.0", "Flux of the blue detector over that of the red one.")]
[Input("j", "source.j_mag", Optional = true)]
[Input("k", "source.k_mag", Optional = true)]
public sealed class SlopeSample : IPipeline<SlopeResult>
{
    public IReadOnlyList<SlopeResult> Analyse(IReadOnlyList<Target> batch, CancellationToken cancellation)
    {
        List<SlopeResult> results = [];
        foreach (Target target in batch)
        {
            cancellation.ThrowIfCancellationRequested();
            results.Add(Measure(target));
        }

        return results;
    }

    static SlopeResult Measure(Target target)
    {
        Band[] bands = [.. WavelengthGrid.Chips7514.Select(range => Band.Of(target.Spectrum, range))];
        if (bands.Any(band => band.Share == 0 || !(band.Flux > 0)))
        {
            throw new NoResultException("a detector has no usable pixel, or no light");
        }

        double colour = target.Input("j") - target.Input("k");
        return new SlopeResult
        {
            Slope = Math.Log10(bands[0].Flux / bands[2].Flux),
            SlopeError = Math.Sqrt(Math.Pow(bands[0].Error / bands[0].Flux, 2) + Math.Pow(bands[2].Error / bands[2].Flux, 2)) / Math.Log(10),
            Colour = colour,
            BandFlux = [.. bands.Select(band => (float)band.Flux)],
            Flags = (double.IsNaN(colour) ? SlopeFlags.NoColour : 0) | (bands.Any(band => band.Share < 0.5) ? SlopeFlags.FewPixels : 0),
        };
    }

    readonly record struct Band(double Flux, double Error, double Share)
    {
        public static Band Of(Spectrum spectrum, Range range)
        {
            double sum = 0;
            double variance = 0;
            int count = 0;
            for (int pixel = range.Start.Value; pixel < range.End.Value; pixel++)
            {
                if (spectrum.HasData(pixel) && (spectrum.Mask.Span[pixel] & PixelMask.Bad) == 0)
                {
                    sum += spectrum.Flux.Span[pixel];
                    variance += spectrum.Error.Span[pixel] * (double)spectrum.Error.Span[pixel];
                    count++;
                }
            }

            return new Band(sum / count, Math.Sqrt(variance) / count, count / (double)(range.End.Value - range.Start.Value));
        }
    }
}
