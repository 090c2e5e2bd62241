namespace Astra.Declarations;

/// <summary>A column of what the workspace knows about sources or spectra, apart from the keys. Names follow SDSS's data model.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">The type of its values.</param>
/// <param name="Unit">Its unit; empty for a pure number.</param>
/// <param name="Description">What it is.</param>
public sealed record MetadataColumn(string Name, ColumnType Type, string Unit, string Description);

/// <summary>The columns that every result has besides its pipeline's own.</summary>
public static class HostColumns
{
    /// <summary>All of them, in the order of the tables.</summary>
    public static IReadOnlyList<MetadataColumn> All { get; } =
    [
        new("task_pk", ColumnType.Int64, "", "key of the result"),
        new("source_pk", ColumnType.Int64, "", "key of the source"),
        new("spectrum_pk", ColumnType.Int64, "", "key of the spectrum"),
        new("sdss4_apogee_id", ColumnType.Text, "", "APOGEE identifier"),
        new("spectrum", ColumnType.Text, "", "name of the spectrum"),
        new("path", ColumnType.Text, "", "file of the spectrum"),
        new("result_flags", ColumnType.Int64, "", "result bits (astra describe lists them)"),
        new("flag_warn", ColumnType.Boolean, "", "to be used with care"),
        new("flag_bad", ColumnType.Boolean, "", "not to be used"),
        new("pipeline_version", ColumnType.Text, "", "version of the pipeline"),
        new("model_name", ColumnType.Text, "", "name of the model"),
        new("model_hash", ColumnType.Text, "", "digest of the model"),
        new("run_id", ColumnType.Int64, "", "run that made the result"),
        new("created", ColumnType.Text, "", "first made (UTC)"),
        new("modified", ColumnType.Text, "", "last made (UTC)"),
        new("t_elapsed", ColumnType.Float32, "s", "time spent on the result"),
        new("t_overhead", ColumnType.Float32, "s", "of that, share of common overheads"),
    ];

    /// <summary>Those that name a spectrum, which a pipeline on sources has not got.</summary>
    public static IReadOnlyList<string> OfSpectra { get; } = ["spectrum_pk", "spectrum", "path"];
}

/// <summary>The metadata of a source: read from apStar headers, available to pipelines as <c>source.NAME</c>.</summary>
public static class SourceColumns
{
    /// <summary>All of them, in the order of the tables.</summary>
    public static IReadOnlyList<MetadataColumn> All { get; } =
    [
        new("sdss_id", ColumnType.Int64, "", "SDSS-V unique identifier"),
        new("catalogid", ColumnType.Int64, "", "catalogue identifier used for targeting"),
        new("healpix", ColumnType.Int32, "", "HEALPix (nside 128)"),
        new("ra", ColumnType.Float64, "deg", "right ascension (J2000)"),
        new("dec", ColumnType.Float64, "deg", "declination (J2000)"),
        new("l", ColumnType.Float64, "deg", "Galactic longitude"),
        new("b", ColumnType.Float64, "deg", "Galactic latitude"),
        new("plx", ColumnType.Float64, "mas", "parallax"),
        new("e_plx", ColumnType.Float64, "mas", "error on plx"),
        new("pmra", ColumnType.Float64, "mas/yr", "proper motion in right ascension"),
        new("e_pmra", ColumnType.Float64, "mas/yr", "error on pmra"),
        new("pmde", ColumnType.Float64, "mas/yr", "proper motion in declination"),
        new("e_pmde", ColumnType.Float64, "mas/yr", "error on pmde"),
        new("g_mag", ColumnType.Float64, "mag", "Gaia G magnitude"),
        new("bp_mag", ColumnType.Float64, "mag", "Gaia BP magnitude"),
        new("rp_mag", ColumnType.Float64, "mag", "Gaia RP magnitude"),
        new("j_mag", ColumnType.Float64, "mag", "2MASS J magnitude"),
        new("e_j_mag", ColumnType.Float64, "mag", "error on j_mag"),
        new("h_mag", ColumnType.Float64, "mag", "2MASS H magnitude"),
        new("e_h_mag", ColumnType.Float64, "mag", "error on h_mag"),
        new("k_mag", ColumnType.Float64, "mag", "2MASS Ks magnitude"),
        new("e_k_mag", ColumnType.Float64, "mag", "error on k_mag"),
        new("mag4_5", ColumnType.Float64, "mag", "IRAC 4.5 micron magnitude"),
        new("w2_mag", ColumnType.Float64, "mag", "WISE 4.5 micron magnitude"),
        new("a_k", ColumnType.Float64, "mag", "K-band extinction used for targeting"),
        new("a_k_wise", ColumnType.Float64, "mag", "K-band extinction from WISE"),
        new("ebv_sfd", ColumnType.Float64, "mag", "E(B-V) of Schlegel, Finkbeiner & Davis"),
        new("sdss4_apogee_target1_flags", ColumnType.Int64, "", "SDSS-III target flags 1"),
        new("sdss4_apogee_target2_flags", ColumnType.Int64, "", "SDSS-III target flags 2"),
        new("sdss4_apogee2_target1_flags", ColumnType.Int64, "", "SDSS-IV target flags 1"),
        new("sdss4_apogee2_target2_flags", ColumnType.Int64, "", "SDSS-IV target flags 2"),
        new("sdss4_apogee2_target3_flags", ColumnType.Int64, "", "SDSS-IV target flags 3"),
    ];
}

