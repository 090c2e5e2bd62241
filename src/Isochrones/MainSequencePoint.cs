namespace Astra.Isochrones;

/// <summary>A star near the start of its main sequence, in the youngest table of its metallicity.</summary>
/// <param name="Metallicity">[M/H] in dex.</param>
/// <param name="LogMass">log10 of the initial mass in solar masses.</param>
/// <param name="LogLuminosity">log10 of the luminosity in solar luminosities.</param>
public readonly record struct MainSequencePoint(double Metallicity, double LogMass, double LogLuminosity);
