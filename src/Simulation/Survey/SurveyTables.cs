using Astra.Fits;

namespace Astra.Simulation;

/// <summary>
/// The tables of a simulated survey, written row by row: one with labels like ASPCAP's, photometry and the truth (names that begin with TRUE_), and
/// one with oscillations of the giants, as APOKASC-2 has them.
/// </summary>
public sealed class SurveyTables : IDisposable
{
    /// <summary>Below this log g the oscillations of giants are too slow for four years of light curves; above, too fast for long cadence.</summary>
    const double LowestOscillating = 1.0;

    const double HighestOscillating = 3.4;

    static readonly TableColumnOf[] Labels =
    [
        Text("APOGEE_ID", 24, "identifier of the star", star => star.Name),
        Text("FIELD", 8, "name of the field", star => star.Field.Name),
        Whole("LOCATION_ID", "number of the field", star => star.Field.Location),
        Number("RA", "deg", "right ascension (J2000)", star => star.Position.RightAscension),
        Number("DEC", "deg", "declination (J2000)", star => star.Position.Declination),
        Number("GLON", "deg", "Galactic longitude", star => star.Position.GalacticLongitude),
        Number("GLAT", "deg", "Galactic latitude", star => star.Position.GalacticLatitude),
        Number("J", "mag", "2MASS J", star => star.Metadata["j_mag"]),
        Number("J_ERR", "mag", "error of J", star => star.Metadata["e_j_mag"]),
        Number("H", "mag", "2MASS H", star => star.Metadata["h_mag"]),
        Number("H_ERR", "mag", "error of H", star => star.Metadata["e_h_mag"]),
        Number("K", "mag", "2MASS Ks", star => star.Metadata["k_mag"]),
        Number("K_ERR", "mag", "error of K", star => star.Metadata["e_k_mag"]),
        Number("AK_TARG", "mag", "extinction in Ks", star => star.Metadata["a_k"]),
        Number("SFD_EBV", "mag", "reddening of a map", star => star.Metadata["ebv_sfd"]),
        Number("GAIAEDR3_PARALLAX", "mas", "parallax", star => star.Metadata["plx"]),
        Number("GAIAEDR3_PARALLAX_ERROR", "mas", "its error", star => star.Metadata["e_plx"]),
        Number("GAIAEDR3_PHOT_G_MEAN_MAG", "mag", "Gaia G", star => star.Metadata["g_mag"]),
        Number("GAIAEDR3_PHOT_BP_MEAN_MAG", "mag", "Gaia BP", star => star.Metadata["bp_mag"]),
        Number("GAIAEDR3_PHOT_RP_MEAN_MAG", "mag", "Gaia RP", star => star.Metadata["rp_mag"]),
        Whole("NVISITS", "number of visits", star => star.Visits.Count),
        Number("SNR", "", "median S/N per pixel", star => star.Snr[^1]),
        Number("VHELIO_AVG", "km/s", "mean heliocentric velocity", star => star.Visits.Average(visit => visit.Velocity)),
        Whole("ASPCAPFLAG", "bits", star => star.Measured.Flags),
        Number("TEFF", "K", "effective temperature", star => star.Measured.Teff.Value),
        Number("TEFF_ERR", "K", "its error", star => star.Measured.Teff.Error),
        Number("LOGG", "dex", "log10 of the surface gravity", star => star.Measured.Logg.Value),
        Number("LOGG_ERR", "dex", "its error", star => star.Measured.Logg.Error),
        .. Abundance("M_H", star => star.Measured.Metals),
        .. Abundance("FE_H", star => star.Measured.Metals),
        .. Abundance("ALPHA_M", star => star.Measured.Alpha),
        .. Abundance("C_FE", star => star.Measured.Carbon),
        .. Abundance("N_FE", star => star.Measured.Nitrogen),
        .. Abundance("C_H", star => star.Measured.Carbon + star.Measured.Metals),
        .. Abundance("N_H", star => star.Measured.Nitrogen + star.Measured.Metals),
        Text("TRUE_KIND", 9, "dwarf, redgiant or redclump", star => star.Truth.Kind.ToString().ToLowerInvariant()),
        Number("TRUE_TEFF", "K", "effective temperature", star => star.Truth.Teff),
        Number("TRUE_LOGG", "dex", "log10 of the surface gravity", star => star.Truth.Logg),
        Number("TRUE_FE_H", "dex", "[Fe/H]", star => star.Truth.Metals),
        Number("TRUE_ALPHA_FE", "dex", "[alpha/Fe]", star => star.Truth.Alpha),
        Number("TRUE_C_FE", "dex", "[C/Fe]; not in the spectrum", star => star.Truth.Carbon),
        Number("TRUE_N_FE", "dex", "[N/Fe]; not in the spectrum", star => star.Truth.Nitrogen),
        Number("TRUE_MASS", "solMass", "mass", star => star.Truth.Mass),
        Number("TRUE_AGE", "Gyr", "age", star => star.Truth.Age),
        Number("TRUE_RADIUS", "solRad", "radius", star => star.Radius),
        Number("TRUE_LUMINOSITY", "solLum", "luminosity", star => star.Luminosity),
        Number("TRUE_DISTANCE", "pc", "distance", star => star.Distance),
        Number("TRUE_A_K", "mag", "extinction in Ks", star => star.Extinction),
        Number("TRUE_V_RAD", "km/s", "heliocentric velocity", star => star.Velocity),
    ];

