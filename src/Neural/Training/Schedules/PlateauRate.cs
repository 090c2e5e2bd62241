namespace Astra.Neural;

/// <summary>
/// Lowers the rate where the loss no longer falls, as ReduceLROnPlateau of Keras does (astroNN and the latent-space ages were trained with it): an
/// epoch counts as progress when its loss is below the best so far by more than <paramref name="MinDelta"/>; after
/// <paramref name="Patience"/> epochs without progress the rate is multiplied by <paramref name="Factor"/> and the count starts anew.
/// </summary>
/// <remarks>torch.optim's scheduler of that name waits one epoch longer and takes its threshold relative to the loss.</remarks>
/// <param name="Initial">The rate at the start.</param>
/// <param name="Factor">What is left of the rate each time.</param>
/// <param name="Patience">Epochs without progress before the rate falls.</param>
/// <param name="MinDelta">The least fall of the loss that counts, in units of the loss.</param>
/// <param name="Minimum">The rate does not fall below this.</param>
public sealed record PlateauRate(double Initial, double Factor = 0.5, int Patience = 2, double MinDelta = 5e-5, double Minimum = 1e-8)
    : LearningRateSchedule
{
    /// <inheritdoc/>
    public override double RateAt(double epochs, ReadOnlySpan<double> losses)
    {
        double rate = Initial;
        double best = double.PositiveInfinity;
        int waited = 0;
        foreach (double loss in losses)
        {
            if (loss < best - MinDelta)
            {
                best = loss;
                waited = 0;
            }
            else if (++waited >= Patience)
            {
                rate = Math.Min(rate, Math.Max(rate * Factor, Minimum));
                waited = 0;
            }
        }

        return rate;
    }
}
