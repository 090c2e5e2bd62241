namespace Astra.Plugins.LatentAge;

/// <summary>What is known of a star besides its spectrum. NaN where not known.</summary>
/// <param name="Teff">Effective temperature, K.</param>
/// <param name="TeffError">Its error; 0 where not known.</param>
/// <param name="Logg">Surface gravity.</param>
/// <param name="FeH">[Fe/H].</param>
/// <param name="FeHError">Its error; 0 where not known.</param>
/// <param name="Snr">The spectrum's S/N.</param>
/// <param name="SpectrumFlags">STARFLAG.</param>
/// <param name="Origin">Where Teff, log g and [Fe/H] are from.</param>
sealed record StarLabels(
    double Teff, double TeffError, double Logg, double FeH, double FeHError, double Snr, double SpectrumFlags, string? Origin)
{
    /// <summary>The labels among a target's inputs.</summary>
    public static StarLabels Of(Target target)
    {
        InputValue teff = target.Input("teff"), logg = target.Input("logg"), feH = target.Input("fe_h");
        string[] tables = [.. new[] { teff, logg, feH }.Select(TableOf).OfType<string>().Distinct()];
        return new StarLabels(
            teff.Value,
            ErrorOf(teff, target.Input("e_teff")),
            logg.Value,
            feH.Value,
            ErrorOf(feH, target.Input("e_fe_h")),
            target.Input("snr"),
            target.Input("spectrum_flags"),
            tables.Length == 0 ? null : string.Join(", ", tables));
    }

    /// <summary>An error belongs to a label of the same table; tables write errors that they do not know as zero or below.</summary>
    static double ErrorOf(InputValue label, InputValue error) =>
        TableOf(label) == TableOf(error) && error.Value > 0 && double.IsFinite(error.Value) ? error.Value : 0;

    static string? TableOf(InputValue input) => input.Origin?.Split('.')[0];
}
