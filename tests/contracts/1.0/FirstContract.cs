using System.Globalization;
using System.Text.Json;

namespace Astra.Plugins.FirstContract;

// What a plugin could say in contract 1.0, all of it: pipelines on spectra, on stars and with a model; inputs, options, columns of every type, flags of
// every severity, and each exception. It is built against that contract and never again: see README.md.

[Flags]
[BadWhen(FewPixels | LowSnr)]
public enum BandFlags : long
{
    [Flag("no Teff in the ASPCAP catalogue", Severity.Informational)]
    NoCatalogueTeff = 1 << 0,

    [Flag("fewer usable pixels than the option min_pixels", Severity.Warn)]
    FewPixels = 1 << 1,

    [Flag("S/N below 30", Severity.Warn)]
    LowSnr = 1 << 2,

    [Flag("blue detector below 0.8 of the red one", Severity.Bad)]
    Red = 1 << 3,

    [Flag("no result", Severity.Bad)]
    NoResult = 1 << 11,
}

public sealed record BandResult : PipelineResult<BandFlags>
{
    [Column("flux", "10**-17 erg s-1 cm-2 Angstrom-1", "mean flux of the three detectors", Indexed = true)]
    public float Flux { get; init; } = float.NaN;

    [Column("e_flux", "10**-17 erg s-1 cm-2 Angstrom-1", "error of the mean flux")]
    public float FluxError { get; init; } = float.NaN;

    [Column("band_flux", "10**-17 erg s-1 cm-2 Angstrom-1", "mean flux: blue, green, red")]
    public float[] BandFlux { get; init; } = [];

    [Column("band_wavelength", "Angstrom", "central wavelengths of the detectors")]
    public double[] BandWavelength { get; init; } = [];

    [Column("band_pixels", "", "usable pixels of the detectors")]
    public int[] BandPixels { get; init; } = [];

    [Column("n_pixels", "", "number of usable pixels")]
    public int UsablePixels { get; init; }

    [Column("mask_bits", "", "all bits that any pixel's mask has")]
    public long MaskBits { get; init; }

    [Column("is_combined", "", "whether this is a combined spectrum")]
    public bool IsCombined { get; init; }

    [Column("teff", "K", "effective temperature, as catalogued")]
    public double Teff { get; init; } = double.NaN;

    [Column("teff_origin", "", "where the effective temperature comes from")]
    public string TeffOrigin { get; init; } = string.Empty;

    [Column("draw", "", "a random number that belongs to the spectrum")]
    public double Draw { get; init; } = double.NaN;
}

[Pipeline("FirstBands", "1.0.0", "Averages the flux of each detector.", Reference = "contract 1.0")]
[Input("snr", "spectrum.snr")]
[Input("teff", "aspcap.teff", Optional = true)]
[Option("scale", 1.0, "what the flux is multiplied with")]
[Option("min_pixels", 5000, "number of usable pixels below which FEW_PIXELS is set")]
[Option("statistic", "mean", "mean or median")]
[Option("use_mask", true, "leave out pixels that the mask calls bad")]
public sealed class FirstBands : IPipeline<BandResult>
{
    readonly PipelineContext context;
    readonly Detectors detectors;
    readonly bool median;

    public FirstBands(PipelineContext context)
    {
        this.context = context;
        detectors = context.Share(() => new Detectors([.. WavelengthGrid.Chips7514]));
        median = context.Option<string>("statistic") switch
        {
            "mean" => false,
            "median" => true,
            string other => throw new ConfigurationException($"FirstBands: the option statistic is '{other}'. Use mean or median."),
        };
        context.Log(LogLevel.Debug, "FirstBands is open");
    }

    public IReadOnlyList<BandResult> Analyse(IReadOnlyList<Target> batch, CancellationToken cancellation)
    {
        List<BandResult> results = [];
        foreach (Target target in batch)
        {
            cancellation.ThrowIfCancellationRequested();
            results.Add(Analyse(target));
        }

        return results;
    }

