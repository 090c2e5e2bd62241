namespace Astra.Plugins.AstroNN;

/// <summary>A label of AstroNN: one of the network's outputs.</summary>
/// <param name="Name">Its column.</param>
/// <param name="Unit">Its unit.</param>
/// <param name="Branch">The place of its branch among those of the elements; -1 where the head for the whole spectrum gives it.</param>
sealed record AstroNNLabel(string Name, string Unit, int Branch);

/// <summary>
/// The labels of AstroNN in the order of its outputs, and the elements in the order of its branches (Leung and Bovy 2019a, MNRAS 483, 3255; the
/// published
/// state dicts). Abundances are [X/H].
/// </summary>
static class AstroNNLabels
{
    /// <summary>Labels that the head for the whole spectrum gives, in its order.</summary>
    public static readonly string[] OfHead = ["teff", "logg", "fe_h"];

    /// <summary>Labels that the branches of the elements give, in their order.</summary>
    public static readonly string[] OfBranches =
    [
        "c_h", "c_1_h", "n_h", "o_h", "na_h", "mg_h", "al_h", "si_h", "p_h", "s_h",
        "k_h", "ca_h", "ti_h", "ti_2_h", "v_h", "cr_h", "mn_h", "co_h", "ni_h",
    ];

    /// <summary>All labels in the order of the outputs, in which iron comes between manganese and cobalt.</summary>
    public static readonly AstroNNLabel[] All =
    [
        new("teff", "K", -1),
        new("logg", "dex", -1),
        .. OfBranches[..17].Select((name, branch) => new AstroNNLabel(name, "dex", branch)),
        new("fe_h", "dex", -1),
        new("co_h", "dex", 17),
        new("ni_h", "dex", 18),
    ];

    /// <summary>The place of effective temperature.</summary>
    public const int Teff = 0;

    /// <summary>The place of surface gravity.</summary>
    public const int Logg = 1;

    /// <summary>The place of [Mg/H].</summary>
    public const int MgH = 7;

    /// <summary>The place of [Fe/H].</summary>
    public const int FeH = 19;

    /// <summary>The place of a label; -1 for none of this name.</summary>
    public static int PlaceOf(string name) => Array.FindIndex(All, label => label.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
}
