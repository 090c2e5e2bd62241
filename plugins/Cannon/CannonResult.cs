namespace Astra.Plugins.Cannon;

/// <summary>
/// The labels of a spectrum. The columns are those of SDSS's astraAllStarTheCannon table, with [alpha/Fe] for models that know only that; a label that the
/// model in use does not have is NaN. Formal errors (<c>raw_e_*</c>) are from the errors of the pixels and the scatter of the model; errors (<c>e_*</c>) are as
/// large as cross-validation of the model found them, and formal for a model that had none.
/// </summary>
public sealed record CannonResult : PipelineResult<CannonFlags>
{
    /// <summary>The labels that have columns, by name.</summary>
    public static readonly IReadOnlyList<string> KnownLabels =
    [
        "teff", "logg", "fe_h", "alpha_fe", "v_micro", "v_macro", "c_fe", "n_fe", "o_fe", "na_fe", "mg_fe",
        "al_fe", "si_fe", "s_fe", "k_fe", "ca_fe", "ti_fe", "v_fe", "cr_fe", "mn_fe", "ni_fe", "alpha_m", "log_mass",
    ];

    /// <summary>Effective temperature.</summary>
    [Column("teff", "K", "Effective temperature", Indexed = true)]
    public float Teff { get; init; } = float.NaN;

    /// <summary>Error of effective temperature.</summary>
    [Column("e_teff", "K", "Error of teff")]
    public float TeffError { get; init; } = float.NaN;

    /// <summary>Formal error of effective temperature.</summary>
    [Column("raw_e_teff", "K", "Formal error of teff")]
    public float RawTeffError { get; init; } = float.NaN;

    /// <summary>Surface gravity.</summary>
    [Column("logg", "log10(cm/s^2)", "Surface gravity", Indexed = true)]
    public float Logg { get; init; } = float.NaN;

    /// <summary>Error of surface gravity.</summary>
    [Column("e_logg", "log10(cm/s^2)", "Error of logg")]
    public float LoggError { get; init; } = float.NaN;

    /// <summary>Formal error of surface gravity.</summary>
    [Column("raw_e_logg", "log10(cm/s^2)", "Formal error of logg")]
    public float RawLoggError { get; init; } = float.NaN;

    /// <summary>[Fe/H].</summary>
    [Column("fe_h", "dex", "[Fe/H]", Indexed = true)]
    public float FeH { get; init; } = float.NaN;

    /// <summary>Error of [Fe/H].</summary>
    [Column("e_fe_h", "dex", "Error of fe_h")]
    public float FeHError { get; init; } = float.NaN;

    /// <summary>Formal error of [Fe/H].</summary>
    [Column("raw_e_fe_h", "dex", "Formal error of fe_h")]
    public float RawFeHError { get; init; } = float.NaN;

    /// <summary>[alpha/Fe].</summary>
    [Column("alpha_fe", "dex", "[alpha/Fe]")]
    public float AlphaFe { get; init; } = float.NaN;

    /// <summary>Error of [alpha/Fe].</summary>
    [Column("e_alpha_fe", "dex", "Error of alpha_fe")]
    public float AlphaFeError { get; init; } = float.NaN;

    /// <summary>Formal error of [alpha/Fe].</summary>
    [Column("raw_e_alpha_fe", "dex", "Formal error of alpha_fe")]
    public float RawAlphaFeError { get; init; } = float.NaN;

    /// <summary>Microturbulence.</summary>
    [Column("v_micro", "km/s", "Microturbulence")]
    public float VMicro { get; init; } = float.NaN;

    /// <summary>Error of microturbulence.</summary>
    [Column("e_v_micro", "km/s", "Error of v_micro")]
    public float VMicroError { get; init; } = float.NaN;

    /// <summary>Formal error of microturbulence.</summary>
    [Column("raw_e_v_micro", "km/s", "Formal error of v_micro")]
    public float RawVMicroError { get; init; } = float.NaN;

    /// <summary>Macroturbulence.</summary>
    [Column("v_macro", "km/s", "Macroturbulence")]
    public float VMacro { get; init; } = float.NaN;

