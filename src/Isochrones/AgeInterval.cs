namespace Astra.Isochrones;

/// <summary>An age with what its errors reach.</summary>
/// <param name="LogAge">log10 of the age in Gyr.</param>
/// <param name="Below">How far the lower limit is below, in dex; NaN where the error of the mass is not known.</param>
/// <param name="Above">How far the upper limit is above, in dex.</param>
public readonly record struct AgeInterval(double LogAge, double Below, double Above)
{
    /// <summary>No age.</summary>
    public static AgeInterval None => new(double.NaN, double.NaN, double.NaN);

    /// <summary>
    /// The age of a giant. Mass and metallicity are each moved by their error both ways, the mass by a factor; what this does to log age is added in
    /// quadrature on either side.
    /// </summary>
    /// <param name="relation">The isochrones.</param>
    /// <param name="mass">The mass in solar masses.</param>
    /// <param name="metallicity">[M/H] in dex; an unknown error counts as none, since it adds little.</param>
    /// <param name="isInitial">Whether the mass is the initial one.</param>
    public static AgeInterval Of(GiantAgeRelation relation, Measurement mass, Measurement metallicity, bool isInitial)
    {
        double logMass = Math.Log10(mass.Value);
        double massStep = mass.Fraction / Math.Log(10);
        double metallicityStep = double.IsNaN(metallicity.Error) ? 0 : metallicity.Error;
        double age = At(0, 0);
        double lighter = At(-massStep, 0) - age;
        double heavier = At(massStep, 0) - age;
        double poorer = At(0, -metallicityStep) - age;
        double richer = At(0, metallicityStep) - age;
        return new AgeInterval(age, Side(-heavier, -poorer, -richer), Side(lighter, poorer, richer));

        double At(double massShift, double metallicityShift) => relation.LogAge(logMass + massShift, metallicity.Value + metallicityShift, isInitial);

        static double Side(double ofMass, double ofPoorer, double ofRicher)
        {
            double ofMetallicity = Math.Max(0, Math.Max(ofPoorer, ofRicher));
            return Math.Sqrt((ofMass * ofMass) + (ofMetallicity * ofMetallicity));
        }
    }
}
