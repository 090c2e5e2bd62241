namespace Astra.Plugins.DistMass;

/// <summary>Where an extinction comes from.</summary>
enum ExtinctionRule
{
    /// <summary>There is none.</summary>
    None,

    /// <summary>The colour of H and Spitzer/IRAC at 4.5 micron.</summary>
    Irac,

    /// <summary>The colour of H and WISE W2 at 4.6 micron.</summary>
    Wise,

    /// <summary>The dust map of Schlegel, Finkbeiner and Davis.</summary>
    Schlegel,
}
