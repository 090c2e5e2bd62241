namespace Astra.Simulation;

/// <summary>Where in its life a star of a survey is.</summary>
public enum SurveyStarKind
{
    /// <summary>On the main sequence or the subgiant branch.</summary>
    Dwarf,

    /// <summary>A giant that burns hydrogen in a shell: on the first ascent.</summary>
    RedGiant,

    /// <summary>A giant that burns helium in its core: in the red clump.</summary>
    RedClump,
}

/// <summary>A star as it is, without errors of measurement.</summary>
/// <param name="Kind">Where in its life it is.</param>
/// <param name="Teff">Effective temperature, K.</param>
/// <param name="Logg">log10 of the surface gravity in cm/s^2: that of its mass and radius.</param>
/// <param name="Metals">[Fe/H].</param>
/// <param name="Alpha">[alpha/Fe].</param>
/// <param name="Mass">Solar masses.</param>
/// <param name="Age">Gyr.</param>
/// <param name="Carbon">[C/Fe].</param>
/// <param name="Nitrogen">[N/Fe].</param>
public sealed record SurveyStar(
    SurveyStarKind Kind, double Teff, double Logg, double Metals, double Alpha, double Mass, double Age, double Carbon, double Nitrogen);