    /// <summary>Error of macroturbulence.</summary>
    [Column("e_v_macro", "km/s", "Error of v_macro")]
    public float VMacroError { get; init; } = float.NaN;

    /// <summary>Formal error of macroturbulence.</summary>
    [Column("raw_e_v_macro", "km/s", "Formal error of v_macro")]
    public float RawVMacroError { get; init; } = float.NaN;

    /// <summary>[C/Fe].</summary>
    [Column("c_fe", "dex", "[C/Fe]")]
    public float CFe { get; init; } = float.NaN;

    /// <summary>Error of [C/Fe].</summary>
    [Column("e_c_fe", "dex", "Error of c_fe")]
    public float CFeError { get; init; } = float.NaN;

    /// <summary>Formal error of [C/Fe].</summary>
    [Column("raw_e_c_fe", "dex", "Formal error of c_fe")]
    public float RawCFeError { get; init; } = float.NaN;

    /// <summary>[N/Fe].</summary>
    [Column("n_fe", "dex", "[N/Fe]")]
    public float NFe { get; init; } = float.NaN;

    /// <summary>Error of [N/Fe].</summary>
    [Column("e_n_fe", "dex", "Error of n_fe")]
    public float NFeError { get; init; } = float.NaN;

    /// <summary>Formal error of [N/Fe].</summary>
    [Column("raw_e_n_fe", "dex", "Formal error of n_fe")]
    public float RawNFeError { get; init; } = float.NaN;

    /// <summary>[O/Fe].</summary>
    [Column("o_fe", "dex", "[O/Fe]")]
    public float OFe { get; init; } = float.NaN;

    /// <summary>Error of [O/Fe].</summary>
    [Column("e_o_fe", "dex", "Error of o_fe")]
    public float OFeError { get; init; } = float.NaN;

    /// <summary>Formal error of [O/Fe].</summary>
    [Column("raw_e_o_fe", "dex", "Formal error of o_fe")]
    public float RawOFeError { get; init; } = float.NaN;

    /// <summary>[Na/Fe].</summary>
    [Column("na_fe", "dex", "[Na/Fe]")]
    public float NaFe { get; init; } = float.NaN;

    /// <summary>Error of [Na/Fe].</summary>
    [Column("e_na_fe", "dex", "Error of na_fe")]
    public float NaFeError { get; init; } = float.NaN;

    /// <summary>Formal error of [Na/Fe].</summary>
    [Column("raw_e_na_fe", "dex", "Formal error of na_fe")]
    public float RawNaFeError { get; init; } = float.NaN;

    /// <summary>[Mg/Fe].</summary>
    [Column("mg_fe", "dex", "[Mg/Fe]")]
    public float MgFe { get; init; } = float.NaN;

    /// <summary>Error of [Mg/Fe].</summary>
    [Column("e_mg_fe", "dex", "Error of mg_fe")]
    public float MgFeError { get; init; } = float.NaN;

    /// <summary>Formal error of [Mg/Fe].</summary>
    [Column("raw_e_mg_fe", "dex", "Formal error of mg_fe")]
    public float RawMgFeError { get; init; } = float.NaN;

    /// <summary>[Al/Fe].</summary>
    [Column("al_fe", "dex", "[Al/Fe]")]
    public float AlFe { get; init; } = float.NaN;

    /// <summary>Error of [Al/Fe].</summary>
    [Column("e_al_fe", "dex", "Error of al_fe")]
    public float AlFeError { get; init; } = float.NaN;

    /// <summary>Formal error of [Al/Fe].</summary>
    [Column("raw_e_al_fe", "dex", "Formal error of al_fe")]
    public float RawAlFeError { get; init; } = float.NaN;

    /// <summary>[Si/Fe].</summary>
    [Column("si_fe", "dex", "[Si/Fe]")]
    public float SiFe { get; init; } = float.NaN;

    /// <summary>Error of [Si/Fe].</summary>
    [Column("e_si_fe", "dex", "Error of si_fe")]
    public float SiFeError { get; init; } = float.NaN;

    /// <summary>Formal error of [Si/Fe].</summary>
    [Column("raw_e_si_fe", "dex", "Formal error of si_fe")]
    public float RawSiFeError { get; init; } = float.NaN;

