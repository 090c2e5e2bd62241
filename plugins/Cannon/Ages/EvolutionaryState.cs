namespace Astra.Plugins.Cannon.Ages;

/// <summary>Where on the way of a red giant a mass is compared with isochrones.</summary>
enum EvolutionaryState
{
    /// <summary>Core helium burning (labels 4 to 6 of a PARSEC table): what Ness et al. 2016 take for every giant.</summary>
    RedClump = 0,

    /// <summary>Hydrogen burning in a shell, first ascent (label 3).</summary>
    RedGiantBranch = 1,
}
