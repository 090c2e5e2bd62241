namespace Astra.Simulation;

/// <summary>The Earth on its way around the Sun, as a circle at the speed of a year.</summary>
static class EarthOrbit
{
    /// <summary>Mean speed, km/s.</summary>
    const double Speed = 29.79;

    /// <summary>Light's way from the Sun, days.</summary>
    const double LightTime = 0.0057755;

    /// <summary>Barycentric correction in km/s: what is added to an observed velocity.</summary>
    /// <param name="position">The star's place.</param>
    /// <param name="julianDate">When it was observed.</param>
    public static double VelocityTowards(SkyPosition position, double julianDate)
    {
        (double longitude, double latitude) = position.Ecliptic();
        return Speed * Math.Cos(latitude) * Math.Sin(SunsLongitude(julianDate) - longitude);
    }

    /// <summary>By how much light arrives earlier here than at the Sun, days: what is added to get a heliocentric date.</summary>
    /// <inheritdoc cref="VelocityTowards"/>
    public static double TimeTowards(SkyPosition position, double julianDate)
    {
        (double longitude, double latitude) = position.Ecliptic();
        return -LightTime * Math.Cos(latitude) * Math.Cos(SunsLongitude(julianDate) - longitude);
    }

    /// <summary>Radians, to 0.01 degree (Astronomical Almanac, low-precision formulas for the Sun).</summary>
    static double SunsLongitude(double julianDate)
    {
        double days = julianDate - 2451545.0;
        double anomaly = (357.528 + (0.9856003 * days)) * Math.PI / 180;
        return ((280.460 + (0.9856474 * days) + (1.915 * Math.Sin(anomaly)) + (0.020 * Math.Sin(2 * anomaly))) % 360) * Math.PI / 180;
    }
}
