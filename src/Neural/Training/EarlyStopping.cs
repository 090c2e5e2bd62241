namespace Astra.Neural;

/// <summary>Ends a training that makes no more progress on the validation data (as EarlyStopping of Keras counts).</summary>
/// <param name="Patience">Epochs in a row without progress after which the training ends.</param>
/// <param name="MinDelta">The least fall of the validation loss below the best so far that is progress.</param>
public sealed record EarlyStopping(int Patience, double MinDelta = 0)
{
    /// <summary>Whether the training is over.</summary>
    /// <param name="losses">The validation loss of every epoch so far.</param>
    public bool IsOver(ReadOnlySpan<double> losses)
    {
        double best = double.PositiveInfinity;
        int waited = 0;
        foreach (double loss in losses)
        {
            waited = loss < best - MinDelta ? 0 : waited + 1;
            best = waited == 0 ? loss : best;
            if (waited >= Patience)
            {
                return true;
            }
        }

        return false;
    }
}
