namespace Astra.Neural;

/// <summary>How one epoch went.</summary>
/// <param name="Epoch">Its number, from 1.</param>
/// <param name="Steps">Steps since the start of the training.</param>
/// <param name="LearningRate">The rate of its last step.</param>
/// <param name="TrainingLoss">The mean over its samples, each at the weights of its own step, without penalties.</param>
/// <param name="ValidationLoss">The loss of the validation data at its end; NaN where there are none.</param>
/// <param name="Seconds">Its duration, without the time between a kill and the resumption.</param>
public sealed record EpochRecord(int Epoch, long Steps, double LearningRate, double TrainingLoss, double ValidationLoss, double Seconds);

/// <summary>Why a training ended.</summary>
public enum TrainingEnd
{
    /// <summary>All epochs were done.</summary>
    LastEpoch,

    /// <summary>The validation loss made no more progress.</summary>
    EarlyStopping,

    /// <summary>There was no time for another epoch.</summary>
    TimeLimit,
}

/// <summary>How a training went. The network holds the weights of <paramref name="BestEpoch"/>.</summary>
/// <param name="Epochs">All epochs, those before a resumption included.</param>
/// <param name="BestEpoch">The epoch, from 1, with the lowest validation loss; the last one where there are no validation data.</param>
/// <param name="End">Why it ended.</param>
public sealed record TrainingResult(IReadOnlyList<EpochRecord> Epochs, int BestEpoch, TrainingEnd End);
