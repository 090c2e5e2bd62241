using Astra.Isochrones;

namespace Astra.Plugins.Cannon.Ages;

/// <summary>Which flags a giant deserves: the rules behind the texts of <see cref="GiantAgeFlags"/>.</summary>
static class GiantAgeJudgement
{
    /// <summary>
    /// Where isochrones have the base of the red giant branch: the highest log g of any row with label 3 in the shipped model's tables is 3.67.
    /// </summary>
    const double GiantLogg = 3.7;

    /// <summary>Hotter than any row of the red giant branch or red clump at [M/H] above -1.75 in these tables.</summary>
    const double GiantTeff = 5800;

    /// <summary>In Gyr (Planck Collaboration 2016, A&amp;A 594, A13).</summary>
    const double AgeOfUniverse = 13.8;

    /// <summary>Whether the labels are those that the method was made for: the selection of Ness et al. 2016, section 4.</summary>
    public static GiantAgeFlags OfLabels(double teff, double logg, double feH, double alpha)
    {
        GiantAgeFlags flags = GiantAgeFlags.None;
        Set(GiantAgeFlags.TeffOutOfRange, teff is <= 4054 or >= 5120);
        Set(GiantAgeFlags.LoggOutOfRange, logg is <= 1.35 or >= 3.3);
        Set(GiantAgeFlags.FeHOutOfRange, feH is <= -0.85 or >= 0.30);
        Set(GiantAgeFlags.AlphaOutOfRange, alpha is <= -0.03 or >= 0.30);
        Set(GiantAgeFlags.NotAGiant, logg > GiantLogg || teff > GiantTeff);
        Set(GiantAgeFlags.RangeUnchecked, double.IsNaN(teff) || double.IsNaN(logg) || double.IsNaN(alpha));
        return flags;

        void Set(GiantAgeFlags flag, bool condition) => flags |= condition ? flag : GiantAgeFlags.None;
    }

    /// <summary>Where the age lies among the isochrones.</summary>
    public static GiantAgeFlags OfAge(GiantAgeRelation relation, double logAge, double metallicity)
    {
        if (double.IsNaN(metallicity))
        {
            return GiantAgeFlags.NoMetallicity;
        }

        double age = Math.Pow(10, logAge);
        GiantAgeFlags flags = GiantAgeFlags.None;
        Set(GiantAgeFlags.AgeInterpolatedWidely, age > relation.WideGapFrom && age < relation.MostAge);
        Set(GiantAgeFlags.AgeExtrapolated, age > relation.MostAge || age < relation.LeastAge);
        Set(GiantAgeFlags.MetallicityExtrapolated, metallicity < relation.LeastMetallicity || metallicity > relation.MostMetallicity);
        Set(GiantAgeFlags.AgeAboveUniverse, age > AgeOfUniverse);
        return flags;

        void Set(GiantAgeFlags flag, bool condition) => flags |= condition ? flag : GiantAgeFlags.None;
    }
}
