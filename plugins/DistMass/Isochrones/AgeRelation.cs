using Astra.Isochrones;

namespace Astra.Plugins.DistMass.Isochrones;

/// <summary>
/// Age of giants from mass and metallicity (Stone-Martinez et al. 2024, section 6.1): all giants of equal mass and metallicity get one age. It is the
/// mean of the log ages that isochrones give to the first ascent and to core helium burning, since neither network knows the state. The mass counts
/// as the initial one: as in the paper, there is no correction for mass loss.
/// </summary>
/// <param name="ages">The isochrones.</param>
sealed class AgeRelation(AgeModel ages)
{
    /// <summary>The least mass in solar masses; as in the paper.</summary>
    public const double LeastMass = 0.8;

    /// <summary>The greatest mass in solar masses; as in the paper.</summary>
    public const double MostMass = 8;

    /// <summary>The least [Fe/H] in dex; as in the paper.</summary>
    public const double LeastMetallicity = -0.5;

    /// <summary>The greatest [Fe/H] in dex; as in the paper.</summary>
    public const double MostMetallicity = 0.5;

    readonly GiantAgeRelation branch = ages.Relation(EvolutionaryState.RedGiantBranch);
    readonly GiantAgeRelation clump = ages.Relation(EvolutionaryState.RedClump);

    /// <summary>log10 of the age in Gyr; NaN where mass or metallicity is outside or not known.</summary>
    /// <param name="mass">Mass in solar masses.</param>
    /// <param name="feH">[Fe/H] in dex.</param>
    public double LogAge(double mass, double feH) =>
        mass is >= LeastMass and <= MostMass && feH is >= LeastMetallicity and <= MostMetallicity ? Relation(Math.Log10(mass), feH) : double.NaN;

    /// <summary>
    /// An age with its errors. Mass and metallicity are each moved by their error both ways, the mass by adding and subtracting it; what this does to
    /// log age is added in quadrature on either side. Moved values may leave the range, where the relation goes on smoothly; the mass is held at half
    /// of the least.
    /// </summary>
    /// <param name="mass">Mass in solar masses.</param>
    /// <param name="massError">Its error in solar masses.</param>
    /// <param name="feH">[Fe/H] in dex.</param>
    /// <param name="feHError">Its error in dex; NaN counts as none, since it adds little.</param>
    /// <returns>No age where the value is outside; no limits where the error of the mass is not known.</returns>
    public AgeInterval Age(double mass, double massError, double feH, double feHError)
    {
        double age = LogAge(mass, feH);
        if (double.IsNaN(age))
        {
            return AgeInterval.None;
        }

        double step = double.IsNaN(feHError) ? 0 : feHError;
        double lighter = Relation(Math.Log10(Math.Max(mass - massError, LeastMass / 2)), feH) - age;
        double heavier = Relation(Math.Log10(mass + massError), feH) - age;
        double poorer = Relation(Math.Log10(mass), feH - step) - age;
        double richer = Relation(Math.Log10(mass), feH + step) - age;
        return new AgeInterval(age, Side(-heavier, -poorer, -richer), Side(lighter, poorer, richer));

        static double Side(double ofMass, double ofPoorer, double ofRicher)
        {
            double ofMetallicity = Math.Max(0, Math.Max(ofPoorer, ofRicher));
            return Math.Sqrt((ofMass * ofMass) + (ofMetallicity * ofMetallicity));
        }
    }

    double Relation(double logMass, double feH) =>
        (branch.LogAge(logMass, feH, isInitial: true) + clump.LogAge(logMass, feH, isInitial: true)) / 2;
}