    BandResult Analyse(Target target)
    {
        Spectrum spectrum = target.Spectrum;
        PixelMask rejected = context.Option<bool>("use_mask") ? PixelMask.Bad : PixelMask.None;
        int[][] usable = [.. detectors.Pixels.Select(range => Enumerable.Range(range.Start.Value, range.End.Value - range.Start.Value)
            .Where(pixel => spectrum.HasData(pixel) && (spectrum.Mask.Span[pixel] & rejected) == 0).ToArray())];
        if (usable.Any(pixels => pixels.Length == 0))
        {
            throw new NoResultException("a detector has no usable pixel") { Flags = BandFlags.FewPixels };
        }

        double scale = context.Option<double>("scale");
        double[] bands = [.. usable.Select(pixels => scale * Average([.. pixels.Select(pixel => (double)spectrum.Flux.Span[pixel])]))];
        if (bands.All(band => band < 0))
        {
            throw new BadInputException("every detector has a negative flux");
        }

        int[] all = [.. usable.SelectMany(pixels => pixels)];
        long bits = 0;
        foreach (PixelMask mask in spectrum.Mask.Span)
        {
            bits |= (long)mask;
        }

        InputValue teff = target.Input("teff");
        return new BandResult
        {
            Flags = (teff.IsKnown ? 0 : BandFlags.NoCatalogueTeff)
                | (all.Length < context.Option<int>("min_pixels") ? BandFlags.FewPixels : 0)
                | (target.Input("snr") < 30 ? BandFlags.LowSnr : 0)
                | (bands[0] < 0.8 * bands[2] ? BandFlags.Red : 0),
            Flux = (float)bands.Average(),
            FluxError = (float)(scale * Math.Sqrt(all.Sum(pixel => Math.Pow(spectrum.Error.Span[pixel], 2))) / all.Length),
            BandFlux = [.. bands.Select(band => (float)band)],
            BandWavelength = [.. detectors.Pixels.Select(range => WavelengthGrid.Wavelength((range.Start.Value + range.End.Value - 1) / 2.0))],
            BandPixels = [.. usable.Select(pixels => pixels.Length)],
            UsablePixels = all.Length,
            MaskBits = bits,
            IsCombined = spectrum.Kind == SpectrumKind.Combined,
            Teff = teff,
            TeffOrigin = teff.Origin ?? string.Empty,
            Draw = context.RandomFor(target).NextDouble(),
        };
    }

    double Average(double[] values)
    {
        if (!median)
        {
            return values.Average();
        }

        Array.Sort(values);
        return (values[(values.Length - 1) / 2] + values[values.Length / 2]) / 2;
    }

    sealed record Detectors(Range[] Pixels);
}

[Flags]
public enum StarFlags
{
    [Flag("no result", Severity.Bad)]
    NoResult = 1 << 11,
}

public sealed record StarResult : PipelineResult<StarFlags>
{
    [Column("flux", "10**-17 erg s-1 cm-2 Angstrom-1", "flux of FirstBands")]
    public required float Flux { get; init; }

    [Column("ra", "deg", "right ascension, as given")]
    public required double Ra { get; init; }
}

[Pipeline("FirstStar", "1.0.0", "Repeats what another pipeline found for a star.", Unit = UnitOfWork.Source)]
[Input("flux", "FirstBands.flux")]
[Input("ra", "source.ra")]
public sealed class FirstStar : IPipeline<StarResult>
{
    public IReadOnlyList<StarResult> Analyse(IReadOnlyList<Target> batch, CancellationToken cancellation) =>
        [.. batch.Select(target => new StarResult { Flux = (float)target.Input("flux"), Ra = target.Input("ra") })];
}

public sealed record ScaledResult : PipelineResult<StarFlags>
{
    [Column("value", "", "S/N times the model's number")]
    public double Value { get; init; } = double.NaN;
}

[Pipeline("FirstModel", "1.0.0", "Multiplies the S/N with the number in its model.", NeedsModel = true, Kinds = SpectrumKinds.Combined)]
public sealed class FirstModel(PipelineContext context) : IPipeline<ScaledResult>
{
    public const string FileName = "number.txt";

    readonly double number = double.Parse(File.ReadAllText(Path.Combine(context.Model.Folder, FileName)), CultureInfo.InvariantCulture)
        * context.Model.Manifest.Settings.GetProperty("factor").GetDouble();

    public IReadOnlyList<ScaledResult> Analyse(IReadOnlyList<Target> batch, CancellationToken cancellation) =>
        [.. batch.Select(target => new ScaledResult { Value = target.Spectrum.Snr * number })];
}

public sealed class FirstImporter : IModelImporter
{
    public string Pipeline => "FirstModel";

    public string Accepts => "a text file with one number; the option factor is what it is multiplied with.";

    public ModelManifest Import(string path, string folder, IReadOnlyDictionary<string, string> options)
    {
        if (!double.TryParse(File.ReadAllText(path), NumberStyles.Float, CultureInfo.InvariantCulture, out double number))
        {
            throw new BadInputException($"{path} is not a text file with one number.");
        }

        double factor = options.TryGetValue("factor", out string? text) ? double.Parse(text, CultureInfo.InvariantCulture) : 1;
        File.WriteAllText(Path.Combine(folder, FirstModel.FileName), number.ToString("R", CultureInfo.InvariantCulture));
        return new ModelManifest
        {
            Pipeline = Pipeline,
            Name = Path.GetFileNameWithoutExtension(path),
            Description = "A number.",
            TrainedOn = "nothing",
            Command = $"astra model import {Pipeline} {path}",
            Created = DateTimeOffset.UnixEpoch,
            Files = new Dictionary<string, string> { [FirstModel.FileName] = string.Empty },
            Settings = JsonSerializer.SerializeToElement(new { factor }),
        };
    }
}
