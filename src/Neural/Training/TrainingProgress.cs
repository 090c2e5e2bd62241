using System.Globalization;

namespace Astra.Neural;

/// <summary>Where a training stands, after a batch.</summary>
/// <param name="Epoch">The epoch, from 1.</param>
/// <param name="Epochs">The most epochs.</param>
/// <param name="Batch">Batches done in the epoch.</param>
/// <param name="Batches">Batches in an epoch.</param>
/// <param name="TrainingLoss">The mean over the samples of the epoch so far.</param>
/// <param name="ValidationLoss">That of the epoch, once it has ended; before, of the epoch before; NaN where there is none.</param>
/// <param name="LearningRate">The rate of the last step.</param>
/// <param name="SamplesPerSecond">Samples trained on since the start or the resumption, validation time included.</param>
/// <param name="TimeLeft">To the last epoch at this speed; an early stop comes sooner.</param>
public readonly record struct TrainingProgress(
    int Epoch,
    int Epochs,
    int Batch,
    int Batches,
    double TrainingLoss,
    double ValidationLoss,
    double LearningRate,
    double SamplesPerSecond,
    TimeSpan TimeLeft)
{
    /// <summary>The share of the training that is done, 0 to 1, if it goes on to the last epoch.</summary>
    public double Fraction => (Epoch - 1 + ((double)Batch / Batches)) / Epochs;

    /// <summary>For people: epoch, losses, rate and speed.</summary>
    public override string ToString()
    {
        string validation = double.IsNaN(ValidationLoss) ? "" : string.Create(CultureInfo.InvariantCulture, $", validation {ValidationLoss:G4}");
        return string.Create(
            CultureInfo.InvariantCulture,
            $"epoch {Epoch} of {Epochs}, loss {TrainingLoss:G4}{validation}, rate {LearningRate:G2}, {SamplesPerSecond:F0} spectra/s");
    }
}
