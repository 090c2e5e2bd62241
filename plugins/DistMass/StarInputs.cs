namespace Astra.Plugins.DistMass;

/// <summary>
/// What is known of a star, as the pipeline's inputs have it: the five labels from one table, never mixed, and the photometry. What stands for a
/// missing
/// value is not known here.
/// </summary>
sealed record StarInputs
{
    /// <summary>Catalogues write 99.99 or the like for a magnitude that is not known.</summary>
    const double FaintestMagnitude = 30;

    /// <summary>The brightest star of the sky has -3 in K (Betelgeuse -4.4).</summary>
    const double BrightestMagnitude = -5;

    /// <summary>2MASS writes 9.998 and 8.888 for an error that is not known.</summary>
    const double LargestMagnitudeError = 5;

    /// <summary>The five labels; NaN where not known.</summary>
    public required StellarLabels Labels { get; init; }

    /// <summary>Their errors; NaN where not known.</summary>
    public required StellarLabels Errors { get; init; }

    /// <summary>Whether the labels are AstroNN's, because the catalogue lacks one.</summary>
    public required bool AreFromAstroNN { get; init; }

    /// <summary>Whether the catalogue says STAR_BAD (bit 23 of ASPCAPFLAG).</summary>
    public required bool IsStarBad { get; init; }

    /// <summary>2MASS Ks.</summary>
    public required double K { get; init; }

    /// <summary>Its error.</summary>
    public required double KError { get; init; }

    /// <summary>2MASS H.</summary>
    public required Extinction.Photometry H { get; init; }

    /// <summary>IRAC 4.5 micron.</summary>
    public required Extinction.Photometry Irac { get; init; }

    /// <summary>WISE W2.</summary>
    public required Extinction.Photometry Wise { get; init; }

    /// <summary>E(B-V) of Schlegel, Finkbeiner and Davis 1998.</summary>
    public required double Reddening { get; init; }

    /// <summary>A_K as the catalogue has it.</summary>
    public required double CatalogueExtinction { get; init; }

    /// <summary>Galactic latitude in degrees.</summary>
    public required double Latitude { get; init; }

    /// <summary>In milliarcseconds.</summary>
    public required double Parallax { get; init; }

    /// <summary>Its error.</summary>
    public required double ParallaxError { get; init; }

    /// <summary>A distance from the parallax in parsecs, with half of its interval of 68 per cent; NaN where not known.</summary>
    public required (double Value, double Error) GaiaDistance { get; init; }

    /// <summary>Reads the inputs of the pipeline.</summary>
    public static StarInputs Of(Target target)
    {
        (StellarLabels labels, StellarLabels errors) = Catalogue(target);
        (StellarLabels otherLabels, StellarLabels otherErrors) = labels.AreKnown ? default : AstroNN(target);
        bool isOther = !labels.AreKnown && otherLabels.AreKnown;
        double flags = target.Input("aspcapflag");
        return new StarInputs
        {
            Labels = isOther ? otherLabels : labels,
            Errors = isOther ? otherErrors : errors,
            AreFromAstroNN = isOther,
            IsStarBad = flags is >= 0 and < long.MaxValue && ((long)flags & (1 << 23)) != 0,
            K = Magnitude(target.Input("k_mag")),
            KError = target.Input("e_k_mag").Value is > 0 and < LargestMagnitudeError and var error ? error : double.NaN,
            H = new Extinction.Photometry(target.Input("h_mag"), target.Input("e_h_mag")),
            Irac = new Extinction.Photometry(target.Input("irac_mag"), target.Input("e_irac_mag")),
            Wise = new Extinction.Photometry(target.Input("w2_mag"), target.Input("e_w2_mag")),
            Reddening = target.Input("ebv").Value is >= 0 and < 1000 and var reddening ? reddening : double.NaN,
            CatalogueExtinction = target.Input("a_k").Value is > -1 and < 100 and var extinction ? extinction : double.NaN,
            Latitude = target.Input("b").Value is >= -90 and <= 90 and var latitude ? latitude : double.NaN,
            Parallax = target.Input("plx").Value is > -999 and < 1000 and var parallax ? parallax : double.NaN,
            ParallaxError = Positive(target.Input("e_plx")),
            GaiaDistance = Distance(target.Input("gaia_dist"), target.Input("gaia_dist_lower"), target.Input("gaia_dist_upper")),
        };
    }

    /// <summary>A value that is not a mark for a missing one; NaN for -9999 and for what is not finite.</summary>
    public static double Known(double value) => double.IsFinite(value) && value > -999 ? value : double.NaN;

    /// <summary>An error: NaN where it is not positive, as tables have it for what is not known.</summary>
    public static double Positive(double error) => error > 0 && double.IsFinite(error) ? error : double.NaN;

    /// <summary>A magnitude; NaN where it stands for a missing one.</summary>
    public static double Magnitude(double magnitude) => magnitude is > BrightestMagnitude and < FaintestMagnitude ? magnitude : double.NaN;

    /// <summary>A_K by the rules of the paper; where none applies, what the catalogue has.</summary>
    /// <returns>A_K in mag, NaN where nothing is known; the rule, null where there is none; whether it is another than the latitude asks
    /// for.</returns>
    public (double Value, string? Rule, bool IsFallback) AK()
    {
        Extinction extinction = Extinction.Of(Latitude, H, Irac, Wise, Reddening);
        return extinction.Rule != ExtinctionRule.None ? (extinction.AK, extinction.Rule.ToString().ToLowerInvariant(), extinction.IsFallback)
            : double.IsFinite(CatalogueExtinction) ? (Math.Max(CatalogueExtinction, 0), "catalogue", true)
            : (double.NaN, null, false);
    }

    static (StellarLabels Labels, StellarLabels Errors) Catalogue(Target target)
    {
        double feH = Known(target.Input("fe_h"));
        return (
            new StellarLabels(
                Known(target.Input("teff")), Known(target.Input("logg")), feH,
                Relative(Known(target.Input("c_fe")), Known(target.Input("c_h")), feH),
                Relative(Known(target.Input("n_fe")), Known(target.Input("n_h")), feH)),
            new StellarLabels(
                Positive(target.Input("e_teff")), Positive(target.Input("e_logg")), Positive(target.Input("e_fe_h")),
                Positive(target.Input("e_c_fe")), Positive(target.Input("e_n_fe"))));
    }

    static (StellarLabels Labels, StellarLabels Errors) AstroNN(Target target)
    {
        double feH = Known(target.Input("astronn_fe_h"));
        return (
            new StellarLabels(
                Known(target.Input("astronn_teff")), Known(target.Input("astronn_logg")), feH,
                Known(target.Input("astronn_c_h")) - feH, Known(target.Input("astronn_n_h")) - feH),
            new StellarLabels(
                Positive(target.Input("e_astronn_teff")), Positive(target.Input("e_astronn_logg")), Positive(target.Input("e_astronn_fe_h")),
                Positive(target.Input("e_astronn_c_h")), Positive(target.Input("e_astronn_n_h"))));
    }

    static double Relative(double toIron, double toHydrogen, double feH) => double.IsNaN(toIron) ? toHydrogen - feH : toIron;

    static (double, double) Distance(double value, double lower, double upper)
    {
        double error = (Positive(upper) - Positive(lower)) / 2;
        return value > 0 && value < 1e6 && error > 0 ? (value, error) : (double.NaN, double.NaN);
    }
}
