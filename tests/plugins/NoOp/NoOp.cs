using System.Runtime.InteropServices;

namespace Astra.Plugins.NoOp;

// The smallest pipeline that touches every part of the contract. A pipeline is three things in one file: flags, a result, a class.

// 1. The flags: each bit with its meaning and what follows for the user. [BadWhen] names bits that are harmless alone and bad together.
[Flags]
[BadWhen(FewPixels | LowSnr)]
public enum NoOpFlags : long
{
    [Flag("no Teff in the ASPCAP catalogue", Severity.Informational)]
    NoCatalogueTeff = 1 << 0,

    [Flag("fewer usable pixels than the option min_pixels", Severity.Warn)]
    FewPixels = 1 << 1,

    [Flag("S/N below 10", Severity.Warn)]
    LowSnr = 1 << 2,

    [Flag("mean flux below 0", Severity.Bad)]
    NegativeFlux = 1 << 3,

    [Flag("no result", Severity.Bad)]
    NoResult = 1 << 11,
}

// 2. The result: a column of the tables for each property. A number starts as NaN, which means "not measured"; e_x is the error of x.
public sealed record NoOpResult : PipelineResult<NoOpFlags>
{
    [Column("mean_flux", "10**-17 erg s-1 cm-2 Angstrom-1", "mean flux of the usable pixels", Indexed = true)]
    public float MeanFlux { get; init; } = float.NaN;

    [Column("e_mean_flux", "10**-17 erg s-1 cm-2 Angstrom-1", "error of the mean flux")]
    public float MeanFluxError { get; init; } = float.NaN;

    [Column("snr", "", "signal-to-noise ratio as the reduction has it", Indexed = true)]
    public float Snr { get; init; } = float.NaN;

    [Column("ra", "deg", "right ascension, as given")]
    public double Ra { get; init; } = double.NaN;

    [Column("teff", "K", "effective temperature, as catalogued")]
    public float Teff { get; init; } = float.NaN;

    [Column("teff_origin", "", "where the effective temperature comes from")]
    public string TeffOrigin { get; init; } = string.Empty;

    [Column("draw", "", "a random number that belongs to the spectrum")]
    public double Draw { get; init; } = double.NaN;

    [Column("n_pixels", "", "number of usable pixels")]
    public int UsablePixels { get; init; }

    [Column("mask_bits", "", "all bits that any pixel's mask has")]
    public long MaskBits { get; init; }

    [Column("is_combined", "", "whether this is a combined spectrum")]
    public bool IsCombined { get; init; }

    [Column("flux_range", "10**-17 erg s-1 cm-2 Angstrom-1", "lowest and highest usable flux")]
    public float[] FluxRange { get; init; } = [];

    [Column("wavelength_range", "Angstrom", "wavelengths of the outermost usable pixels")]
    public double[] WavelengthRange { get; init; } = [];

    [Column("pixel_range", "", "indices of the outermost usable pixels")]
    public int[] PixelRange { get; init; } = [];
}

// 3. The class: inputs and options are declared here and asked for by name.
[Pipeline("NoOp", "1.0.0", "Averages the flux of a spectrum, to show every part of the contract.", Reference = "docs/plugin-author.md")]
[Input("ra", "source.ra")] // required: a spectrum whose star has none is excluded, and the plan says so
[Input("snr", "spectrum.snr")]
[Input("teff", "aspcap.teff", Optional = true)] // NaN where the catalogue has none; more alternatives would be asked in their order
[Option("factor", 1.0, "what the flux is multiplied with")]
[Option("min_pixels", 100, "number of usable pixels below which FEW_PIXELS is set")]
[Option("use_mask", true, "leave out pixels that the mask calls bad")]
public sealed class NoOp : IPipeline<NoOpResult>, ISpectrumModel
{
    readonly PipelineContext context;
    readonly double[] wavelengths;
    readonly double factor;

