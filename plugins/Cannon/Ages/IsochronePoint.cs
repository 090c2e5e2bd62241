namespace Astra.Plugins.Cannon.Ages;

/// <summary>A row of a PARSEC table.</summary>
/// <param name="InitialMetals">Initial mass fraction of metals (Zini).</param>
/// <param name="Age">Age in Gyr, from the column: file names of published tables do not always tell it.</param>
/// <param name="InitialMass">Initial mass in solar masses.</param>
/// <param name="Mass">Current mass in solar masses.</param>
/// <param name="LogLuminosity">log10 of the luminosity in solar luminosities.</param>
/// <param name="Phase">
/// The evolutionary phase: 0 before and 1 on the main sequence, 2 subgiant, 3 red giant branch, 4 to 6 core helium burning, then later.
/// </param>
readonly record struct IsochronePoint(double InitialMetals, double Age, double InitialMass, double Mass, double LogLuminosity, int Phase);
