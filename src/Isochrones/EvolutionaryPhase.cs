namespace Astra.Isochrones;

/// <summary>What a star on an isochrone is doing, in the order in which it happens.</summary>
public enum EvolutionaryPhase
{
    /// <summary>Before hydrogen burns.</summary>
    PreMainSequence,

    /// <summary>Hydrogen burns in the core.</summary>
    MainSequence,

    /// <summary>From the end of that to the foot of the giant branch (of massive stars the Hertzsprung gap).</summary>
    Subgiant,

    /// <summary>Hydrogen burns in a shell, first ascent.</summary>
    RedGiantBranch,

    /// <summary>Helium burns in the core.</summary>
    CoreHelium,

    /// <summary>Asymptotic giant branch before thermal pulses.</summary>
    EarlyAsymptoticBranch,

    /// <summary>Asymptotic giant branch with thermal pulses.</summary>
    ThermalPulses,

    /// <summary>Whatever comes then.</summary>
    Remnant,
}
