using System.Runtime.InteropServices;

namespace Astra.Testing.Tests;

[Flags]
public enum SampleFlags : long
{
    [Flag("mean flux below 0", Severity.Warn)]
    Negative = 1 << 0,

    [Flag("no result", Severity.Bad)]
    NoResult = 1 << 11,
}

public record SampleResult : PipelineResult<SampleFlags>
{
    [Column("mean_flux", "10**-17 erg s-1 cm-2 Angstrom-1", "mean flux of the pixels with data", Indexed = true)]
    public float Mean { get; init; } = float.NaN;

    [Column("range", "", "some numbers")]
    public float[] Numbers { get; init; } = [1, 2];
}

/// <summary>A pipeline as it should be; those below each have one mistake.</summary>
public abstract class Sample : IPipeline<SampleResult>
{
    public virtual IReadOnlyList<SampleResult> Analyse(IReadOnlyList<Target> batch, CancellationToken cancellation) => [.. batch.Select(target =>
    {
        cancellation.ThrowIfCancellationRequested();
        return Analyse(target);
    })];

    protected virtual SampleResult Analyse(Target target)
    {
        Spectrum spectrum = target.Spectrum;
        double sum = 0;
        int pixels = 0;
        for (int pixel = 0; pixel < WavelengthGrid.Pixels; pixel++)
        {
            if (spectrum.HasData(pixel))
            {
                sum += spectrum.Flux.Span[pixel];
                pixels++;
            }
        }

        return pixels == 0
            ? throw new NoResultException("no pixel has data")
            : new SampleResult { Mean = (float)(sum / pixels), Flags = sum < 0 ? SampleFlags.Negative : 0 };
    }
}

[Pipeline("Good", "1.0.0", "Does all as it should.")]
[Input("k_mag", "source.k_mag", Optional = true)]
public sealed class Good : Sample;

[Pipeline("Neighbours", "1.0.0", "Takes the first star's level for all.")]
public sealed class Neighbours : Sample
{
    public override IReadOnlyList<SampleResult> Analyse(IReadOnlyList<Target> batch, CancellationToken cancellation)
    {
        IReadOnlyList<SampleResult> results = base.Analyse(batch, cancellation);
        return [.. results.Select(result => result with { Mean = result.Mean / results[0].Mean })];
    }
}

[Pipeline("Remembers", "1.0.0", "Counts the stars that it has seen.")]
public sealed class Remembers : Sample
{
    int seen;

    protected override SampleResult Analyse(Target target) => base.Analyse(target) with { Mean = ++seen };
}

[Pipeline("Dice", "1.0.0", "Draws a number when it is made.")]
public sealed class Dice : Sample
{
    readonly float drawn = Random.Shared.NextSingle();

    protected override SampleResult Analyse(Target target) => base.Analyse(target) with { Mean = drawn };
}

[Pipeline("SharedScratch", "1.0.0", "Keeps its scratch memory where other threads do.")]
public sealed class SharedScratch : Sample
{
    static float scratch;

    protected override SampleResult Analyse(Target target)
    {
        SampleResult result = base.Analyse(target);
        scratch = result.Mean;
        Thread.Sleep(2);
        return result with { Mean = scratch };
    }
}

[Pipeline("Unprepared", "1.0.0", "Does not expect a spectrum without data.")]
public sealed class Unprepared : Sample
{
    protected override SampleResult Analyse(Target target) =>
        new() { Mean = Enumerable.Range(0, WavelengthGrid.Pixels).Where(target.Spectrum.HasData).Select(pixel => target.Spectrum.Flux.Span[pixel]).First() };
}

[Pipeline("Silent", "1.0.0", "Gives an empty row and does not say so.")]
public sealed class Silent : Sample
{
    protected override SampleResult Analyse(Target target) => new();
}

[Pipeline("Undeclared", "1.0.0", "Sets a flag that it does not declare.")]
public sealed class Undeclared : Sample
{
    protected override SampleResult Analyse(Target target) => base.Analyse(target) with { Flags = (SampleFlags)(1 << 5) };
}

[Pipeline("Forgets", "1.0.0", "Leaves a star of a batch out.")]
public sealed class Forgets : Sample
{
    public override IReadOnlyList<SampleResult> Analyse(IReadOnlyList<Target> batch, CancellationToken cancellation) =>
        [.. base.Analyse(batch, cancellation).Skip(batch.Count > 1 ? 1 : 0)];
}

[Pipeline("Null", "1.0.0", "Returns nothing at all.")]
public sealed class Null : Sample
{
    public override IReadOnlyList<SampleResult> Analyse(IReadOnlyList<Target> batch, CancellationToken cancellation) => null!;
}

[Pipeline("Writes", "1.0.0", "Normalises the spectrum where it lies.")]
public sealed class Writes : Sample
{
    protected override SampleResult Analyse(Target target)
    {
        SampleResult result = base.Analyse(target);
        MemoryMarshal.AsMemory(target.Spectrum.Flux).Span[0] = 1;
        return result;
    }
}