    // Called once for each worker thread. What is big is loaded once for all of them through Share.
    public NoOp(PipelineContext context)
    {
        this.context = context;
        wavelengths = context.Share(() => Enumerable.Range(0, WavelengthGrid.Pixels).Select(pixel => WavelengthGrid.Wavelength(pixel)).ToArray());
        factor = context.Option<double>("factor");
        if (factor == 0)
        {
            throw new ConfigurationException("NoOp: the option factor is 0, which leaves nothing. Set pipelines:NoOp:factor to another number.");
        }

        context.Log(LogLevel.Debug, $"NoOp takes the flux times {factor}");
    }

    // A result for each unit of work, in their order, each depending on nothing but its own spectrum, inputs, model and options.
    public IReadOnlyList<NoOpResult> Analyse(IReadOnlyList<Target> batch, CancellationToken cancellation)
    {
        List<NoOpResult> results = [];
        foreach (Target target in batch)
        {
            cancellation.ThrowIfCancellationRequested();
            results.Add(Analyse(target));
        }

        return results;
    }

    // A pipeline that explains the flux by a model may show it, and astra report draws it. This one's model is its mean.
    public ModelSpectrum Model(Target target)
    {
        Spectrum spectrum = target.Spectrum;
        float mean = Analyse(target).MeanFlux;
        float[] flux = new float[WavelengthGrid.Pixels];
        float[] error = new float[WavelengthGrid.Pixels];
        float[] model = new float[WavelengthGrid.Pixels];
        Array.Fill(flux, float.NaN);
        Array.Fill(error, float.NaN);
        Array.Fill(model, 1);
        foreach (int pixel in Usable(spectrum))
        {
            flux[pixel] = (float)(factor * spectrum.Flux.Span[pixel] / mean);
            error[pixel] = (float)(factor * spectrum.Error.Span[pixel] / mean);
        }

        return new ModelSpectrum(flux, error, model);
    }

    int[] Usable(Spectrum spectrum)
    {
        PixelMask rejected = context.Option<bool>("use_mask") ? PixelMask.Bad : PixelMask.None;
        return [.. Enumerable.Range(0, WavelengthGrid.Pixels)
            .Where(pixel => spectrum.HasData(pixel) && (spectrum.Mask.Span[pixel] & rejected) == 0)];
    }

    NoOpResult Analyse(Target target)
    {
        Spectrum spectrum = target.Spectrum;
        int[] usable = Usable(spectrum);
        if (usable.Length == 0)
        {
            throw new NoResultException($"none of the {WavelengthGrid.Pixels} pixels is usable") { Flags = NoOpFlags.FewPixels };
        }

        float[] flux = [.. usable.Select(pixel => (float)(factor * spectrum.Flux.Span[pixel]))];
        double variance = usable.Sum(pixel => Math.Pow(factor * spectrum.Error.Span[pixel], 2));
        double mean = flux.Average(value => (double)value);
        InputValue snr = target.Input("snr");
        InputValue teff = target.Input("teff");
        return new NoOpResult
        {
            Flags = (teff.IsKnown ? 0 : NoOpFlags.NoCatalogueTeff)
                | (usable.Length < context.Option<int>("min_pixels") ? NoOpFlags.FewPixels : 0)
                | (snr < 10 ? NoOpFlags.LowSnr : 0)
                | (mean < 0 ? NoOpFlags.NegativeFlux : 0),
            MeanFlux = (float)mean,
            MeanFluxError = (float)(Math.Sqrt(variance) / usable.Length),
            Snr = (float)snr,
            Ra = target.Input("ra"),
            Teff = (float)teff,
            TeffOrigin = teff.Origin ?? string.Empty,
            Draw = context.RandomFor(target).NextDouble(),
            UsablePixels = usable.Length,
            MaskBits = MemoryMarshal.ToEnumerable(spectrum.Mask).Aggregate(0L, (bits, mask) => bits | (long)mask),
            IsCombined = spectrum.Kind == SpectrumKind.Combined,
            FluxRange = [flux.Min(), flux.Max()],
            WavelengthRange = [wavelengths[usable[0]], wavelengths[usable[^1]]],
            PixelRange = [usable[0], usable[^1]],
        };
    }
}
