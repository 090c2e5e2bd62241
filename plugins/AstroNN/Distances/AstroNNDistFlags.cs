namespace Astra.Plugins.AstroNN.Distances;

/// <summary>
/// What there is to say about a distance. Bits 0, 1, 2 and 11 are those of SDSS's astraAllStarAstroNNdist table; see docs/pipelines/astronndist.md
/// for where we evaluate them otherwise.
/// </summary>
[Flags]
public enum AstroNNDistFlags : long
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>The network does not know.</summary>
    [Flag("l_fakemag_err is not below a fifth of l_fakemag", Severity.Bad)]
    FakemagUnreliable = 1 << 0,

    /// <summary>There is no distance of the network.</summary>
    [Flag("No K magnitude (absent, 98 or fainter, -1 or brighter), so no distance from the spectrum", Severity.Bad)]
    MissingPhotometry = 1 << 1,

    /// <summary>The distance may be too great.</summary>
    [Flag("Neither A_K nor E(B-V) is known: taken as zero", Severity.Warn)]
    MissingExtinction = 1 << 2,

    /// <summary>There is no result.</summary>
    [Flag("No result", Severity.Bad)]
    NoResult = 1 << 11,

    /// <summary>The network was trained on nothing like this spectrum.</summary>
    [Flag("domain_distance above 1: the spectrum is unlike what the network was trained on", Severity.Bad)]
    OutsideDomain = 1 << 12,

    /// <summary>The answer is extrapolated.</summary>
    [Flag("l_fakemag is outside of the range of the labels that the network was trained on", Severity.Bad)]
    OutsideLabelRange = 1 << 13,

    /// <summary>The weighted distance is that of the network alone.</summary>
    [Flag("No parallax of Gaia to combine with", Severity.Informational)]
    NoParallax = 1 << 14,

    /// <summary>As bit 14, though there is one.</summary>
    [Flag("Gaia's parallax, corrected for its zero point, is negative and not used", Severity.Informational)]
    NegativeParallax = 1 << 15,

    /// <summary>The zero point is that of an average star.</summary>
    [Flag("Gaia's zero point is the constant -0.03464 mas: inputs of the recipe unknown or out of range", Severity.Informational)]
    ConstantZeroPoint = 1 << 16,

    /// <summary>One of the two is wrong, or the star is not one star.</summary>
    [Flag("The parallaxes of Gaia and of the network differ by more than 5 of their errors together", Severity.Warn)]
    ParallaxesDisagree = 1 << 17,

    /// <summary>Not a spectrum to trust: Leung and Bovy leave such out.</summary>
    [Flag("STARFLAG bit 0 (bad pixels), 3 (very bright neighbour) or 4 (low signal to noise)", Severity.Bad)]
    BadSpectrum = 1 << 18,
}
