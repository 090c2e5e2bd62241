namespace Astra.Plugins.DistMass;

/// <summary>
/// Extinction in K_s by the rules of Stone-Martinez et al. 2024, section 3.1: within 16 degrees of the Galactic plane from the colour of the star
/// (RJCE: all stars have nearly the same H - [4.5]), elsewhere from the dust map, in which the whole column of dust is behind the star only near the
/// plane. Where what a rule needs is missing the next one applies.
/// </summary>
/// <param name="AK">A_K in magnitudes, never below zero; NaN where no rule applies.</param>
/// <param name="Error">Its error by those of the magnitudes; NaN for the dust map and where they are not known.</param>
/// <param name="Rule">The rule that applied.</param>
/// <param name="IsFallback">Whether it is another than the first that the latitude asks for, or the latitude is not known.</param>
readonly record struct Extinction(double AK, double Error, ExtinctionRule Rule, bool IsFallback)
{
    /// <summary>
    /// Latitude in degrees below which the star's colour is asked first. The paper prints "b &lt; 16"; the absolute value must be meant.
    /// </summary>
    public const double LowLatitude = 16;

    /// <summary>
    /// A_K per magnitude of colour excess, and the intrinsic colour with IRAC (Majewski, Zasowski and Nidever 2011, ApJ 739, 25, equation 1).
    /// </summary>
    public const double PerColour = 0.918;

    /// <summary>See <see cref="PerColour"/>.</summary>
    public const double IracColour = 0.08;

    /// <summary>
    /// The intrinsic colour with WISE (Zasowski et al. 2013, AJ 146, 81, section 4.3); the survey's own AK_WISE has it, too.
    /// </summary>
    public const double WiseColour = 0.05;

    /// <summary>
    /// A_Ks per E(B-V) of the map, which is 14 per cent too high by itself (Schlafly and Finkbeiner 2011, ApJ 737, 103, table 6, R_V = 3.1); the
    /// survey's AK_TARG has it, too.
    /// </summary>
    public const double PerReddening = 0.302;

    /// <summary>
    /// Magnitudes with larger errors are no use for a colour that tells extinctions of a tenth of a magnitude: bright stars, saturated in 2MASS.
    /// </summary>
    public const double MostMagnitudeError = 0.1;

    /// <summary>W2 saturates at brighter magnitudes, and the star seems red (WISE Explanatory Supplement, section VI.3).</summary>
    public const double WiseSaturation = 6.7;

    /// <summary>No extinction is known.</summary>
    public static Extinction Unknown => new(double.NaN, double.NaN, ExtinctionRule.None, false);

    /// <summary>Chooses the rule and applies it.</summary>
    /// <param name="latitude">Galactic latitude in degrees.</param>
    /// <param name="h">2MASS H.</param>
    /// <param name="irac">IRAC at 4.5 micron.</param>
    /// <param name="wise">WISE W2.</param>
    /// <param name="reddening">E(B-V) of the map of Schlegel, Finkbeiner and Davis 1998, as it is.</param>
    /// <returns>
    /// A_K. What is not finite, is no possible magnitude or reddening, or has too large an error, counts as missing. A negative A_K, which noise
    /// makes of a small one, becomes zero: dust does not brighten a star. Averages of many small extinctions are too high by that.
    /// </returns>
    public static Extinction Of(double latitude, Photometry h, Photometry irac, Photometry wise, double reddening)
    {
        Extinction ofIrac = Coloured(h, irac, IracColour, ExtinctionRule.Irac);
        Extinction ofWise = wise.Value < WiseSaturation ? Unknown : Coloured(h, wise, WiseColour, ExtinctionRule.Wise);
        Extinction ofMap = reddening is >= 0 and < 1000
            ? new Extinction(PerReddening * reddening, double.NaN, ExtinctionRule.Schlegel, false)
            : Unknown;

        // IRAC and WISE are one rule with two instruments, so WISE at low latitude is no fallback.
        bool isLow = Math.Abs(latitude) < LowLatitude;
        bool isKnown = Math.Abs(latitude) <= 90;
        ReadOnlySpan<Extinction> order = isKnown && !isLow ? [ofMap, ofIrac, ofWise] : [ofIrac, ofWise, ofMap];
        int first = isLow ? 2 : 1;
        for (int i = 0; i < order.Length; i++)
        {
            if (order[i].Rule != ExtinctionRule.None)
            {
                return order[i] with { IsFallback = i >= first || !isKnown };
            }
        }

        return Unknown;
    }

    static Extinction Coloured(Photometry h, Photometry midInfrared, double intrinsic, ExtinctionRule rule)
    {
        if (!h.IsUsable || !midInfrared.IsUsable)
        {
            return Unknown;
        }

        double extinction = PerColour * (h.Value - midInfrared.Value - intrinsic);
        double error = PerColour * Math.Sqrt((h.Error * h.Error) + (midInfrared.Error * midInfrared.Error));
        return new Extinction(Math.Max(extinction, 0), error, rule, false);
    }

    /// <summary>A magnitude with its error.</summary>
    /// <param name="Value">The magnitude.</param>
    /// <param name="Error">Its error; NaN where it is not known.</param>
    public readonly record struct Photometry(double Value, double Error)
    {
        /// <summary>No magnitude.</summary>
        public static Photometry Missing => new(double.NaN, double.NaN);

        /// <summary>
        /// Whether there is a magnitude that can be one, without a large error. Tables have -9999 and 99.999 for missing ones; an error below zero
        /// means that the magnitude is a limit.
        /// </summary>
        public bool IsUsable => Value is > -10 and < 90 && !(Error > MostMagnitudeError) && !(Error < 0);
    }
}