    /// <summary>[S/Fe].</summary>
    [Column("s_fe", "dex", "[S/Fe]")]
    public float SFe { get; init; } = float.NaN;

    /// <summary>Error of [S/Fe].</summary>
    [Column("e_s_fe", "dex", "Error of s_fe")]
    public float SFeError { get; init; } = float.NaN;

    /// <summary>Formal error of [S/Fe].</summary>
    [Column("raw_e_s_fe", "dex", "Formal error of s_fe")]
    public float RawSFeError { get; init; } = float.NaN;

    /// <summary>[K/Fe].</summary>
    [Column("k_fe", "dex", "[K/Fe]")]
    public float KFe { get; init; } = float.NaN;

    /// <summary>Error of [K/Fe].</summary>
    [Column("e_k_fe", "dex", "Error of k_fe")]
    public float KFeError { get; init; } = float.NaN;

    /// <summary>Formal error of [K/Fe].</summary>
    [Column("raw_e_k_fe", "dex", "Formal error of k_fe")]
    public float RawKFeError { get; init; } = float.NaN;

    /// <summary>[Ca/Fe].</summary>
    [Column("ca_fe", "dex", "[Ca/Fe]")]
    public float CaFe { get; init; } = float.NaN;

    /// <summary>Error of [Ca/Fe].</summary>
    [Column("e_ca_fe", "dex", "Error of ca_fe")]
    public float CaFeError { get; init; } = float.NaN;

    /// <summary>Formal error of [Ca/Fe].</summary>
    [Column("raw_e_ca_fe", "dex", "Formal error of ca_fe")]
    public float RawCaFeError { get; init; } = float.NaN;

    /// <summary>[Ti/Fe].</summary>
    [Column("ti_fe", "dex", "[Ti/Fe]")]
    public float TiFe { get; init; } = float.NaN;

    /// <summary>Error of [Ti/Fe].</summary>
    [Column("e_ti_fe", "dex", "Error of ti_fe")]
    public float TiFeError { get; init; } = float.NaN;

    /// <summary>Formal error of [Ti/Fe].</summary>
    [Column("raw_e_ti_fe", "dex", "Formal error of ti_fe")]
    public float RawTiFeError { get; init; } = float.NaN;

    /// <summary>[V/Fe].</summary>
    [Column("v_fe", "dex", "[V/Fe]")]
    public float VFe { get; init; } = float.NaN;

    /// <summary>Error of [V/Fe].</summary>
    [Column("e_v_fe", "dex", "Error of v_fe")]
    public float VFeError { get; init; } = float.NaN;

    /// <summary>Formal error of [V/Fe].</summary>
    [Column("raw_e_v_fe", "dex", "Formal error of v_fe")]
    public float RawVFeError { get; init; } = float.NaN;

    /// <summary>[Cr/Fe].</summary>
    [Column("cr_fe", "dex", "[Cr/Fe]")]
    public float CrFe { get; init; } = float.NaN;

    /// <summary>Error of [Cr/Fe].</summary>
    [Column("e_cr_fe", "dex", "Error of cr_fe")]
    public float CrFeError { get; init; } = float.NaN;

    /// <summary>Formal error of [Cr/Fe].</summary>
    [Column("raw_e_cr_fe", "dex", "Formal error of cr_fe")]
    public float RawCrFeError { get; init; } = float.NaN;

    /// <summary>[Mn/Fe].</summary>
    [Column("mn_fe", "dex", "[Mn/Fe]")]
    public float MnFe { get; init; } = float.NaN;

    /// <summary>Error of [Mn/Fe].</summary>
    [Column("e_mn_fe", "dex", "Error of mn_fe")]
    public float MnFeError { get; init; } = float.NaN;

    /// <summary>Formal error of [Mn/Fe].</summary>
    [Column("raw_e_mn_fe", "dex", "Formal error of mn_fe")]
    public float RawMnFeError { get; init; } = float.NaN;

    /// <summary>[Ni/Fe].</summary>
    [Column("ni_fe", "dex", "[Ni/Fe]")]
    public float NiFe { get; init; } = float.NaN;

    /// <summary>Error of [Ni/Fe].</summary>
    [Column("e_ni_fe", "dex", "Error of ni_fe")]
    public float NiFeError { get; init; } = float.NaN;