    static readonly TableColumnOf[] Oscillations =
    [
        Text("APOGEE_ID", 24, "identifier of the star", star => star.Name),
        Text("ES", 8, "RGB or RC", star => star.Truth.Kind == SurveyStarKind.RedClump ? "RC" : "RGB"),
        Number("NUMAX", "uHz", "frequency of the strongest modes", star => star.Oscillations.NuMax),
        Number("NUMAX_ERR", "", "its error as a fraction of it", _ => Seismology.NuMaxError),
        Number("DELTANU", "uHz", "large separation", star => star.Oscillations.DeltaNu),
        Number("DELTANU_ERR", "", "its error as a fraction of it", _ => Seismology.DeltaNuError),
        Number("TEFF", "K", "effective temperature", star => star.Measured.Teff.Value),
        Number("TEFF_ERR", "K", "its error", star => star.Measured.Teff.Error),
        .. Abundance("FE_H", star => star.Measured.Metals),
        Number("TRUE_MASS", "solMass", "mass", star => star.Truth.Mass),
        Number("TRUE_AGE", "Gyr", "age", star => star.Truth.Age),
    ];

    readonly FitsWriter labels;
    readonly FitsWriter oscillations;
    readonly FitsTableWriter labelRows;
    readonly FitsTableWriter oscillationRows;

    /// <summary>Begins the tables.</summary>
    /// <param name="labelPath">The file of labels.</param>
    /// <param name="oscillationPath">The file of oscillations.</param>
    /// <param name="simulator">What the stars come from.</param>
    /// <param name="stars">How many there will be.</param>
    /// <exception cref="FitsException">A file cannot be created.</exception>
    public SurveyTables(string labelPath, string oscillationPath, SurveySimulator simulator, long stars)
    {
        labels = FitsWriter.Create(labelPath);
        try
        {
            oscillations = FitsWriter.Create(oscillationPath);
        }
        catch
        {
            labels.Dispose();
            throw;
        }

        labelRows = Begin(labels, "LABELS", Labels, simulator, stars);
        oscillationRows = Begin(oscillations, "SEISMOLOGY", Oscillations, simulator, stars);
    }

    /// <summary>How many stars oscillate.</summary>
    public long Oscillating => oscillationRows.RowCount;

    /// <summary>Adds a star.</summary>
    /// <exception cref="FitsException">A file cannot be written.</exception>
    public void Add(SimulatedStar star)
    {
        AddRow(labelRows, Labels, star);
        if (star.Truth.Kind != SurveyStarKind.Dwarf && star.Truth.Logg is > LowestOscillating and < HighestOscillating)
        {
            AddRow(oscillationRows, Oscillations, star);
        }
    }

    /// <summary>Ends both files.</summary>
    /// <exception cref="FitsException">A file cannot be written.</exception>
    public void Complete()
    {
        labels.Complete();
        oscillations.Complete();
    }

    /// <summary>Closes the files; without <see cref="Complete"/> nothing of them stays.</summary>
    public void Dispose()
    {
        labels.Dispose();
        oscillations.Dispose();
    }

    static FitsTableWriter Begin(FitsWriter writer, string name, TableColumnOf[] columns, SurveySimulator simulator, long stars)
    {
        writer.WritePrimary(
        [
            new("SIMULATD", true, "drawn from an emulator; no telescope saw these stars"),
            new("SIMSEED", simulator.Settings.Seed, "where random numbers started"),
            new("SIMSTARS", stars, "number of stars"),
        ]);
        return writer.BeginTable([.. columns.Select(column => column.Column)], [new FitsCard("EXTNAME", name)]);
    }

    static void AddRow(FitsTableWriter table, TableColumnOf[] columns, SimulatedStar star)
    {
        table.AddRows();
        for (int c = 0; c < columns.Length; c++)
        {
            columns[c].Write(table, c, star);
        }
    }

    static TableColumnOf Text(string name, int width, string description, Func<SimulatedStar, string> value) =>
        new(new(name, ElementType.Text, width) { Description = description }, (table, c, star) => table.Write(c, value(star)));

    static TableColumnOf Whole(string name, string description, Func<SimulatedStar, long> value) =>
        new(new(name, ElementType.Int64) { Description = description }, (table, c, star) => table.Write(c, value(star)));

    static TableColumnOf Number(string name, string unit, string description, Func<SimulatedStar, double> value) => new(
        new(name, ElementType.Double) { Unit = unit.Length > 0 ? unit : null, Description = description },
        (table, c, star) => table.Write(c, value(star)));

    static TableColumnOf[] Abundance(string name, Func<SimulatedStar, Measured> value) =>
    [
        Number(name, "dex", $"[{name.Replace('_', '/')}]", star => value(star).Value),
        Number($"{name}_ERR", "dex", "its error", star => value(star).Error),
    ];

    /// <summary>A column and how a star's cell of it is written.</summary>
    readonly record struct TableColumnOf(ColumnDefinition Column, Action<FitsTableWriter, int, SimulatedStar> Write);
}
