namespace Astra.Plugins.Cannon;

/// <summary>The continuum normalisation that a model's training spectra had, and so the one that it needs.</summary>
sealed record ContinuumSettings
{
    /// <summary>The method of <see cref="AspcapContinuum"/>.</summary>
    public const string AspcapPolynomial = "aspcap-polynomial";

    /// <summary>For spectra that are normalised already.</summary>
    public const string None = "none";

    /// <summary>A polynomial for each detector through chosen pixels (<see cref="LinearContinuum"/>).</summary>
    public const string Polynomial = "polynomial";

    /// <summary>Sines and cosines for each detector through chosen pixels (<see cref="LinearContinuum"/>).</summary>
    public const string SinesCosines = "sines-cosines";

    /// <summary>The methods that there are.</summary>
    public static readonly string[] Methods = [AspcapPolynomial, Polynomial, SinesCosines, None];

    /// <summary>One of <see cref="Methods"/>.</summary>
    public required string Method { get; init; }

    /// <summary>
    /// The degree of the polynomial of a detector: 4 for ASPCAP's (Garcia Perez et al. 2016, AJ 151, 144), 2 through continuum pixels (Ness et al. 2015,
    /// ApJ 808, 16, section 2.3).
    /// </summary>
    public int Degree { get; init; } = 4;

    /// <summary>How many times the polynomial is fitted in each of the two passes.</summary>
    public int Iterations { get; init; } = 10;

    /// <summary>A pixel this many standard deviations below the fit takes the fit's value (Garcia Perez et al. 2016: 0.1).</summary>
    public double ClipBelow { get; init; } = 0.1;

    /// <summary>A pixel this many standard deviations above the fit takes the fit's value (Garcia Perez et al. 2016: 3).</summary>
    public double ClipAbove { get; init; } = 3;

    /// <summary>
    /// A pixel whose normalised flux is above this after the first pass, or not above zero, is left out of the second. 1.1 reproduces the aspcapStar
    /// files of DR13 to one part in a million.
    /// </summary>
    public double HighestFlux { get; init; } = 1.1;

    /// <summary>Pixels with any of these bits of <see cref="PixelMask"/> are left out.</summary>
    public int BadPixelMask { get; init; } = (int)PixelMask.Bad;

    /// <summary>The continuum pixels, as <see cref="ContinuumPixels"/> writes them; null for a method that chooses its own.</summary>
    public string? Pixels { get; init; }

    /// <summary>The longest period of <see cref="SinesCosines"/> in Angstrom: 1400 (Casey et al. 2016, arXiv:1603.03040).</summary>
    public double Period { get; init; } = 1400;

    /// <summary>How many harmonics <see cref="SinesCosines"/> have: 3 (Casey et al. 2016).</summary>
    public int Order { get; init; } = 3;

    /// <summary>What is added to the diagonal of the normal equations of <see cref="SinesCosines"/>, as a fraction of their trace.</summary>
    public double Ridge { get; init; } = 1e-6;

    /// <summary>Whether the method goes through chosen pixels.</summary>
    public bool IsLinear => Method is Polynomial or SinesCosines;

    /// <summary>The usual settings of a method.</summary>
    /// <param name="method">One of <see cref="Methods"/>; any other makes <see cref="Fault"/> speak.</param>
    public static ContinuumSettings Usual(string method) => method is Polynomial or SinesCosines
        ? new() { Method = method, Degree = 2, Pixels = ContinuumPixels.Published, BadPixelMask = (int)(PixelMask.Bad | PixelMask.SkyLine) }
        : new() { Method = method };

    /// <summary>What is wrong with these settings, or null.</summary>
    public string? Fault() => !Methods.Contains(Method)
        ? $"the continuum method '{Method}' is not known; there are {string.Join(", ", Methods)}"
        : IsLinear && PixelFault() is string fault
            ? fault
        : !(Period > 0 && double.IsFinite(Period)) || Order is < 0 or > 20 || !(Ridge >= 0 && double.IsFinite(Ridge))
            ? "the continuum needs a period above zero, an order of 0 to 20 and a ridge not below zero"
        : Degree is < 0 or > 20 || Iterations is < 1 or > 1000 || !(ClipBelow >= 0) || !(ClipAbove >= 0) || !(HighestFlux > 0)
            ? "the continuum needs a degree of 0 to 20, 1 to 1000 iterations, clipping not below zero and a highest_flux above zero"
            : null;

    string? PixelFault()
    {
        try
        {
            return ContinuumPixels.Parse(Pixels ?? "").Length > 0 ? null : $"the continuum method '{Method}' needs a list of pixels";
        }
        catch (FormatException e)
        {
            return e.Message;
        }
    }
}
