namespace Astra.Plugins.AstroNN;

/// <summary>
/// The labels of a spectrum. The columns are those of SDSS's astraAllStarAstroNN table, and the distance from the training set. Labels that the
/// model was
/// not trained on are NaN.
/// </summary>
public sealed record AstroNNResult : PipelineResult<AstroNNFlags>
{
    /// <summary>Effective temperature.</summary>
    [Column("teff", "K", "Effective temperature", Indexed = true)]
    public float Teff { get; init; } = float.NaN;

    /// <summary>Error of effective temperature, after the model's noise model.</summary>
    [Column("e_teff", "K", "Error of teff")]
    public float TeffError { get; init; } = float.NaN;

    /// <summary>Surface gravity.</summary>
    [Column("logg", "log10(cm/s^2)", "Surface gravity", Indexed = true)]
    public float Logg { get; init; } = float.NaN;

    /// <summary>Error of surface gravity, after the model's noise model.</summary>
    [Column("e_logg", "log10(cm/s^2)", "Error of logg")]
    public float LoggError { get; init; } = float.NaN;

    /// <summary>[C/H].</summary>
    [Column("c_h", "dex", "[C/H]")]
    public float CH { get; init; } = float.NaN;

    /// <summary>Error of [C/H], after the model's noise model.</summary>
    [Column("e_c_h", "dex", "Error of c_h")]
    public float CHError { get; init; } = float.NaN;

    /// <summary>[C/H] from neutral carbon.</summary>
    [Column("c_1_h", "dex", "[C/H] from neutral carbon")]
    public float C1H { get; init; } = float.NaN;

    /// <summary>Error of [C/H] from neutral carbon, after the model's noise model.</summary>
    [Column("e_c_1_h", "dex", "Error of c_1_h")]
    public float C1HError { get; init; } = float.NaN;

    /// <summary>[N/H].</summary>
    [Column("n_h", "dex", "[N/H]")]
    public float NH { get; init; } = float.NaN;

    /// <summary>Error of [N/H], after the model's noise model.</summary>
    [Column("e_n_h", "dex", "Error of n_h")]
    public float NHError { get; init; } = float.NaN;

    /// <summary>[O/H].</summary>
    [Column("o_h", "dex", "[O/H]")]
    public float OH { get; init; } = float.NaN;

    /// <summary>Error of [O/H], after the model's noise model.</summary>
    [Column("e_o_h", "dex", "Error of o_h")]
    public float OHError { get; init; } = float.NaN;

    /// <summary>[Na/H].</summary>
    [Column("na_h", "dex", "[Na/H]")]
    public float NaH { get; init; } = float.NaN;

    /// <summary>Error of [Na/H], after the model's noise model.</summary>
    [Column("e_na_h", "dex", "Error of na_h")]
    public float NaHError { get; init; } = float.NaN;

    /// <summary>[Mg/H].</summary>
    [Column("mg_h", "dex", "[Mg/H]")]
    public float MgH { get; init; } = float.NaN;

    /// <summary>Error of [Mg/H], after the model's noise model.</summary>
    [Column("e_mg_h", "dex", "Error of mg_h")]
    public float MgHError { get; init; } = float.NaN;

    /// <summary>[Al/H].</summary>
    [Column("al_h", "dex", "[Al/H]")]
    public float AlH { get; init; } = float.NaN;

    /// <summary>Error of [Al/H], after the model's noise model.</summary>
    [Column("e_al_h", "dex", "Error of al_h")]
    public float AlHError { get; init; } = float.NaN;

    /// <summary>[Si/H].</summary>
    [Column("si_h", "dex", "[Si/H]")]
    public float SiH { get; init; } = float.NaN;

    /// <summary>Error of [Si/H], after the model's noise model.</summary>
    [Column("e_si_h", "dex", "Error of si_h")]
    public float SiHError { get; init; } = float.NaN;

    /// <summary>[P/H].</summary>
    [Column("p_h", "dex", "[P/H]")]
    public float PH { get; init; } = float.NaN;

    /// <summary>Error of [P/H], after the model's noise model.</summary>
    [Column("e_p_h", "dex", "Error of p_h")]
    public float PHError { get; init; } = float.NaN;

    /// <summary>[S/H].</summary>
    [Column("s_h", "dex", "[S/H]")]
    public float SH { get; init; } = float.NaN;

