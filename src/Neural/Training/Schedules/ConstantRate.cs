namespace Astra.Neural;

/// <summary>The same learning rate throughout.</summary>
/// <param name="Rate">The rate.</param>
public sealed record ConstantRate(double Rate) : LearningRateSchedule
{
    /// <inheritdoc/>
    public override double RateAt(double epochs, ReadOnlySpan<double> losses) => Rate;
}
