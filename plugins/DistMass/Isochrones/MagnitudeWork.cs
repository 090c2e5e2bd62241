namespace Astra.Plugins.DistMass.Isochrones;

/// <summary>Arrays that <see cref="MagnitudeGrid.Magnitude"/> would otherwise allocate for each star. Not for several threads at once.</summary>
sealed class MagnitudeWork
{
    double[] temperatures = [];
    double[] magnitudes = [];

    /// <summary>An array for temperatures; what it holds is of no account.</summary>
    /// <param name="count">Its length.</param>
    public double[] Temperatures(int count) => temperatures.Length == count ? temperatures : temperatures = new double[count];

    /// <summary>An array for magnitudes, of zeros.</summary>
    /// <param name="count">Its length.</param>
    public double[] Magnitudes(int count)
    {
        if (magnitudes.Length == count)
        {
            Array.Clear(magnitudes);
            return magnitudes;
        }

        return magnitudes = new double[count];
    }
}
