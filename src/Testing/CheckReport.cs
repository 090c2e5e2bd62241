using System.Globalization;

namespace Astra.Testing;

/// <summary>What checks of a pipeline found.</summary>
/// <param name="Pipeline">The name of the pipeline, or of its class where the declaration cannot be read.</param>
/// <param name="Findings">What is wrong first, then advice; each in the order in which it was found.</param>
/// <param name="Speed">How fast it is; null when that was not measured.</param>
public sealed record CheckReport(string Pipeline, IReadOnlyList<CheckFinding> Findings, PipelineSpeed? Speed)
{
    /// <summary>Whether nothing is wrong; there may be advice.</summary>
    public bool Passed => Findings.All(finding => finding.Severity != CheckSeverity.Wrong);

    /// <summary>Fails a test unless <see cref="Passed"/>.</summary>
    /// <exception cref="PipelineCheckException">Something is wrong; the message lists it.</exception>
    public void ThrowIfWrong()
    {
        CheckFinding[] wrong = [.. Findings.Where(finding => finding.Severity == CheckSeverity.Wrong)];
        if (wrong.Length > 0)
        {
            throw new PipelineCheckException(string.Join(Environment.NewLine, wrong.Select(finding => $"{Pipeline}: {finding}")));
        }
    }
}

/// <summary>How fast a pipeline is on one thread, once it is warm.</summary>
/// <param name="PerSecond">Units of work in a second.</param>
/// <param name="BytesEach">Bytes of managed memory that the calling thread allocated for each.</param>
/// <param name="Batch">Units of work in a batch.</param>
public sealed record PipelineSpeed(double PerSecond, double BytesEach, int Batch)
{
    /// <summary>The figures in a line.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"{PerSecond:0.#} a second on one thread, {BytesEach / 1000:0.#} kB allocated for each, in batches of {Batch}");
}
