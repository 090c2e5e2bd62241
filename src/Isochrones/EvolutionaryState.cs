namespace Astra.Isochrones;

/// <summary>Where on the way of a red giant a mass is compared with isochrones.</summary>
public enum EvolutionaryState
{
    /// <summary>Core helium burning (<see cref="EvolutionaryPhase.CoreHelium"/>): what Ness et al. 2016 take for every giant.</summary>
    RedClump = 0,

    /// <summary>Hydrogen burning in a shell, first ascent (<see cref="EvolutionaryPhase.RedGiantBranch"/>).</summary>
    RedGiantBranch = 1,
}
