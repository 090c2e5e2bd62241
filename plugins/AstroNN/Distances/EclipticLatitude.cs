namespace Astra.Plugins.AstroNN.Distances;

/// <summary>The ecliptic latitude of a position on the sky.</summary>
static class EclipticLatitude
{
    /// <summary>Obliquity of the ecliptic at J2000 in degrees: 84381.406 arcseconds (Capitaine et al. 2003, A&amp;A 412, 567; IAU 2006 resolution
    /// B1).</summary>
    const double Obliquity = 84381.406 / 3600;

    /// <summary>Degrees; NaN where the position is not known.</summary>
    /// <param name="rightAscension">ICRS, degrees.</param>
    /// <param name="declination">ICRS, degrees.</param>
    public static double Of(double rightAscension, double declination)
    {
        (double sin, double cos) = Math.SinCos(Radians(declination));
        (double sinObliquity, double cosObliquity) = Math.SinCos(Radians(Obliquity));
        double sine = (sin * cosObliquity) - (cos * sinObliquity * Math.Sin(Radians(rightAscension)));
        return Math.Asin(Math.Clamp(sine, -1, 1)) * 180 / Math.PI;
    }

    static double Radians(double degrees) => degrees * Math.PI / 180;
}
