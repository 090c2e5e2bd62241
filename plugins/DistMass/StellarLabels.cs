namespace Astra.Plugins.DistMass;

/// <summary>The five labels that both kinds of network see (Stone-Martinez et al. 2024, sections 4.1 and 5.1).</summary>
/// <param name="Teff">Effective temperature in kelvin.</param>
/// <param name="Logg">log10 of the surface gravity (cm/s^2).</param>
/// <param name="FeH">[Fe/H] in dex.</param>
/// <param name="CFe">[C/Fe] in dex.</param>
/// <param name="NFe">[N/Fe] in dex.</param>
readonly record struct StellarLabels(double Teff, double Logg, double FeH, double CFe, double NFe)
{
    /// <summary>The number of labels.</summary>
    public const int Count = 5;

    /// <summary>What is not known.</summary>
    public static StellarLabels None => new(double.NaN, double.NaN, double.NaN, double.NaN, double.NaN);

    /// <summary>Names of the labels, in the order of the networks' inputs.</summary>
    public static IReadOnlyList<string> Names { get; } = ["teff", "logg", "fe_h", "c_fe", "n_fe"];

    /// <summary>
    /// What a spectrum of a star in APOGEE can have: the grids of ASPCAP reach from 3000 to 20 000 K (Jonsson et al. 2020, AJ 160, 120, table 4), and
    /// marks
    /// of missing values, such as -9999, lie far outside.
    /// </summary>
    static readonly (double Least, double Most)[] Plausible = [(2500, 25_000), (-1, 6), (-5, 1), (-3, 3), (-3, 3)];

    /// <summary>A label by its place.</summary>
    public double this[int label] => label switch
    {
        0 => Teff,
        1 => Logg,
        2 => FeH,
        3 => CFe,
        4 => NFe,
        _ => throw new ArgumentOutOfRangeException(nameof(label)),
    };

    /// <summary>Whether all are known.</summary>
    public bool AreKnown => double.IsFinite(Teff) && double.IsFinite(Logg) && double.IsFinite(FeH) && double.IsFinite(CFe) && double.IsFinite(NFe);

    /// <summary>The first label that no star can have; null where all are plausible.</summary>
    public string? Implausible
    {
        get
        {
            for (int i = 0; i < Count; i++)
            {
                if (!(this[i] >= Plausible[i].Least && this[i] <= Plausible[i].Most))
                {
                    return Names[i];
                }
            }

            return null;
        }
    }

    /// <summary>The same labels with one of them moved.</summary>
    public StellarLabels Moved(int label, double by) => label switch
    {
        0 => this with { Teff = Teff + by },
        1 => this with { Logg = Logg + by },
        2 => this with { FeH = FeH + by },
        3 => this with { CFe = CFe + by },
        _ => this with { NFe = NFe + by },
    };
}
