using Astra.Plugins.LatentAge.Network;
using Astra.Plugins.LatentAge.PowerSpectra;

namespace Astra.Plugins.LatentAge.Training;

/// <summary>How well the power spectrum of a star is made of its spectrum. All in natural logarithms of power over background.</summary>
/// <param name="Name">The star.</param>
/// <param name="NuMax">Its frequency of maximum power, microhertz.</param>
/// <param name="Centre">Where its own power spectrum is highest, averaged over one order.</param>
/// <param name="MadeCentre">Where the power spectrum made of its spectrum is.</param>
/// <param name="Rms">The difference of the two, with the weights of the training, root mean square.</param>
/// <param name="Noise">The same of two stars with its labels: what nobody can foretell. NaN where power spectra are real.</param>
sealed record Reconstruction(string Name, double NuMax, double Centre, double MadeCentre, double Rms, double Noise)
{
    // The grid has so many pixels in an order of a giant, wherever it oscillates.
    const int Order = 50;

    /// <summary>Makes the power spectra of stars.</summary>
    /// <param name="network">The network.</param>
    /// <param name="power">Their own.</param>
    /// <param name="stars">The stars.</param>
    /// <param name="another">Gives the power spectrum of another star with the same labels, or null.</param>
    public static Reconstruction[] Of(LatentNetwork network, PowerTargets power, EncodedStar[] stars, Func<TrainingGiant, float[]?> another)
    {
        float[] own = new float[PixelGrid.Pixels], weights = new float[PixelGrid.Pixels];
        return
        [
            .. stars.Select(star =>
            {
                power.Read(star.Star, own);
                power.ReadWeights(star.Star, weights);
                float[] made = network.Decode(star.Point.Mean);
                return new Reconstruction(
                    star.Giant.Name, star.Giant.NuMax, CentreOf(own), CentreOf(made), RmsOf(own, made, weights),
                    another(star.Giant) is { } other ? RmsOf(own, other, weights) / Math.Sqrt(2) : double.NaN);
            }),
        ];
    }

    static double RmsOf(float[] one, float[] other, float[] weights)
    {
        double sum = 0, total = 0;
        for (int p = 0; p < one.Length; p++)
        {
            double difference = (double)one[p] - other[p];
            sum += weights[p] * difference * difference;
            total += weights[p];
        }

        return Math.Sqrt(sum / total);
    }

    /// <summary>The frequency around which an order's worth of pixels is highest.</summary>
    static double CentreOf(float[] power)
    {
        double sum = 0;
        for (int p = 0; p < Order; p++)
        {
            sum += power[p];
        }

        double best = sum;
        int place = 0;
        for (int p = Order; p < power.Length; p++)
        {
            sum += power[p] - (double)power[p - Order];
            if (sum > best)
            {
                (best, place) = (sum, p - Order + 1);
            }
        }

        return PixelGrid.Giants.Frequencies[place + (Order / 2)];
    }
}
