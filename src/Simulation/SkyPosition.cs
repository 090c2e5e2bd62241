namespace Astra.Simulation;

/// <summary>A place in the sky (J2000), in degrees.</summary>
/// <param name="RightAscension">0 to 360.</param>
/// <param name="Declination">-90 to 90.</param>
/// <param name="GalacticLongitude">0 to 360.</param>
/// <param name="GalacticLatitude">-90 to 90.</param>
readonly record struct SkyPosition(double RightAscension, double Declination, double GalacticLongitude, double GalacticLatitude)
{
    /// <summary>
    /// The Galaxy's north pole, and the longitude of the north celestial pole (Hipparcos and Tycho catalogues, ESA SP-1200, vol. 1, sect. 1.5.3).
    /// </summary>
    const double PoleRightAscension = 192.85948;

    const double PoleDeclination = 27.12825;
    const double LongitudeOfCelestialPole = 122.93192;

    /// <summary>Obliquity of the ecliptic (IAU 1976).</summary>
    const double Obliquity = 23.4392911;

    /// <summary>What the 2.5 m telescope sees well.</summary>
    const double LowestDeclination = -30;

    /// <summary>Draws a place: half of the stars within some 8 degrees of the Galaxy's plane, as most of APOGEE's fields are.</summary>
    public static SkyPosition Draw(RandomSource random)
    {
        const double scale = 12;
        while (true)
        {
            double longitude = 360 * random.NextDouble();
            double side = random.NextDouble() < 0.5 ? -1 : 1;
            double latitude = -side * scale * Math.Log(1 - random.NextDouble());
            if (Math.Abs(latitude) < 90 && FromGalactic(longitude, latitude) is { Declination: > LowestDeclination } position)
            {
                return position;
            }
        }
    }

    /// <summary>A place by its Galactic coordinates, degrees.</summary>
    public static SkyPosition FromGalactic(double longitude, double latitude)
    {
        (double sinB, double cosB) = Math.SinCos(Radians(latitude));
        (double sinL, double cosL) = Math.SinCos(Radians(LongitudeOfCelestialPole - longitude));
        (double sinPole, double cosPole) = Math.SinCos(Radians(PoleDeclination));
        double declination = Math.Asin((sinPole * sinB) + (cosPole * cosB * cosL));
        double angle = Math.Atan2(cosB * sinL, (cosPole * sinB) - (sinPole * cosB * cosL));
        return new((Degrees(angle) + PoleRightAscension + 360) % 360, Degrees(declination), longitude, latitude);
    }

    /// <summary>Ecliptic longitude and latitude, radians.</summary>
    public (double Longitude, double Latitude) Ecliptic()
    {
        (double sin, double cos) = Math.SinCos(Radians(Obliquity));
        (double sinRa, double cosRa) = Math.SinCos(Radians(RightAscension));
        (double sinDec, double cosDec) = Math.SinCos(Radians(Declination));
        return (Math.Atan2((sinRa * cosDec * cos) + (sinDec * sin), cosRa * cosDec), Math.Asin((sinDec * cos) - (cosDec * sinRa * sin)));
    }

    static double Radians(double degrees) => degrees * Math.PI / 180;

    static double Degrees(double radians) => radians * 180 / Math.PI;
}
