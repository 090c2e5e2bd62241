namespace Astra.Plugins.NoOp;

[Flags]
public enum NoOpSourceFlags : long
{
    [Flag("no Teff in the ASPCAP catalogue", Severity.Informational)]
    NoCatalogueTeff = 1 << 0,

    [Flag("no result", Severity.Bad)]
    NoResult = 1 << 11,
}

public sealed record NoOpSourceResult : PipelineResult<NoOpSourceFlags>
{
    [Column("doubled_flux", "10**-17 erg s-1 cm-2 Angstrom-1", "twice the mean flux of the spectrum")]
    public float DoubledFlux { get; init; } = float.NaN;

    [Column("teff", "K", "effective temperature, as catalogued")]
    public float Teff { get; init; } = float.NaN;
}

/// <summary>Works on a source, not on a spectrum, and on the result of another pipeline, after which the host runs it.</summary>
[Pipeline("NoOpSource", "1.0.0", "Doubles what NoOp found, to show a pipeline that works on sources.", Unit = UnitOfWork.Source)]
[Input("flux", "NoOp.mean_flux")]
[Input("teff", "aspcap.teff", Optional = true)]
public sealed class NoOpSource : IPipeline<NoOpSourceResult>
{
    public IReadOnlyList<NoOpSourceResult> Analyse(IReadOnlyList<Target> batch, CancellationToken cancellation) => [.. batch.Select(Analyse)];

    static NoOpSourceResult Analyse(Target target) => new()
    {
        DoubledFlux = (float)(2 * target.Input("flux")),
        Teff = (float)target.Input("teff"),
        Flags = target.Input("teff").IsKnown ? 0 : NoOpSourceFlags.NoCatalogueTeff,
    };
}