    /// <summary>Error of [S/H], after the model's noise model.</summary>
    [Column("e_s_h", "dex", "Error of s_h")]
    public float SHError { get; init; } = float.NaN;

    /// <summary>[K/H].</summary>
    [Column("k_h", "dex", "[K/H]")]
    public float KH { get; init; } = float.NaN;

    /// <summary>Error of [K/H], after the model's noise model.</summary>
    [Column("e_k_h", "dex", "Error of k_h")]
    public float KHError { get; init; } = float.NaN;

    /// <summary>[Ca/H].</summary>
    [Column("ca_h", "dex", "[Ca/H]")]
    public float CaH { get; init; } = float.NaN;

    /// <summary>Error of [Ca/H], after the model's noise model.</summary>
    [Column("e_ca_h", "dex", "Error of ca_h")]
    public float CaHError { get; init; } = float.NaN;

    /// <summary>[Ti/H].</summary>
    [Column("ti_h", "dex", "[Ti/H]")]
    public float TiH { get; init; } = float.NaN;

    /// <summary>Error of [Ti/H], after the model's noise model.</summary>
    [Column("e_ti_h", "dex", "Error of ti_h")]
    public float TiHError { get; init; } = float.NaN;

    /// <summary>[Ti/H] from ionised titanium.</summary>
    [Column("ti_2_h", "dex", "[Ti/H] from ionised titanium")]
    public float Ti2H { get; init; } = float.NaN;

    /// <summary>Error of [Ti/H] from ionised titanium, after the model's noise model.</summary>
    [Column("e_ti_2_h", "dex", "Error of ti_2_h")]
    public float Ti2HError { get; init; } = float.NaN;

    /// <summary>[V/H].</summary>
    [Column("v_h", "dex", "[V/H]")]
    public float VH { get; init; } = float.NaN;

    /// <summary>Error of [V/H], after the model's noise model.</summary>
    [Column("e_v_h", "dex", "Error of v_h")]
    public float VHError { get; init; } = float.NaN;

    /// <summary>[Cr/H].</summary>
    [Column("cr_h", "dex", "[Cr/H]")]
    public float CrH { get; init; } = float.NaN;

    /// <summary>Error of [Cr/H], after the model's noise model.</summary>
    [Column("e_cr_h", "dex", "Error of cr_h")]
    public float CrHError { get; init; } = float.NaN;

    /// <summary>[Mn/H].</summary>
    [Column("mn_h", "dex", "[Mn/H]")]
    public float MnH { get; init; } = float.NaN;

    /// <summary>Error of [Mn/H], after the model's noise model.</summary>
    [Column("e_mn_h", "dex", "Error of mn_h")]
    public float MnHError { get; init; } = float.NaN;

    /// <summary>[Fe/H].</summary>
    [Column("fe_h", "dex", "[Fe/H]", Indexed = true)]
    public float FeH { get; init; } = float.NaN;

    /// <summary>Error of [Fe/H], after the model's noise model.</summary>
    [Column("e_fe_h", "dex", "Error of fe_h")]
    public float FeHError { get; init; } = float.NaN;

    /// <summary>[Co/H].</summary>
    [Column("co_h", "dex", "[Co/H]")]
    public float CoH { get; init; } = float.NaN;

    /// <summary>Error of [Co/H], after the model's noise model.</summary>
    [Column("e_co_h", "dex", "Error of co_h")]
    public float CoHError { get; init; } = float.NaN;

    /// <summary>[Ni/H].</summary>
    [Column("ni_h", "dex", "[Ni/H]")]
    public float NiH { get; init; } = float.NaN;

    /// <summary>Error of [Ni/H], after the model's noise model.</summary>
    [Column("e_ni_h", "dex", "Error of ni_h")]
    public float NiHError { get; init; } = float.NaN;

    /// <summary>Effective temperature, as the network gives it.</summary>
    [Column("raw_teff", "K", "teff of the network")]
    public float RawTeff { get; init; } = float.NaN;

    /// <summary>Error of effective temperature, as the network gives it: predictive and model error together.</summary>
    [Column("raw_e_teff", "K", "Error of teff of the network")]
    public float RawTeffError { get; init; } = float.NaN;

