namespace Astra.Simulation;

/// <summary>
/// A network of two hidden layers of sigmoids that gives the radius of a star in solar radii from Teff (K), log g and [Fe/H]. Read-only, so one
/// object serves all threads.
/// </summary>
/// <remarks>
/// The file does not say whether its number is a radius or the logarithm of one. It is the radius in solar radii, not its logarithm: for the 2,794
/// giants of the first ascent (RGB) in the APOKASC-3 gold sample (Pinsonneault et al. 2025, ApJS 276, 69) it is 1.10 times the seismic radius in the
/// median (1.03 to 1.18 for the middle 68 %); for the Sun it gives 0.98. It cannot tell a star of the red clump from one of the same log g on the
/// first ascent, and gives the 2,467 stars of the clump a radius that is too large: 1.59 times the seismic one in the median.
/// </remarks>
public sealed class RadiusEmulator
{
    const int Labels = 3;

    readonly double[] minimum;
    readonly double[] maximum;
    readonly float[][] weights;
    readonly double[][] biases;

    RadiusEmulator(double[] minimum, double[] maximum, float[][] weights, double[][] biases)
    {
        this.minimum = minimum;
        this.maximum = maximum;
        this.weights = weights;
        this.biases = biases;
    }

    /// <summary>Reads an emulator's file.</summary>
    /// <param name="path">A FITS file with the images W_ARRAY_0 to W_ARRAY_2 (out x in), B_ARRAY_0 to B_ARRAY_2, X_MIN and X_MAX (3 labels).</param>
    /// <exception cref="BadInputException">The file is missing, damaged or no emulator of radii.</exception>
    public static RadiusEmulator Read(string path)
    {
        using NetworkFile file = NetworkFile.Open(path);
        double[] minimum = file.Vector("X_MIN", Labels);
        double[] maximum = file.Vector("X_MAX", Labels);
        file.RequireLimits(minimum, maximum);
        double[][] biases = [file.Vector("B_ARRAY_0"), file.Vector("B_ARRAY_1"), file.Vector("B_ARRAY_2", 1)];
        float[][] weights =
        [
            file.Array("W_ARRAY_0", [Labels, biases[0].Length]),
            file.Array("W_ARRAY_1", [biases[0].Length, biases[1].Length]),

            // The last matrix is stored the other way round: 1 x hidden.
            file.Array("W_ARRAY_2", [biases[1].Length, 1]),
        ];
        return new RadiusEmulator(minimum, maximum, weights, biases);
    }

    /// <summary>The radius of a star.</summary>
    /// <param name="teff">Effective temperature, K.</param>
    /// <param name="logg">log10 of the surface gravity in cm/s^2.</param>
    /// <param name="metals">[Fe/H].</param>
    /// <returns>Radius in solar radii; NaN outside the network's limits and where it gives no positive number.</returns>
    public double Radius(double teff, double logg, double metals)
    {
        ReadOnlySpan<double> labels = [teff, logg, metals];
        double[] x = new double[Labels];
        for (int l = 0; l < Labels; l++)
        {
            if (!(labels[l] >= minimum[l] && labels[l] <= maximum[l]))
            {
                return double.NaN;
            }

            x[l] = ((labels[l] - minimum[l]) / (maximum[l] - minimum[l])) - 0.5;
        }

        for (int layer = 0; layer < weights.Length; layer++)
        {
            double[] y = new double[biases[layer].Length];
            for (int o = 0; o < y.Length; o++)
            {
                double sum = biases[layer][o];
                for (int i = 0; i < x.Length; i++)
                {
                    sum += weights[layer][(o * x.Length) + i] * x[i];
                }

                y[o] = layer < weights.Length - 1 ? 1 / (1 + Math.Exp(-sum)) : sum;
            }

            x = y;
        }

        return x[0] > 0 ? x[0] : double.NaN;
    }
}
