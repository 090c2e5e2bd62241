namespace Astra.Neural;

/// <summary>
/// Falls along half a cosine, step by step (Loshchilov and Hutter 2017, arXiv:1608.03983, eq. 5, without restarts), after a linear rise:
/// η(t) = η_end + ½(η₀ − η_end)(1 + cos π(t − t_w)/(T − t_w)).
/// </summary>
/// <param name="Initial">η₀, the highest rate.</param>
/// <param name="Epochs">T, the epochs of the whole training; later the rate stays at <paramref name="Final"/>.</param>
/// <param name="Final">η_end.</param>
/// <param name="WarmUpEpochs">t_w, over which the rate rises in proportion to the time done.</param>
public sealed record CosineRate(double Initial, double Epochs, double Final = 0, double WarmUpEpochs = 0) : LearningRateSchedule
{
    /// <inheritdoc/>
    public override double RateAt(double epochs, ReadOnlySpan<double> losses)
    {
        if (epochs < WarmUpEpochs)
        {
            return Initial * epochs / WarmUpEpochs;
        }

        double done = Math.Clamp((epochs - WarmUpEpochs) / (Epochs - WarmUpEpochs), 0, 1);
        return Final + 0.5 * (Initial - Final) * (1 + Math.Cos(Math.PI * done));
    }
}
