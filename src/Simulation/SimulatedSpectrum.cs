namespace Astra.Simulation;

/// <summary>A simulated star: its combined spectrum, what is true of it, and what a catalogue would have of it.</summary>
public sealed class SimulatedSpectrum
{
    internal SimulatedSpectrum(
        long star,
        Spectrum spectrum,
        ReadOnlyMemory<float> truth,
        IReadOnlyList<double> labels,
        StarTruth properties,
        IReadOnlyDictionary<string, double> metadata)
    {
        Star = star;
        Spectrum = spectrum;
        Truth = truth;
        Labels = labels;
        Properties = properties;
        Metadata = metadata;
    }

    /// <summary>Its number in its seed.</summary>
    public long Star { get; }

    /// <summary>
    /// The spectrum as an apStar file of DR13 would have it: where there are no data flux is 0, the error 1e10 and the mask BadPixel.
    /// </summary>
    public Spectrum Spectrum { get; }

    /// <summary>The flux without noise, 8575 values, 1e-17 erg/s/cm^2/Angstrom; NaN in chip gaps and outside the emulator's pixels.</summary>
    public ReadOnlyMemory<float> Truth { get; }

    /// <summary>The emulator's labels, as they were given.</summary>
    public IReadOnlyList<double> Labels { get; }

    /// <summary>What was drawn besides.</summary>
    public StarTruth Properties { get; }

    /// <summary>
    /// What a catalogue says of the star, with its errors, by the host's column names: <c>plx</c>, <c>e_plx</c>, <c>j_mag</c>, <c>e_j_mag</c>,
    /// <c>h_mag</c>, <c>e_h_mag</c>, <c>k_mag</c>, <c>e_k_mag</c>, <c>g_mag</c>, <c>bp_mag</c>, <c>rp_mag</c>, <c>a_k</c>, <c>snr</c>,
    /// <c>n_visits</c>, <c>v_rad</c>. NaN: not measured (Gaia's columns of stars fainter than G = 20.7).
    /// </summary>
    public IReadOnlyDictionary<string, double> Metadata { get; }
}

/// <summary>The properties of a simulated star that are no labels of the emulator.</summary>
/// <param name="Radius">Solar radii.</param>
/// <param name="Luminosity">Solar luminosities.</param>
/// <param name="Distance">Parsec.</param>
/// <param name="Extinction">A_K, mag.</param>
/// <param name="Vsini">Projected rotation velocity added to what the emulator has, km/s.</param>
/// <param name="Macroturbulence">Gaussian broadening added to what the emulator has, 1/e half-width in km/s.</param>
/// <param name="RadialVelocity">Barycentric radial velocity, km/s.</param>
/// <param name="Snr">The signal-to-noise ratio that was aimed at.</param>
public sealed record StarTruth(
    double Radius, double Luminosity, double Distance, double Extinction, double Vsini, double Macroturbulence, double RadialVelocity, double Snr);
