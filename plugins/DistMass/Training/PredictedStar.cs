namespace Astra.Plugins.DistMass.Training;

/// <summary>A star and what a network that had not seen it says of it.</summary>
/// <param name="Sample">The star.</param>
/// <param name="Predicted">Absolute magnitude, or mass in solar masses.</param>
sealed record PredictedStar(TrainingSample Sample, double Predicted)
{
    /// <summary>Predicted less true distance, over the true one; for absolute magnitudes.</summary>
    public double FractionalDistanceError => AbsoluteMagnitudes.DistanceRatio(Predicted, Sample.Value) - 1;

    /// <summary>Predicted less true mass, over the true one; for masses.</summary>
    public double FractionalMassError => (Predicted / Sample.Value) - 1;
}
