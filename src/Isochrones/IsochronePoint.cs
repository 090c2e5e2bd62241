namespace Astra.Isochrones;

/// <summary>A row of an isochrone table, whichever group computed it.</summary>
/// <param name="Metallicity">Initial [M/H] in dex: of PARSEC as its mass fraction of metals gives it, of MIST [Fe/H] (its mixtures are solar).</param>
/// <param name="Age">Age in Gyr, from the column: file names of published tables do not always tell it.</param>
/// <param name="InitialMass">Initial mass in solar masses.</param>
/// <param name="Mass">Current mass in solar masses.</param>
/// <param name="LogLuminosity">log10 of the luminosity in solar luminosities.</param>
/// <param name="LogTeff">log10 of the effective temperature in kelvin.</param>
/// <param name="LogG">log10 of the surface gravity in cm/s^2.</param>
/// <param name="Phase">The evolutionary phase.</param>
/// <param name="KMagnitude">Absolute magnitude in 2MASS K_s; NaN where the table has none.</param>
public readonly record struct IsochronePoint(
    double Metallicity,
    double Age,
    double InitialMass,
    double Mass,
    double LogLuminosity,
    double LogTeff,
    double LogG,
    EvolutionaryPhase Phase,
    double KMagnitude);
