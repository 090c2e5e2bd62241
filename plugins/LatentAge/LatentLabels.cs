using Astra.Plugins.LatentAge.PowerSpectra;

namespace Astra.Plugins.LatentAge;

/// <summary>A number that a forest reads off the latent space.</summary>
/// <param name="Name">The label of the training set.</param>
/// <param name="Unit">Its unit.</param>
/// <param name="IsLogarithmic">Whether the forest predicts its decimal logarithm, so that errors are fractions of it.</param>
sealed record LatentLabel(string Name, string Unit, bool IsLogarithmic)
{
    /// <summary>What the forest learns of a value: NaN where not known.</summary>
    public double ToTarget(double value) => IsLogarithmic ? (value > 0 ? Math.Log10(value) : double.NaN) : value;

    /// <summary>The value of what a forest says.</summary>
    public double FromTarget(double target) => IsLogarithmic ? Math.Pow(10, target) : target;

    /// <summary>The error of the value, from that of what a forest says.</summary>
    public double ErrorFrom(double target, double error) => IsLogarithmic ? FromTarget(target) * Math.Log(10) * error : error;
}

/// <summary>What is read off the latent space alone (Leung et al. 2023, figures 7 to 9 and 16).</summary>
static class LatentLabels
{
    public const string NuMax = "nu_max";
    public const string DeltaNu = "delta_nu";
    public const string ExcessDeltaNu = "excess_delta_nu";
    public const string RedClump = "rc";
    public const string Teff = "teff";
    public const string FeH = "fe_h";
    public const string Logg = "logg";
    public const string Kic = "kic";
    public const string Age = "age";
    public const string LogAge = "log_age";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<LatentLabel> All { get; } =
    [
        new(NuMax, "uHz", true),
        new(DeltaNu, "uHz", true),
        new(ExcessDeltaNu, "", true),
        new(Logg, "log10(cm/s^2)", false),
        new(Teff, "K", false),
        new(FeH, "dex", false),
        new("alpha_m", "dex", false),
        new("c_n", "dex", false),
    ];

    /// <summary>Delta nu over what nu_max alone lets expect: 1 for the mean giant. See <see cref="PixelGrid.ExpectedSeparation"/>.</summary>
    public static double Excess(double nuMax, double deltaNu) => nuMax > 0 && deltaNu > 0 ? deltaNu / PixelGrid.ExpectedSeparation(nuMax) : double.NaN;
}
