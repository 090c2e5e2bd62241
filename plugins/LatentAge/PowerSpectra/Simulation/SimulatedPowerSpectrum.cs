namespace Astra.Plugins.LatentAge.PowerSpectra.Simulation;

/// <summary>
/// Power spectra of red giants as Kepler would have seen them, for training where there are no light curves: a mean density of power of
/// <see cref="SimulatedGiant"/>, observed for four years (<see cref="KeplerObservation"/>), and then treated by <see cref="PowerSpectrum.FromPower"/>
/// like a real one.
/// </summary>
static class SimulatedPowerSpectrum
{
    /// <summary>A power spectrum of a star that has these labels. The same random source gives the same one, on any machine's threads.</summary>
    /// <param name="nuMax">The frequency of maximum power, in microhertz: 4 to 250.</param>
    /// <param name="deltaNu">The large frequency separation, in microhertz: from half to twice of what is expected for nu_max.</param>
    /// <param name="isClump">Whether it burns helium in its core; else it is on the red-giant branch.</param>
    /// <param name="random">Where random numbers come from; a source of its own for each star makes it the same star in any order.</param>
    /// <returns>2092 natural logarithms of power over background, at <see cref="PixelGrid.Frequencies"/>.</returns>
    /// <exception cref="BadInputException">nu_max or Delta nu is not that of a red giant.</exception>
    public static float[] Draw(double nuMax, double deltaNu, bool isClump, RandomSource random)
    {
        double[] power = SimulatedGiant.Draw(nuMax, deltaNu, isClump, random).Density(FrequencySampling.Giants);
        KeplerObservation.Observe(power, random);
        return Array.ConvertAll(PowerSpectrum.FromPower(power), value => (float)value);
    }
}
