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

    [Flag("width or Teff outside of what was trained on", Severity.Bad)]
    OutsideTraining = 1 << 8,

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

    [Column("fe_h", "dex", "[Fe/H] from width and Teff", Indexed = true)]
    public float FeH { get; init; } = float.NaN;

    [Column("e_fe_h", "dex", "error of fe_h")]
    public float FeHError { get; init; } = float.NaN;
}

[Pipeline(
    "IronWidth", "1.0.0", "[Fe/H] of giants from the width of the iron line at 15211.7 Angstrom.", NeedsModel = true,
    Reference = "Smith et al. 2013, ApJ 765, 16")]
[Input("teff", "AstroNN.teff", "aspcap.teff", Optional = true)]
[Option("noise_correlation", 0.45, "correlation of the noise of neighbouring pixels")]
public sealed class IronWidth : IPipeline<IronWidthResult>
{
    readonly IronLine line;
    readonly IronModel model;

    public IronWidth(PipelineContext context)
    {
        line = new IronLine(context.Option<double>("noise_correlation"));
        model = context.Share(() => IronModel.Read(context.Model));
    }

    public IReadOnlyList<IronWidthResult> Analyse(IReadOnlyList<Target> batch, CancellationToken cancellation) =>
        [.. batch.Select(Analyse)];

    IronWidthResult Analyse(Target target)
    {
        LineMeasurement measured = line.Measure(target.Spectrum);
        InputValue teff = target.Input("teff");
        IronWidthResult result = new()
        {
            Width = (float)measured.Width,
            WidthError = (float)measured.Error,
            LogWidth = (float)measured.LogWidth,
            LogWidthError = (float)measured.LogWidthError,
            Teff = (float)teff,
            Flags = measured.Flags
                | (teff.IsKnown ? 0 : IronWidthFlags.NoTeff)
                | (teff < 4000 ? IronWidthFlags.TooCool : 0),
        };
        if (!teff.IsKnown || double.IsNaN(measured.LogWidth))
        {
            return result;
        }

        return result with
        {
            FeH = (float)model.FeH(measured.LogWidth, teff),
            FeHError = (float)model.Error(measured.LogWidth, teff, measured.LogWidthError),
            Flags = result.Flags | (model.IsWithin(measured.LogWidth, teff) ? 0 : IronWidthFlags.OutsideTraining),
        };
    }
}