    /// <summary>Surface gravity, as the network gives it.</summary>
    [Column("raw_logg", "log10(cm/s^2)", "logg of the network")]
    public float RawLogg { get; init; } = float.NaN;

    /// <summary>Error of surface gravity, as the network gives it: predictive and model error together.</summary>
    [Column("raw_e_logg", "log10(cm/s^2)", "Error of logg of the network")]
    public float RawLoggError { get; init; } = float.NaN;

    /// <summary>[C/H], as the network gives it.</summary>
    [Column("raw_c_h", "dex", "c_h of the network")]
    public float RawCH { get; init; } = float.NaN;

    /// <summary>Error of [C/H], as the network gives it: predictive and model error together.</summary>
    [Column("raw_e_c_h", "dex", "Error of c_h of the network")]
    public float RawCHError { get; init; } = float.NaN;

    /// <summary>[C/H] from neutral carbon, as the network gives it.</summary>
    [Column("raw_c_1_h", "dex", "c_1_h of the network")]
    public float RawC1H { get; init; } = float.NaN;

    /// <summary>Error of [C/H] from neutral carbon, as the network gives it: predictive and model error together.</summary>
    [Column("raw_e_c_1_h", "dex", "Error of c_1_h of the network")]
    public float RawC1HError { get; init; } = float.NaN;

    /// <summary>[N/H], as the network gives it.</summary>
    [Column("raw_n_h", "dex", "n_h of the network")]
    public float RawNH { get; init; } = float.NaN;

    /// <summary>Error of [N/H], as the network gives it: predictive and model error together.</summary>
    [Column("raw_e_n_h", "dex", "Error of n_h of the network")]
    public float RawNHError { get; init; } = float.NaN;

    /// <summary>[O/H], as the network gives it.</summary>
    [Column("raw_o_h", "dex", "o_h of the network")]
    public float RawOH { get; init; } = float.NaN;

    /// <summary>Error of [O/H], as the network gives it: predictive and model error together.</summary>
    [Column("raw_e_o_h", "dex", "Error of o_h of the network")]
    public float RawOHError { get; init; } = float.NaN;

    /// <summary>[Na/H], as the network gives it.</summary>
    [Column("raw_na_h", "dex", "na_h of the network")]
    public float RawNaH { get; init; } = float.NaN;

    /// <summary>Error of [Na/H], as the network gives it: predictive and model error together.</summary>
    [Column("raw_e_na_h", "dex", "Error of na_h of the network")]
    public float RawNaHError { get; init; } = float.NaN;

    /// <summary>[Mg/H], as the network gives it.</summary>
    [Column("raw_mg_h", "dex", "mg_h of the network")]
    public float RawMgH { get; init; } = float.NaN;

    /// <summary>Error of [Mg/H], as the network gives it: predictive and model error together.</summary>
    [Column("raw_e_mg_h", "dex", "Error of mg_h of the network")]
    public float RawMgHError { get; init; } = float.NaN;

    /// <summary>[Al/H], as the network gives it.</summary>
    [Column("raw_al_h", "dex", "al_h of the network")]
    public float RawAlH { get; init; } = float.NaN;

    /// <summary>Error of [Al/H], as the network gives it: predictive and model error together.</summary>
    [Column("raw_e_al_h", "dex", "Error of al_h of the network")]
    public float RawAlHError { get; init; } = float.NaN;

    /// <summary>[Si/H], as the network gives it.</summary>
    [Column("raw_si_h", "dex", "si_h of the network")]
    public float RawSiH { get; init; } = float.NaN;

    /// <summary>Error of [Si/H], as the network gives it: predictive and model error together.</summary>
    [Column("raw_e_si_h", "dex", "Error of si_h of the network")]
    public float RawSiHError { get; init; } = float.NaN;

    /// <summary>[P/H], as the network gives it.</summary>
    [Column("raw_p_h", "dex", "p_h of the network")]
    public float RawPH { get; init; } = float.NaN;

    /// <summary>Error of [P/H], as the network gives it: predictive and model error together.</summary>
    [Column("raw_e_p_h", "dex", "Error of p_h of the network")]
    public float RawPHError { get; init; } = float.NaN;

    /// <summary>[S/H], as the network gives it.</summary>
    [Column("raw_s_h", "dex", "s_h of the network")]
    public float RawSH { get; init; } = float.NaN;

