namespace Astra.Neural;

/// <summary>All that changes while a network is trained, beside its weights and the optimiser's moments.</summary>
sealed class TrainingState
{
    /// <summary>The epochs that have ended.</summary>
    public List<EpochRecord> Epochs { get; } = [];

    /// <summary>Batches done in the current epoch.</summary>
    public int Batch { get; set; }

    /// <summary>The sum of the losses of the samples of the current epoch.</summary>
    public double LossSum { get; set; }

    /// <summary>Time spent on the current epoch.</summary>
    public double Seconds { get; set; }

    /// <summary>The epoch, from 1, whose weights are <see cref="BestWeights"/>; 0 for none.</summary>
    public int BestEpoch { get; set; }

    /// <summary>The weights with the lowest validation loss, parameter by parameter; empty where there are no validation data.</summary>
    public float[][] BestWeights { get; set; } = [];
}
