namespace Astra.Simulation;

/// <summary>When a star was observed, and how fast it was found to be.</summary>
/// <param name="Mjd">The night.</param>
/// <param name="JulianDate">The time.</param>
/// <param name="HeliocentricDate">The same at the Sun, less 2,400,000.</param>
/// <param name="Plate">The plate.</param>
/// <param name="Correction">Barycentric correction, km/s.</param>
/// <param name="Doppler">The measured Doppler shift, km/s: the velocity less the correction.</param>
/// <param name="DopplerError">Its error.</param>
sealed record SurveyVisit(int Mjd, double JulianDate, double HeliocentricDate, int Plate, double Correction, double Doppler, double DopplerError)
{
    /// <summary>The measured velocity with respect to the Sun, km/s.</summary>
    public double Velocity => Doppler + Correction;
}