    /// <summary>Error of [S/H], as the network gives it: predictive and model error together.</summary>
    [Column("raw_e_s_h", "dex", "Error of s_h of the network")]
    public float RawSHError { get; init; } = float.NaN;

    /// <summary>[K/H], as the network gives it.</summary>
    [Column("raw_k_h", "dex", "k_h of the network")]
    public float RawKH { get; init; } = float.NaN;

    /// <summary>Error of [K/H], as the network gives it: predictive and model error together.</summary>
    [Column("raw_e_k_h", "dex", "Error of k_h of the network")]
    public float RawKHError { get; init; } = float.NaN;

    /// <summary>[Ca/H], as the network gives it.</summary>
    [Column("raw_ca_h", "dex", "ca_h of the network")]
    public float RawCaH { get; init; } = float.NaN;

    /// <summary>Error of [Ca/H], as the network gives it: predictive and model error together.</summary>
    [Column("raw_e_ca_h", "dex", "Error of ca_h of the network")]
    public float RawCaHError { get; init; } = float.NaN;

    /// <summary>[Ti/H], as the network gives it.</summary>
    [Column("raw_ti_h", "dex", "ti_h of the network")]
    public float RawTiH { get; init; } = float.NaN;

    /// <summary>Error of [Ti/H], as the network gives it: predictive and model error together.</summary>
    [Column("raw_e_ti_h", "dex", "Error of ti_h of the network")]
    public float RawTiHError { get; init; } = float.NaN;

    /// <summary>[Ti/H] from ionised titanium, as the network gives it.</summary>
    [Column("raw_ti_2_h", "dex", "ti_2_h of the network")]
    public float RawTi2H { get; init; } = float.NaN;

    /// <summary>Error of [Ti/H] from ionised titanium, as the network gives it: predictive and model error together.</summary>
    [Column("raw_e_ti_2_h", "dex", "Error of ti_2_h of the network")]
    public float RawTi2HError { get; init; } = float.NaN;

    /// <summary>[V/H], as the network gives it.</summary>
    [Column("raw_v_h", "dex", "v_h of the network")]
    public float RawVH { get; init; } = float.NaN;

    /// <summary>Error of [V/H], as the network gives it: predictive and model error together.</summary>
    [Column("raw_e_v_h", "dex", "Error of v_h of the network")]
    public float RawVHError { get; init; } = float.NaN;

    /// <summary>[Cr/H], as the network gives it.</summary>
    [Column("raw_cr_h", "dex", "cr_h of the network")]
    public float RawCrH { get; init; } = float.NaN;

    /// <summary>Error of [Cr/H], as the network gives it: predictive and model error together.</summary>
    [Column("raw_e_cr_h", "dex", "Error of cr_h of the network")]
    public float RawCrHError { get; init; } = float.NaN;

    /// <summary>[Mn/H], as the network gives it.</summary>
    [Column("raw_mn_h", "dex", "mn_h of the network")]
    public float RawMnH { get; init; } = float.NaN;

    /// <summary>Error of [Mn/H], as the network gives it: predictive and model error together.</summary>
    [Column("raw_e_mn_h", "dex", "Error of mn_h of the network")]
    public float RawMnHError { get; init; } = float.NaN;

    /// <summary>[Fe/H], as the network gives it.</summary>
    [Column("raw_fe_h", "dex", "fe_h of the network")]
    public float RawFeH { get; init; } = float.NaN;

    /// <summary>Error of [Fe/H], as the network gives it: predictive and model error together.</summary>
    [Column("raw_e_fe_h", "dex", "Error of fe_h of the network")]
    public float RawFeHError { get; init; } = float.NaN;

    /// <summary>[Co/H], as the network gives it.</summary>
    [Column("raw_co_h", "dex", "co_h of the network")]
    public float RawCoH { get; init; } = float.NaN;

    /// <summary>Error of [Co/H], as the network gives it: predictive and model error together.</summary>
    [Column("raw_e_co_h", "dex", "Error of co_h of the network")]
    public float RawCoHError { get; init; } = float.NaN;

    /// <summary>[Ni/H], as the network gives it.</summary>
    [Column("raw_ni_h", "dex", "ni_h of the network")]
    public float RawNiH { get; init; } = float.NaN;

