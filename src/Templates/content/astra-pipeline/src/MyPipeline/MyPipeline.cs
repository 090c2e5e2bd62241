namespace Astra.Plugins.MyPipeline;

// 1. The flags: each bit with its meaning and what follows for the user.
[Flags]
public enum MyPipelineFlags
{
    [Flag("fewer than 50 usable pixels", Severity.Warn)]
    FewPixels = 1 << 0,

    [Flag("no result", Severity.Bad)]
    NoResult = 1 << 11,
}

// 2. The result: a column of the tables for each property. A number starts as NaN, which means "not measured"; e_x is the error of x.
public sealed record MyPipelineResult : PipelineResult<MyPipelineFlags>
{
    [Column("flux", "10**-17 erg s-1 cm-2 Angstrom-1", "mean flux between from and to", Indexed = true)]
    public float Flux { get; init; } = float.NaN;

    [Column("e_flux", "10**-17 erg s-1 cm-2 Angstrom-1", "error of flux")]
    public float FluxError { get; init; } = float.NaN;
}

// 3. The class: a result for each spectrum of a batch, in their order, which depends on nothing but that spectrum and the options.
[Pipeline("MyPipeline", "0.1.0", "The mean flux between two wavelengths.")]
[Option("from", 15700.0, "first wavelength, Angstrom (vacuum, rest frame)")]
[Option("to", 15750.0, "last wavelength, Angstrom (vacuum, rest frame)")]
public sealed class MyPipeline(PipelineContext context) : IPipeline<MyPipelineResult>
{
    readonly int[] window = [.. Enumerable.Range(0, WavelengthGrid.Pixels).Where(pixel =>
        WavelengthGrid.Wavelength(pixel) >= context.Option<double>("from") && WavelengthGrid.Wavelength(pixel) <= context.Option<double>("to"))];

    public IReadOnlyList<MyPipelineResult> Analyse(IReadOnlyList<Target> batch, CancellationToken cancellation) =>
        [.. batch.Select(target => Measure(target.Spectrum, cancellation))];

    MyPipelineResult Measure(Spectrum spectrum, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        int[] usable = [.. window.Where(pixel => spectrum.HasData(pixel) && (spectrum.Mask.Span[pixel] & PixelMask.Bad) == 0)];
        if (usable.Length == 0)
        {
            throw new NoResultException($"none of {window.Length} pixels is usable");
        }

        return new MyPipelineResult
        {
            Flux = (float)usable.Average(pixel => (double)spectrum.Flux.Span[pixel]),
            FluxError = (float)(Math.Sqrt(usable.Sum(pixel => Math.Pow(spectrum.Error.Span[pixel], 2))) / usable.Length),
            Flags = usable.Length < 50 ? MyPipelineFlags.FewPixels : 0,
        };
    }
}