    /// <summary>Formal error of [Ni/Fe].</summary>
    [Column("raw_e_ni_fe", "dex", "Formal error of ni_fe")]
    public float RawNiFeError { get; init; } = float.NaN;

    /// <summary>[alpha/M].</summary>
    [Column("alpha_m", "dex", "[alpha/M]")]
    public float AlphaM { get; init; } = float.NaN;

    /// <summary>Error of [alpha/M].</summary>
    [Column("e_alpha_m", "dex", "Error of alpha_m")]
    public float AlphaMError { get; init; } = float.NaN;

    /// <summary>Formal error of [alpha/M].</summary>
    [Column("raw_e_alpha_m", "dex", "Formal error of alpha_m")]
    public float RawAlphaMError { get; init; } = float.NaN;

    /// <summary>Mass (Ness et al. 2016, ApJ 823, 114).</summary>
    [Column("log_mass", "log10(solMass)", "log10 of the mass")]
    public float LogMass { get; init; } = float.NaN;

    /// <summary>Error of the mass.</summary>
    [Column("e_log_mass", "log10(solMass)", "Error of log_mass")]
    public float LogMassError { get; init; } = float.NaN;

    /// <summary>Formal error of the mass.</summary>
    [Column("raw_e_log_mass", "log10(solMass)", "Formal error of log_mass")]
    public float RawLogMassError { get; init; } = float.NaN;

    /// <summary>Chi-square of the fit, with the model's scatter in the errors.</summary>
    [Column("chi2", "", "Chi-square of the fit")]
    public float ChiSquare { get; init; } = float.NaN;

    /// <summary>Chi-square by degrees of freedom (pixels less labels).</summary>
    [Column("rchi2", "", "Chi-square by degrees of freedom")]
    public float ReducedChiSquare { get; init; } = float.NaN;

    /// <summary>The number of pixels used.</summary>
    [Column("n_pixels", "", "Number of pixels used")]
    public int Pixels { get; init; }

    /// <summary>Distance to the nearest training star, in standard deviations of the training set (Mahalanobis distance).</summary>
    [Column("training_distance", "", "Distance to nearest training star (sigma)")]
    public float TrainingDistance { get; init; } = float.NaN;

    /// <summary>Optimiser status: 1 at rest, 2 out of iterations, 0 no fit.</summary>
    [Column("ier", "", "Status: 1 at rest, 2 out of iterations, 0 none")]
    public int Status { get; init; }

    /// <summary>Steps taken by the fit from the starting point that won.</summary>
    [Column("iterations", "", "Steps from the best starting point")]
    public int Iterations { get; init; }

    /// <summary>Evaluations of chi-square from the starting point that won.</summary>
    [Column("nfev", "", "Evaluations from the best starting point")]
    public int Evaluations { get; init; }

    /// <summary>The starting point that won: 0 training mean, 1 and 2 one standard deviation above and below, 3 linear estimate; -1 no fit.</summary>
    [Column("x0_index", "", "Best start: 0 mean, 1 +1s, 2 -1s, 3 linear")]
    public int Start { get; init; } = -1;

    /// <summary>The names of the model's labels in the order of the covariance, separated by commas.</summary>
    [Column("labels", "", "Labels in the order of the covariance")]
    public string Labels { get; init; } = "";

    /// <summary>All labels of the model, those without a column of their own included.</summary>
    [Column("label_values", "", "The labels, in the order of 'labels'")]
    public double[] LabelValues { get; init; } = [];

    /// <summary>Their errors.</summary>
    [Column("e_label_values", "", "Their errors")]
    public double[] LabelErrors { get; init; } = [];

    /// <summary>Covariance of the labels in their units: labels x labels, row-major; formal.</summary>
    [Column("covariance", "", "Covariance of the labels, row by row")]
    public double[] Covariance { get; init; } = [];

