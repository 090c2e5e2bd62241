namespace Astra.Isochrones;

/// <summary>The mass of the giants of one isochrone in one evolutionary state.</summary>
/// <param name="Age">Age in Gyr.</param>
/// <param name="Metallicity">[M/H] in dex (<see cref="IsochronePoint.Metallicity"/>).</param>
/// <param name="State">The state.</param>
/// <param name="InitialMass">Initial mass in solar masses: mean over the phase, each moment with the same weight.</param>
/// <param name="CurrentMass">As <see cref="InitialMass"/>, of the mass that Reimers mass loss has left.</param>
/// <param name="Spread">The largest less the smallest current mass in the phase, in solar masses.</param>
/// <param name="Rows">How many rows of the table it is made from.</param>
public readonly record struct AgeAnchor(
    double Age, double Metallicity, EvolutionaryState State, double InitialMass, double CurrentMass, double Spread, int Rows);