/// <summary>The metadata of a spectrum: read from apStar names and headers, available to pipelines as <c>spectrum.NAME</c>.</summary>
public static class SpectrumColumns
{
    /// <summary>All of them, in the order of the tables.</summary>
    public static IReadOnlyList<MetadataColumn> All { get; } =
    [
        new("release", ColumnType.Text, "", "data release the file's name belongs to"),
        new("filetype", ColumnType.Text, "", "apStar or asStar"),
        new("apred", ColumnType.Text, "", "version of the reduction"),
        new("obj", ColumnType.Text, "", "object name"),
        new("telescope", ColumnType.Text, "", "apo25m, lco25m or apo1m"),
        new("field", ColumnType.Text, "", "field name"),
        new("prefix", ColumnType.Text, "", "ap (north) or as (south)"),
        new("visit_file", ColumnType.Text, "", "apVisit file of a visit"),
        new("plate", ColumnType.Text, "", "plate or configuration of a visit"),
        new("fiber", ColumnType.Int32, "", "fibre of a visit"),
        new("mjd", ColumnType.Int32, "d", "MJD of a visit"),
        new("jd", ColumnType.Float64, "d", "Julian date of a visit"),
        new("date_obs", ColumnType.Text, "", "UTC time of observation of a visit"),
        new("snr", ColumnType.Float64, "", "median S/N per pixel"),
        new("spectrum_flags", ColumnType.Int64, "", "STARFLAG bits"),
        new("v_rad", ColumnType.Float64, "km/s", "barycentric radial velocity"),
        new("e_v_rad", ColumnType.Float64, "km/s", "error on v_rad"),
        new("std_v_rad", ColumnType.Float64, "km/s", "scatter of the visits' v_rad"),
        new("v_rel", ColumnType.Float64, "km/s", "Doppler shift of a visit"),
        new("bc", ColumnType.Float64, "km/s", "barycentric correction of a visit"),
        new("n_visits", ColumnType.Int32, "", "number of visits combined"),
        new("min_mjd", ColumnType.Int32, "d", "MJD of the first visit"),
        new("max_mjd", ColumnType.Int32, "d", "MJD of the last visit"),
        new("mean_fiber", ColumnType.Float64, "", "S/N-weighted mean fibre"),
        new("std_fiber", ColumnType.Float64, "", "standard deviation of the fibre"),
        new("doppler_teff", ColumnType.Float64, "K", "Teff of the radial-velocity template"),
        new("doppler_logg", ColumnType.Float64, "dex", "log g of the radial-velocity template"),
        new("doppler_fe_h", ColumnType.Float64, "dex", "[Fe/H] of the radial-velocity template"),
    ];
}
