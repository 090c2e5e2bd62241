using Astra.Neural;

namespace Astra.Spectra.Training;

/// <summary>Passes the state of the engine's training on.</summary>
/// <param name="context">Takes it.</param>
public sealed class ProgressReport(TrainingContext context) : IProgress<TrainingProgress>
{
    /// <inheritdoc/>
    public void Report(TrainingProgress value) => context.Progress(new TrainingStep("training", value.Fraction, value.ToString()));
}