    /// <summary>The result of a fit.</summary>
    /// <param name="settings">Those of the model.</param>
    /// <param name="fit">The fit.</param>
    /// <param name="distance">The distance of its labels to the nearest training star.</param>
    /// <param name="flags">The flags that it deserves.</param>
    internal static CannonResult Of(CannonSettings settings, LabelFit fit, double distance, CannonFlags flags)
    {
        double[] formal = fit.FormalErrors();
        double[] errors = [.. formal.Select((error, i) => settings.Error(i, error))];
        return new CannonResult
        {
            Teff = Value("teff"),
            TeffError = Error("teff"),
            RawTeffError = Formal("teff"),
            Logg = Value("logg"),
            LoggError = Error("logg"),
            RawLoggError = Formal("logg"),
            FeH = Value("fe_h"),
            FeHError = Error("fe_h"),
            RawFeHError = Formal("fe_h"),
            AlphaFe = Value("alpha_fe"),
            AlphaFeError = Error("alpha_fe"),
            RawAlphaFeError = Formal("alpha_fe"),
            VMicro = Value("v_micro"),
            VMicroError = Error("v_micro"),
            RawVMicroError = Formal("v_micro"),
            VMacro = Value("v_macro"),
            VMacroError = Error("v_macro"),
            RawVMacroError = Formal("v_macro"),
            CFe = Value("c_fe"),
            CFeError = Error("c_fe"),
            RawCFeError = Formal("c_fe"),
            NFe = Value("n_fe"),
            NFeError = Error("n_fe"),
            RawNFeError = Formal("n_fe"),
            OFe = Value("o_fe"),
            OFeError = Error("o_fe"),
            RawOFeError = Formal("o_fe"),
            NaFe = Value("na_fe"),
            NaFeError = Error("na_fe"),
            RawNaFeError = Formal("na_fe"),
            MgFe = Value("mg_fe"),
            MgFeError = Error("mg_fe"),
            RawMgFeError = Formal("mg_fe"),
            AlFe = Value("al_fe"),
            AlFeError = Error("al_fe"),
            RawAlFeError = Formal("al_fe"),
            SiFe = Value("si_fe"),
            SiFeError = Error("si_fe"),
            RawSiFeError = Formal("si_fe"),
            SFe = Value("s_fe"),
            SFeError = Error("s_fe"),
            RawSFeError = Formal("s_fe"),
            KFe = Value("k_fe"),
            KFeError = Error("k_fe"),
            RawKFeError = Formal("k_fe"),
            CaFe = Value("ca_fe"),
            CaFeError = Error("ca_fe"),
            RawCaFeError = Formal("ca_fe"),
            TiFe = Value("ti_fe"),
            TiFeError = Error("ti_fe"),
            RawTiFeError = Formal("ti_fe"),
            VFe = Value("v_fe"),
            VFeError = Error("v_fe"),
            RawVFeError = Formal("v_fe"),
            CrFe = Value("cr_fe"),
            CrFeError = Error("cr_fe"),
            RawCrFeError = Formal("cr_fe"),
            MnFe = Value("mn_fe"),
            MnFeError = Error("mn_fe"),
            RawMnFeError = Formal("mn_fe"),
            NiFe = Value("ni_fe"),
            NiFeError = Error("ni_fe"),
            RawNiFeError = Formal("ni_fe"),
            AlphaM = Value("alpha_m"),
            AlphaMError = Error("alpha_m"),
            RawAlphaMError = Formal("alpha_m"),
            LogMass = Value("log_mass"),
            LogMassError = Error("log_mass"),
            RawLogMassError = Formal("log_mass"),
            ChiSquare = (float)fit.ChiSquare,
            ReducedChiSquare = (float)fit.ReducedChiSquare,
            Pixels = fit.Pixels,
            TrainingDistance = (float)distance,
            Status = fit.Converged ? 1 : 2,
            Iterations = fit.Iterations,
            Evaluations = fit.Evaluations,
            Start = fit.Start,
            Labels = string.Join(',', settings.Labels),
            LabelValues = fit.Labels,
            LabelErrors = errors,
            Covariance = fit.Covariance,
            Flags = flags,
        };

        float Value(string label) => Of(fit.Labels, label);

        float Error(string label) => Of(errors, label);

        float Formal(string label) => Of(formal, label);

        float Of(double[] values, string label) => Array.IndexOf(settings.Labels, label) is int i and >= 0 ? (float)values[i] : float.NaN;
    }
}
