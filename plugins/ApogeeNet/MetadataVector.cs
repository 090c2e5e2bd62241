namespace Astra.Plugins.ApogeeNet;

/// <summary>
/// What the network learns of a star besides its spectrum: parallax (mas), G, BP, RP, J, H and K (mag), in this order, standardised; a value that is
/// missing is replaced by one that no star has (Sprague et al. 2022). All in physical units here.
/// </summary>
static class MetadataVector
{
    /// <summary>How many numbers.</summary>
    public const int Length = 7;

    /// <summary>Places of the values.</summary>
    public const int Parallax = 0, G = 1, Bp = 2, Rp = 3, J = 4, H = 5, K = 6;

    /// <summary>Where the parallax comes from.</summary>
    public const string ParallaxInput = "plx";

    /// <summary>The declared inputs, in order.</summary>
    public static readonly string[] Inputs = [ParallaxInput, "g_mag", "bp_mag", "rp_mag", "j_mag", "h_mag", "k_mag"];

    /// <summary>Reads the values of a star; NaN where one is missing.</summary>
    public static void Read(Target target, Span<double> values)
    {
        for (int i = 0; i < Length; i++)
        {
            double value = target.Input(Inputs[i]);
            values[i] = IsMissing(i, value) ? double.NaN : value;
        }
    }

    /// <summary>
    /// Whether a value says "unknown". Catalogues write -9999.99 for a parallax and 99.99 or -9999.99 for a magnitude. A parallax of -2 mas is a
    /// measurement (SDSS's code takes everything up to -1 for missing).
    /// </summary>
    /// <param name="place">See <see cref="Parallax"/> and the others.</param>
    /// <param name="value">The value.</param>
    public static bool IsMissing(int place, double value) =>
        !double.IsFinite(value) || (place == Parallax ? value <= -999 : value is >= 90 or <= -1);

    /// <summary>Standardises values for the network.</summary>
    /// <param name="values">The values; NaN where missing.</param>
    /// <param name="settings">The model's means, deviations and replacements.</param>
    /// <param name="input">Takes <see cref="Length"/> numbers.</param>
    public static void Standardise(ReadOnlySpan<double> values, MetadataSettings settings, Span<float> input)
    {
        for (int i = 0; i < Length; i++)
        {
            double value = double.IsNaN(values[i]) ? settings.Replacement[i] : values[i];
            input[i] = (float)((value - settings.Mean[i]) / settings.Deviation[i]);
        }
    }
}