[Pipeline("Hangs", "1.0.0", "Never comes back.")]
public sealed class Hangs : Sample
{
    protected override SampleResult Analyse(Target target)
    {
        Thread.Sleep(Timeout.Infinite);
        return new SampleResult();
    }
}

[Pipeline("HangsUntilTold", "1.0.0", "Comes back when it is told to.")]
public sealed class HangsUntilTold : Sample
{
    public override IReadOnlyList<SampleResult> Analyse(IReadOnlyList<Target> batch, CancellationToken cancellation)
    {
        cancellation.WaitHandle.WaitOne();
        throw new OperationCanceledException(cancellation);
    }
}

[Pipeline("Deaf", "1.0.0", "Is slow, and takes no notice of being told to stop.", Unit = UnitOfWork.Source)]
public sealed class Deaf : Sample
{
    public override IReadOnlyList<SampleResult> Analyse(IReadOnlyList<Target> batch, CancellationToken cancellation) => [.. batch.Select(Analyse)];

    protected override SampleResult Analyse(Target target)
    {
        Thread.Sleep(40);
        return new SampleResult { Mean = 1 };
    }
}

[Pipeline("Unopened", "1.0.0", "Cannot be made.")]
public sealed class Unopened : Sample
{
    public Unopened() => throw new InvalidOperationException("no file weights.bin");
}

[Pipeline("StopsAll", "1.0.0", "Stops the run because of one star.")]
public sealed class StopsAll : Sample
{
    protected override SampleResult Analyse(Target target) =>
        target.Spectrum.HasData(4000) ? base.Analyse(target) : throw new ConfigurationException("pixel 4000 has no data");
}

[Pipeline("NeedsWhatIsOptional", "1.0.0", "Cannot do without an input that it calls optional.")]
[Input("k_mag", "source.k_mag", Optional = true)]
public sealed class NeedsWhatIsOptional : Sample
{
    protected override SampleResult Analyse(Target target) =>
        target.Input("k_mag").IsKnown ? base.Analyse(target) : throw new InvalidOperationException("no K magnitude");
}

[Pipeline("AsksForMore", "1.0.0", "Asks for an input that it does not declare.")]
public sealed class AsksForMore : Sample
{
    protected override SampleResult Analyse(Target target) => base.Analyse(target) with { Mean = (float)target.Input("k_mag") };
}

[Pipeline("Misspelt", "1.0.0", "Asks for a column that does not exist.")]
[Input("k_mag", "source.kmag", Optional = true)]
[Input("field", "spectrum.field", Optional = true)]
public sealed class Misspelt : Sample;

[Pipeline("Ragged", "1.0.0", "Gives arrays of changing length.")]
public sealed class Ragged : Sample
{
    protected override SampleResult Analyse(Target target) => base.Analyse(target) with { Numbers = new float[1 + (target.Identity.Length % 3)] };
}

public sealed record TwoNumbers : PipelineResult<SampleFlags>
{
    [Column("mean", "", "a number", Indexed = true)]
    public float Mean { get; init; } = float.NaN;

    [Column("other", "", "another number")]
    public double Other { get; init; } = double.NaN;
}

[Pipeline("InfiniteBesides", "1.0.0", "Divides by zero.")]
public sealed class InfiniteBesides : IPipeline<TwoNumbers>
{
    public IReadOnlyList<TwoNumbers> Analyse(IReadOnlyList<Target> batch, CancellationToken cancellation) =>
        [.. batch.Select(target => target.Spectrum.HasData(4000) ? new TwoNumbers { Mean = 1, Other = double.PositiveInfinity } : throw new NoResultException("no pixel 4000"))];
}

[Pipeline("Wasteful", "1.0.0", "Allocates five megabytes for a star.")]
public sealed class Wasteful : Sample
{
    protected override SampleResult Analyse(Target target) => new byte[5_000_000].Length > 0 ? base.Analyse(target) : new SampleResult();
}

[Flags]
[BadWhen(Odd | NoResult)]
public enum OddFlags : long
{
    [Flag("odd", Severity.Warn)]
    Odd = 1 << 0,

    [Flag("no result", Severity.Bad)]
    NoResult = 1 << 3,
}

public sealed record OddResult : PipelineResult<OddFlags>
{
    [Column("teff", "kelvin", "a label")]
    public float Teff { get; init; } = float.NaN;

    [Column("e_teff", "K", "a label")]
    public float TeffError { get; init; } = float.NaN;
}

[Pipeline("Odd", "1.0.0", "Has a declaration that could be better.")]
public sealed class Odd : IPipeline<OddResult>
{
    public IReadOnlyList<OddResult> Analyse(IReadOnlyList<Target> batch, CancellationToken cancellation) => [.. batch.Select(_ => new OddResult { Teff = 1, TeffError = 1 })];
}

public sealed record UndocumentedResult : PipelineResult<SampleFlags>
{
    [Column("teff", "K", "")]
    public float Teff { get; init; } = float.NaN;
}

[Pipeline("Undocumented", "1.0.0", "Has a column without a description.")]
public sealed class Undocumented : IPipeline<UndocumentedResult>
{
    public IReadOnlyList<UndocumentedResult> Analyse(IReadOnlyList<Target> batch, CancellationToken cancellation) => [];
}
