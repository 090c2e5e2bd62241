namespace Astra.Isochrones;

/// <summary>The scale of metallicity of PARSEC (Bressan et al. 2012, MNRAS 427, 127, section 2.1).</summary>
public static class ParsecMetallicity
{
    /// <summary>The Sun's present-day Z/X.</summary>
    public const double SolarMetalsToHydrogen = 0.0207;

    // Y = 0.2485 + 1.78 Z.
    const double PrimordialHelium = 0.2485;
    const double HeliumPerMetals = 1.78;

    /// <summary>
    /// [M/H] in dex of an initial mass fraction of metals: log10(Z/X) less the Sun's. It puts tables of web interface 3.0, which give only Z, on the
    /// scale of those of 3.4.
    /// </summary>
    /// <param name="metals">Z, the mass fraction.</param>
    public static double Of(double metals) =>
        Math.Log10(metals / (1 - PrimordialHelium - ((HeliumPerMetals + 1) * metals)) / SolarMetalsToHydrogen);
}
