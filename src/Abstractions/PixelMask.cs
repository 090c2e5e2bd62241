namespace Astra;

/// <summary>Bits of the pixel mask of an apStar file (APOGEE_PIXMASK, SDSS data model).</summary>
[Flags]
public enum PixelMask
{
    /// <summary>Nothing is known against this pixel.</summary>
    None = 0,

    /// <summary>In the bad-pixel mask, or a strong persistence jump.</summary>
    BadPixel = 1 << 0,

    /// <summary>Cosmic ray.</summary>
    CosmicRay = 1 << 1,

    /// <summary>Saturated.</summary>
    Saturated = 1 << 2,

    /// <summary>Cannot be repaired.</summary>
    Unfixable = 1 << 3,

    /// <summary>Bad dark.</summary>
    BadDark = 1 << 4,

    /// <summary>Bad flat.</summary>
    BadFlat = 1 << 5,

    /// <summary>Set to a very high error (not used by SDSS).</summary>
    BadError = 1 << 6,

    /// <summary>No sky available.</summary>
    NoSky = 1 << 7,

    /// <summary>Littrow ghost (warning).</summary>
    LittrowGhost = 1 << 8,

    /// <summary>High persistence (warning).</summary>
    PersistenceHigh = 1 << 9,

    /// <summary>Medium persistence (warning).</summary>
    PersistenceMedium = 1 << 10,

    /// <summary>Low persistence (warning).</summary>
    PersistenceLow = 1 << 11,

    /// <summary>Near a significant sky line (warning).</summary>
    SkyLine = 1 << 12,

    /// <summary>Significant telluric absorption (warning).</summary>
    Telluric = 1 << 13,

    /// <summary>Less than half of the point-spread function in good pixels.</summary>
    NotEnoughPsf = 1 << 14,

    /// <summary>FERRE weight below 0.001.</summary>
    FerreMask = 1 << 16,

    /// <summary>The bits that SDSS's bit-mask class counts as bad: 0 to 7 and 14 (16639).</summary>
    Bad = BadPixel | CosmicRay | Saturated | Unfixable | BadDark | BadFlat | BadError | NoSky | NotEnoughPsf,
}
