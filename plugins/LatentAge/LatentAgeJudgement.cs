using Astra.Neural;
using Astra.Plugins.LatentAge.Network;

namespace Astra.Plugins.LatentAge;

/// <summary>Gives a star its age where the method has one, and the flags that the result deserves.</summary>
static class LatentAgeJudgement
{
    // Where the paper's latent space and ages apply (Leung et al. 2023, table 1).
    const double LeastLogg = 1.5, LeastLoggOfAges = 2.5, GreatestLogg = 3.6;
    const double LeastSnr = 30;
    const double LargestAgeError = 0.4;
    const double AgeOfUniverse = 13.8;

    // Between these, neither state is likely.
    const double LeastLikely = 0.2, MostLikely = 0.8;

    const double FewestPixels = 0.5;

    // STARFLAG: BAD_PIXELS, VERY_BRIGHT_NEIGHBOR, LOW_SNR.
    const long BadSpectrumBits = (1 << 0) | (1 << 3) | (1 << 4);

    /// <summary>Completes a result.</summary>
    /// <param name="model">The model.</param>
    /// <param name="reading">Reads ages.</param>
    /// <param name="point">Where the spectrum is in the latent space.</param>
    /// <param name="star">What else is known.</param>
    /// <param name="result">What is known without the age.</param>
    /// <param name="random">A source of the spectrum's own.</param>
    public static LatentAgeResult Judge(
        LatentAgeModel model, LatentReading reading, LatentPoint point, StarLabels star, LatentAgeResult result, RandomSource random)
    {
        double probability = reading.RedClumpProbability(point);
        LatentAgeFlags flags = LatentAgeFlags.None;
        Set(!(star.Logg > LeastLogg && star.Logg < GreatestLogg), LatentAgeFlags.OutsideLatentRange);
        Set(!(star.Snr > LeastSnr), LatentAgeFlags.LowSnr);
        Set(point.DomainDistance > DomainMeasure.Threshold, LatentAgeFlags.OutsideDomain);
        Set(point.MeasuredShare < FewestPixels, LatentAgeFlags.FewPixels);
        Set(double.IsFinite(star.SpectrumFlags) && star.SpectrumFlags != 0, LatentAgeFlags.SpectrumFlagged);
        Set(double.IsFinite(star.SpectrumFlags) && ((long)star.SpectrumFlags & BadSpectrumBits) != 0, LatentAgeFlags.BadSpectrum);
        Set(probability is > LeastLikely and < MostLikely, LatentAgeFlags.UncertainState);
        result = result with { Teff = (float)star.Teff, FeH = (float)star.FeH, Logg = (float)star.Logg, LabelOrigin = star.Origin };
        if (model.Settings.Age is not { } settings)
        {
            return result with { Flags = flags | LatentAgeFlags.NoAgeModel };
        }

        if (!(star.Logg >= LeastLoggOfAges && star.Logg < GreatestLogg))
        {
            return result with { Flags = flags | LatentAgeFlags.OutsideAgeRange };
        }

        (double logAge, double scatter, double age) = reading.Age(point, (star.Teff, star.TeffError), (star.FeH, star.FeHError), random);
        double error = settings.Error.Error(scatter);
        double fraction = Math.Log(10) * error;
        Set(fraction > LargestAgeError, LatentAgeFlags.LargeAgeError);
        Set(age > AgeOfUniverse, LatentAgeFlags.AgeAboveUniverse);
        Set(IsOutside(settings.Teff, star.Teff, star.TeffError) || IsOutside(settings.FeH, star.FeH, star.FeHError), LatentAgeFlags.OutsideLabelRange);
        return result with
        {
            Age = (float)age,
            AgeError = (float)(age * fraction),
            LogAge = (float)logAge,
            LogAgeError = (float)error,
            Flags = flags,
        };

        void Set(bool condition, LatentAgeFlags flag) => flags |= condition ? flag : LatentAgeFlags.None;
    }

    static bool IsOutside(double[] range, double value, double error) => value < range[0] - error || value > range[1] + error;
}
