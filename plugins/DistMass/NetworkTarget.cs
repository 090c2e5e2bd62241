namespace Astra.Plugins.DistMass;

/// <summary>
/// What a network of a model is for: the absolute magnitude, or the mass on one of the scales of APOKASC-3 (section 5.1 of the paper).
/// </summary>
enum NetworkTarget
{
    /// <summary>Absolute magnitude in 2MASS Ks.</summary>
    AbsoluteMagnitude,

    /// <summary>Mass with the correction of Delta nu of Sharma et al. 2016.</summary>
    MassUncorSs,

    /// <summary>The same, corrected by radii from Gaia.</summary>
    MassCorSs,

    /// <summary>Mass with the correction of Mosser et al. 2013.</summary>
    MassUncorMo,

    /// <summary>The same, corrected by radii from Gaia.</summary>
    MassCorMo,

    /// <summary>Mass with the correction of White et al. 2011.</summary>
    MassUncorTw,

    /// <summary>The same, corrected by radii from Gaia.</summary>
    MassCorTw,
}

/// <summary>Names of targets, in options and model files.</summary>
static class NetworkTargets
{
    static readonly string[] names = ["distance", "mass_uncor_ss", "mass_cor_ss", "mass_uncor_mo", "mass_cor_mo", "mass_uncor_tw", "mass_cor_tw"];

    /// <summary>The targets of the six mass networks, in the order of the columns.</summary>
    public static IReadOnlyList<NetworkTarget> Masses { get; } =
        [.. Enum.GetValues<NetworkTarget>().Where(target => target != NetworkTarget.AbsoluteMagnitude)];

    /// <summary>All names, in the order of the targets.</summary>
    public static IReadOnlyList<string> Names => names;

    /// <summary>The name of a target.</summary>
    public static string NameOf(NetworkTarget target) => names[(int)target];

    /// <summary>The target of a name.</summary>
    /// <exception cref="ConfigurationException">There is none.</exception>
    public static NetworkTarget Parse(string name) => Array.IndexOf(names, name) is >= 0 and var i
        ? (NetworkTarget)i
        : throw new ConfigurationException($"There is no target '{name}'. Set target to one of {string.Join(", ", names)}.");
}
