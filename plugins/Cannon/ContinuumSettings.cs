namespace Astra.Plugins.Cannon;

/// <summary>The continuum normalisation that a model's training spectra had, and so the one that it needs.</summary>
sealed record ContinuumSettings
{
    /// <summary>The method of <see cref="AspcapContinuum"/>.</summary>
    public const string AspcapPolynomial = "aspcap-polynomial";

    /// <summary>For spectra that are normalised already.</summary>
    public const string None = "none";

    /// <summary>The methods that there are.</summary>
    public static readonly string[] Methods = [AspcapPolynomial, None];

    /// <summary>One of <see cref="Methods"/>.</summary>
    public required string Method { get; init; }

    /// <summary>The degree of the polynomial of a detector: 4 (Garcia Perez et al. 2016, AJ 151, 144).</summary>
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

    /// <summary>What is wrong with these settings, or null.</summary>
    public string? Fault() => !Methods.Contains(Method)
        ? $"the continuum method '{Method}' is not known; there are {string.Join(", ", Methods)}"
        : Degree is < 0 or > 20 || Iterations is < 1 or > 1000 || !(ClipBelow >= 0) || !(ClipAbove >= 0) || !(HighestFlux > 0)
            ? "the continuum needs a degree of 0 to 20, 1 to 1000 iterations, clipping not below zero and a highest_flux above zero"
            : null;
}
