namespace Astra.Testing;

/// <summary>Plausible values for what a pipeline declares as inputs, by the names of the columns that they may come from: those of a red giant.</summary>
static class InventedInputs
{
    /// <summary>A typical value and how far stars lie from it, by the start or the whole of a column's name.</summary>
    static readonly Dictionary<string, (double Value, double Spread)> Known = new(StringComparer.OrdinalIgnoreCase)
    {
        ["ra"] = (180, 100), ["dec"] = (20, 30), ["l"] = (120, 60), ["b"] = (25, 20), ["glat"] = (25, 20), ["ecl_lat"] = (20, 30),
        ["plx"] = (1.2, 0.5), ["parallax"] = (1.2, 0.5), ["gaiaedr3_parallax"] = (1.2, 0.5), ["pmra"] = (3, 5), ["pmde"] = (-4, 5),
        ["g_mag"] = (12.5, 1), ["phot_g_mean_mag"] = (12.5, 1), ["bp_mag"] = (13.2, 1), ["rp_mag"] = (11.7, 1), ["j_mag"] = (10.8, 1),
        ["h_mag"] = (10.2, 1), ["h"] = (10.2, 1), ["k_mag"] = (10, 1), ["k"] = (10, 1), ["mag4_5"] = (10, 1), ["irac_4_5"] = (10, 1), ["w2_mag"] = (10, 1),
        ["wise_4_5"] = (10, 1), ["a_k"] = (0.06, 0.04), ["a_k_wise"] = (0.06, 0.04), ["ak_targ"] = (0.06, 0.04), ["ebv_sfd"] = (0.15, 0.1),
        ["sfd_ebv"] = (0.15, 0.1), ["ebv"] = (0.15, 0.1), ["snr"] = (120, 60), ["v_rad"] = (10, 40), ["teff"] = (4800, 300), ["doppler_teff"] = (4800, 300),
        ["logg"] = (2.6, 0.4), ["doppler_logg"] = (2.6, 0.4), ["fe_h"] = (-0.1, 0.2), ["m_h"] = (-0.1, 0.2), ["doppler_fe_h"] = (-0.1, 0.2),
        ["c_h"] = (-0.15, 0.2), ["n_h"] = (0.05, 0.2), ["c_fe"] = (-0.05, 0.1), ["n_fe"] = (0.15, 0.1), ["o_fe"] = (0.1, 0.1), ["mg_fe"] = (0.1, 0.1),
        ["alpha_fe"] = (0.08, 0.06), ["alpha_m"] = (0.08, 0.06), ["alp_fe"] = (0.08, 0.06), ["numax"] = (45, 20), ["nu_max"] = (45, 20),
        ["deltanu"] = (4.8, 1.6), ["delta_nu"] = (4.8, 1.6), ["fdnu"] = (1.01, 0.01), ["mass"] = (1.2, 0.2), ["log_mass"] = (0.08, 0.08), ["age"] = (6, 3),
        ["log_age"] = (0.7, 0.3), ["nu_eff_used_in_astrometry"] = (1.4, 0.05), ["pseudocolour"] = (1.4, 0.05), ["astrometric_params_solved"] = (31, 0),
        ["r_med_photogeo"] = (850, 300), ["r_lo_photogeo"] = (830, 295), ["r_hi_photogeo"] = (870, 305), ["gaiaedr3_r_med_photogeo"] = (850, 300),
        ["gaiaedr3_r_lo_photogeo"] = (830, 295), ["gaiaedr3_r_hi_photogeo"] = (870, 305), ["mjd"] = (57000, 500), ["jd"] = (2457000, 500),
        ["n_visits"] = (3, 0), ["flux"] = (300, 200), ["aspcapflag"] = (0, 0), ["extratarg"] = (0, 0),
    };

    /// <summary>The value of an input for a star: the same each time, and further from the typical one for all inputs of a star alike.</summary>
    /// <param name="input">The input.</param>
    /// <param name="star">What the star is called.</param>
    public static InputValue For(InputDeclaration input, string star)
    {
        InputOrigin origin = input.Alternatives[0];
        double offset = (2 * RandomSource.FromName($"inputs of {star}").NextDouble()) - 1;
        return new InputValue(ValueOf(origin.Column, offset), origin.ToString());
    }

    static double ValueOf(string column, double offset)
    {
        if (Known.TryGetValue(column, out (double Value, double Spread) typical))
        {
            return typical.Value + (typical.Spread * offset);
        }

        if (column.EndsWith("_flags", StringComparison.Ordinal))
        {
            return 0;
        }

        string? measured = column switch
        {
            _ when column.StartsWith("e_", StringComparison.Ordinal) => column[2..],
            _ when column.EndsWith("_error", StringComparison.Ordinal) => column[..^6],
            _ when column.EndsWith("_err", StringComparison.Ordinal) => column[..^4],
            _ => null,
        };
        return measured is null ? 1 + (0.2 * offset) : Math.Max(0.02, 0.015 * Math.Abs(ValueOf(measured, offset)));
    }
}