    /// <summary>Error of [Ni/H], as the network gives it: predictive and model error together.</summary>
    [Column("raw_e_ni_h", "dex", "Error of ni_h of the network")]
    public float RawNiHError { get; init; } = float.NaN;

    /// <summary>Distance from the training set: 1 is its edge. NaN for a model that does not know its domain.</summary>
    [Column("domain_distance", "", "Distance from training set (1: its edge)")]
    public float DomainDistance { get; init; } = float.NaN;

    /// <summary>The result of labels.</summary>
    /// <param name="labels">Of each label of <see cref="AstroNNLabels.All"/> the value, the reported error and the network's error; NaN where the
    /// model has none.</param>
    internal static AstroNNResult Of(ReadOnlySpan<(float Value, float Error, float RawError)> labels) => new()
    {
        Teff = labels[0].Value,
        TeffError = labels[0].Error,
        RawTeff = labels[0].Value,
        RawTeffError = labels[0].RawError,
        Logg = labels[1].Value,
        LoggError = labels[1].Error,
        RawLogg = labels[1].Value,
        RawLoggError = labels[1].RawError,
        CH = labels[2].Value,
        CHError = labels[2].Error,
        RawCH = labels[2].Value,
        RawCHError = labels[2].RawError,
        C1H = labels[3].Value,
        C1HError = labels[3].Error,
        RawC1H = labels[3].Value,
        RawC1HError = labels[3].RawError,
        NH = labels[4].Value,
        NHError = labels[4].Error,
        RawNH = labels[4].Value,
        RawNHError = labels[4].RawError,
        OH = labels[5].Value,
        OHError = labels[5].Error,
        RawOH = labels[5].Value,
        RawOHError = labels[5].RawError,
        NaH = labels[6].Value,
        NaHError = labels[6].Error,
        RawNaH = labels[6].Value,
        RawNaHError = labels[6].RawError,
        MgH = labels[7].Value,
        MgHError = labels[7].Error,
        RawMgH = labels[7].Value,
        RawMgHError = labels[7].RawError,
        AlH = labels[8].Value,
        AlHError = labels[8].Error,
        RawAlH = labels[8].Value,
        RawAlHError = labels[8].RawError,
        SiH = labels[9].Value,
        SiHError = labels[9].Error,
        RawSiH = labels[9].Value,
        RawSiHError = labels[9].RawError,
        PH = labels[10].Value,
        PHError = labels[10].Error,
        RawPH = labels[10].Value,
        RawPHError = labels[10].RawError,
        SH = labels[11].Value,
        SHError = labels[11].Error,
        RawSH = labels[11].Value,
        RawSHError = labels[11].RawError,
        KH = labels[12].Value,
        KHError = labels[12].Error,
        RawKH = labels[12].Value,
        RawKHError = labels[12].RawError,
        CaH = labels[13].Value,
        CaHError = labels[13].Error,
        RawCaH = labels[13].Value,
        RawCaHError = labels[13].RawError,
        TiH = labels[14].Value,
        TiHError = labels[14].Error,
        RawTiH = labels[14].Value,
        RawTiHError = labels[14].RawError,
        Ti2H = labels[15].Value,
        Ti2HError = labels[15].Error,
        RawTi2H = labels[15].Value,
        RawTi2HError = labels[15].RawError,
        VH = labels[16].Value,
        VHError = labels[16].Error,
        RawVH = labels[16].Value,
        RawVHError = labels[16].RawError,
        CrH = labels[17].Value,
        CrHError = labels[17].Error,
        RawCrH = labels[17].Value,
        RawCrHError = labels[17].RawError,
        MnH = labels[18].Value,
        MnHError = labels[18].Error,
        RawMnH = labels[18].Value,
        RawMnHError = labels[18].RawError,
        FeH = labels[19].Value,
        FeHError = labels[19].Error,
        RawFeH = labels[19].Value,
        RawFeHError = labels[19].RawError,
        CoH = labels[20].Value,
        CoHError = labels[20].Error,
        RawCoH = labels[20].Value,
        RawCoHError = labels[20].RawError,
        NiH = labels[21].Value,
        NiHError = labels[21].Error,
        RawNiH = labels[21].Value,
        RawNiHError = labels[21].RawError,
    };
}
