namespace Astra;

/// <summary>
/// The wavelength grid of every apStar-like product: 8575 pixels, log10(wavelength / Angstrom) = 4.179 + 6e-6 i, vacuum,
/// in the rest frame of the star (SDSS data model, apStar).
/// </summary>
public static class WavelengthGrid
{
    /// <summary>Number of pixels of a spectrum.</summary>
    public const int Pixels = 8575;

    /// <summary>log10 of the wavelength of pixel 0 in Angstrom (card CRVAL1).</summary>
    public const double LogStart = 4.179;

    /// <summary>Step of log10(wavelength / Angstrom) from pixel to pixel (card CDELT1); 4.1418 km/s.</summary>
    public const double LogStep = 6e-6;

    /// <summary>Vacuum wavelength of a pixel in Angstrom.</summary>
    /// <param name="pixel">0-based pixel index; fractional values are allowed.</param>
    public static double Wavelength(double pixel) => Math.Pow(10, LogStart + (LogStep * pixel));

    /// <summary>
    /// Pixel ranges of the three detectors (blue, green, red) as used for DR13 to DR17 and SDSS-V: 7514 pixels
    /// (astroNN, chips of DR17).
    /// </summary>
    public static IReadOnlyList<Range> Chips7514 { get; } = [246..3274, 3585..6080, 6344..8335];

    /// <summary>Pixel ranges of the three detectors as used for the aspcapStar files of DR11 and DR12: 7214 pixels.</summary>
    public static IReadOnlyList<Range> Chips7214 { get; } = [322..3242, 3648..6048, 6412..8306];
}
