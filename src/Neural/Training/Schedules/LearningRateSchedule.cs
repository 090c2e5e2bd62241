namespace Astra.Neural;

/// <summary>
/// The learning rate as a function of how far a training is and how it went. A schedule holds no state of its own, so that a training that is
/// resumed finds the same rate again.
/// </summary>
public abstract record LearningRateSchedule
{
    /// <summary>The learning rate of the next step.</summary>
    /// <param name="epochs">Epochs done, with the fraction of the current one.</param>
    /// <param name="losses">The loss that is watched (validation, or training where there is no validation data) of every epoch that has
    /// ended.</param>
    public abstract double RateAt(double epochs, ReadOnlySpan<double> losses);
}
