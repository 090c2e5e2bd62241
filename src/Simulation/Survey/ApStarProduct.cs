using System.Globalization;
using Astra.Fits;

namespace Astra.Simulation;

/// <summary>
/// Writes a simulated star as an apStar file of DR13: header; flux, error, mask, sky, sky error, telluric transmission and its error (8575 pixels for
/// each row, in one row for a star of one visit); line-spread function; table of radial velocities. Headers have the cards of DR13's files, and
/// Gaia's as SDSS-V's have them. What says that a file is simulated: <see cref="Reduction"/> in its name, the card SIMULATD, and its HISTORY.
/// </summary>
public static class ApStarProduct
{
    /// <summary>What stands in place of a version of the reduction.</summary>
    public const string Reduction = "simulated";

    /// <summary>SDSS's "missing" in headers.</summary>
    const double Missing = -9999.99;

    const int Lags = 401;

    /// <summary>Error of a cross-correlation at S/N 100, its peak, and its width: medians of the giants among 20 apStar files of DR13.</summary>
    const double CorrelationErrorAt100 = 0.0016;

    const double CorrelationPeak = 0.87;
    const double TemplatePeak = 0.98;
    const double CorrelationWidth = 22.0;
    const double TemplateWidth = 21.6;

    /// <summary>Full width at half maximum of a normal distribution over its standard deviation.</summary>
    static readonly double WidthOfSigma = 2 * Math.Sqrt(2 * Math.Log(2));

    /// <summary>Coefficients of the line-spread function, as LSF_GH of the reduction takes them: medians of 20 apStar files of DR13.</summary>
    static readonly double[] LineSpread =
    [
        1, 4287, 5, 1, 1, 1, 1, 1, 0, 1.78585, -1.68212e-5, -1.63760e-3, -6.61622e-7, -0.212304, 6.34966e-6, 4.79717e-2, -2.58199e-6,
        0.257223, -8.52329e-6, -6.00343e-2, 1, 2, 0, 0, 0.01, 4.60364e-2,
    ];

    /// <summary>The file's name, such as <c>apStar-simulated-SIM1_000123.fits</c>.</summary>
    public static string FileName(SimulatedStar star) => $"apStar-{Reduction}-{star.Name}.fits";

    /// <summary>Writes the file: whole, or not at all.</summary>
    /// <param name="star">The star.</param>
    /// <param name="folder">A folder that exists.</param>
    /// <returns>The path.</returns>
    /// <exception cref="FitsException">It cannot be written.</exception>
    public static string Write(SimulatedStar star, string folder)
    {
        string path = Path.Combine(folder, FileName(star));
        ObservedRow[] rows = [.. star.Observed.InFile];
        long[] axes = rows.Length == 1 ? [WavelengthGrid.Pixels] : [WavelengthGrid.Pixels, rows.Length];
        using FitsWriter writer = FitsWriter.Create(path);
        writer.WritePrimary(Header(star));
        Image(row => row.Flux, "Flux (10^-17 erg/s/cm^2/Ang)");
        Image(row => row.Error, "Error (10^-17 erg/s/cm^2/Ang)");
        FitsImageWriter mask = writer.BeginImage(ElementType.Int16, axes, Grid("Flag Mask (bitwise)"));
        foreach (ObservedRow row in rows)
        {
            mask.Append(Array.ConvertAll(row.Mask, bits => (short)bits));
        }

        Image(row => row.Sky.Flux, "Sky (10^-17 erg/s/cm^2/Ang)");
        Image(row => row.Sky.Error, "Sky error (10^-17 erg/s/cm^2/Ang)");
        Image(row => row.Sky.Transmitted, "Telluric");
        Image(row => row.Sky.TransmittedError, "Telluric error");
        writer.WriteImage(LineSpread, [LineSpread.Length], [new("CTYPE1", "Parameters"), new("BUNIT", "LSF Coefficients")]);
        WriteVelocities(writer, star);
        writer.Complete();
        return path;

        void Image(Func<ObservedRow, float[]> values, string unit)
        {
            FitsImageWriter image = writer.BeginImage(ElementType.Single, axes, Grid(unit));
            foreach (ObservedRow row in rows)
            {
                image.Append(values(row));
            }
        }
    }

    static FitsCard[] Grid(string unit) =>
    [
        new("CRVAL1", WavelengthGrid.LogStart, "log10 of the first wavelength in Angstrom"),
        new("CDELT1", WavelengthGrid.LogStep, "step of log10 of the wavelength"),
        new("CRPIX1", 1L, "pixel of the first wavelength"),
        new("CTYPE1", "LOG-LINEAR", "logarithmic wavelengths"),
        new("DC-FLAG", 1L, "logarithmic wavelengths"),
        new("BUNIT", unit),
    ];

    static List<FitsCard> Header(SimulatedStar star)
    {
        IReadOnlyList<SurveyVisit> visits = star.Visits;
        double[] weights = [.. visits.Select(visit => 1 / (visit.DopplerError * visit.DopplerError))];
        double mean = visits.Zip(weights, (visit, weight) => visit.Velocity * weight).Sum() / weights.Sum();
        double meanFiber = star.Observed.Rows.Zip(star.Snr, (row, snr) => row.Fiber * snr).Sum() / star.Snr.Take(visits.Count).Sum();
        long[] flags = [.. star.Observed.Rows.Select(StarFlags)];
        double MagnitudeOf(string name) => star.Metadata[name] is double value && double.IsFinite(value) ? value : Missing;
        List<FitsCard> cards =
        [
            new("SIMULATD", true, "drawn from an emulator; no telescope saw this star"),
            new("SIMSTAR", star.Number, "number of the star in its seed"),
            new("OBJID", star.Name, "Object ID"),
            new("J", star.Metadata["j_mag"], "2MASS J magnitude"),
            new("J_ERR", star.Metadata["e_j_mag"], "error of J"),
            new("H", star.Metadata["h_mag"], "2MASS H magnitude"),
            new("H_ERR", star.Metadata["e_h_mag"], "error of H"),
            new("K", star.Metadata["k_mag"], "2MASS Ks magnitude"),
            new("K_ERR", star.Metadata["e_k_mag"], "error of K"),
            new("GMAG", MagnitudeOf("g_mag"), "Gaia G magnitude"),
            new("BPMAG", MagnitudeOf("bp_mag"), "Gaia BP magnitude"),
            new("RPMAG", MagnitudeOf("rp_mag"), "Gaia RP magnitude"),
            new("PLX", MagnitudeOf("plx"), "parallax, mas"),
            new("EPLX", MagnitudeOf("e_plx"), "error of the parallax, mas"),
            new("AKTARG", star.Metadata["a_k"], "extinction in Ks, mag"),
            new("AKMETHOD", "SIMULATED", "where AKTARG is from"),
            new("SFD_EBV", star.Metadata["ebv_sfd"], "reddening E(B-V) of a map, mag"),
            new("TARG1", 0L, "First APOGEE targeting flag"),
            new("TARG2", 0L, "Second APOGEE targeting flag"),
            new("TARG3", 0L, "Third APOGEE targeting flag"),
            new("SURVEY", Reduction, "Survey name"),
            new("TELESCOP", "apo25m", "Telescope whose errors and masks are drawn"),
            new("LOCID", star.Field.Location, "LocationID"),
            new("FIELD", star.Field.Name, "Field name"),
            new("RA", star.Position.RightAscension, "right ascension, deg, J2000"),
            new("DEC", star.Position.Declination, "declination, deg, J2000"),
            new("GLON", star.Position.GalacticLongitude, "galactic longitude, deg, J2000"),
            new("GLAT", star.Position.GalacticLatitude, "galactic latitude, deg, J2000"),
            new("NVISITS", visits.Count, "number of visit spectra combined"),
            FitsCard.OfComment("MEAN VALUES:"),
            new("VRAD", 0.0, "Doppler shift (km/s) of this spectrum"),
            new("VHELIO", mean, "mean heliocentric velocity (km/s)"),
            new("VSCATTER", Deviation([.. visits.Select(visit => visit.Velocity)]), "STDEV of VHELIO (km/s)"),
            new("VERR", 1 / Math.Sqrt(weights.Sum()), "weighted error in VHELIO (km/s)"),
            new("VERR_MED", MedianOf([.. visits.Select(visit => visit.DopplerError)]), "median error in VHELIO (km/s)"),
            new("SNR", star.Snr[^1], "median Signal/Noise ratio of the pixels with data"),
            new("STARFLAG", flags.Aggregate((a, b) => a | b), "bitwise OR of individual visit starflags"),
            new("ANDFLAG", flags.Aggregate((a, b) => a & b), "bitwise AND of individual visit starflags"),
            new("MEANFIB", meanFiber, "S/N weighted mean fiber number"),
            new("SIGFIB", Deviation([.. star.Observed.Rows.Select(row => (double)row.Fiber)]), "standard deviation of fiber number"),
            .. Template(star, string.Empty),
            new("CCPFWHM", CorrelationWidth, "FWHM of RV CCF of star with template (km/s)"),
            new("AUTOFWHM", TemplateWidth, "FWHM of RV CCF of template with itself (km/s)"),
        ];
        for (int v = 0; v < visits.Count; v++)
        {
            SurveyVisit visit = visits[v];
            string n = (v + 1).ToString(CultureInfo.InvariantCulture);
            cards.AddRange(
            [
                FitsCard.OfComment($"VISIT {n} INFORMATION:"),
                new($"SFILE{n}", star.VisitFile(v), $"Visit #{n} spectrum file"),
                new($"DATE{n}", DateOf(visit.JulianDate), $"DATE-OBS of visit {n}"),
                new($"JD{n}", visit.JulianDate, $"Julian date of visit {n}"),
                new($"HJD{n}", visit.HeliocentricDate, $"Reduced Heliocentric JD of visit {n}"),
                new($"FIBER{n}", star.Observed.Rows[v].Fiber, $"Fiber, visit {n}"),
                new($"BC{n}", visit.Correction, $"Barycentric correction (km/s), visit {n}"),
                new($"VTYPE{n}", 3L, $"RV type (1=chisq, 2=xcorr) from visit {n}"),
                new($"VRAD{n}", visit.Doppler, $"Doppler shift (km/s) of visit {n}"),
                new($"VERR{n}", visit.DopplerError, "error in VRAD (km/s)"),
                new($"VHELIO{n}", visit.Velocity, $"Heliocentric velocity (km/s), visit {n}"),
                .. Template(star, n),
                new($"SNRVIS{n}", star.Snr[v], $"Signal/Noise ratio, visit {n}"),
                new($"FLAG{n}", flags[v], $"STARFLAG for visit {n}"),
            ]);
        }

        string[] names = ["B", "G", "R"];
        for (int chip = 2; chip >= 0; chip--)
        {
            Range range = WavelengthGrid.Chips7214[chip];
            cards.Add(new($"{names[chip]}MIN", range.Start.Value, "first pixel of the chip with data"));
            cards.Add(new($"{names[chip]}MAX", range.End.Value - 1, "last pixel of the chip with data"));
            cards.Add(new($"{names[chip]}OVERMIN", range.Start.Value, "the same in all visits"));
            cards.Add(new($"{names[chip]}OVERMAX", range.End.Value - 1, "the same in all visits"));
        }

        cards.Add(new("NWAVE", WavelengthGrid.Pixels, "Number of wavelengths in subsequent HDUs"));
        cards.AddRange(new[]
        {
            "Simulated by astra simulate: a spectrum of an emulator, with noise, errors and masks as those of DR13.",
            "HDU0 = Header only",
            "All image extensions have: row 1 combined spectrum with individual pixel weighting, row 2 combined spectrum with global weighting, the others individual visit spectra; with one visit only that.",
            "All spectra shifted to rest (vacuum) wavelength scale",
            "HDU1 - Flux (10^-17 ergs/s/cm^2/Ang)",
            "HDU2 - Error (10^-17 ergs/s/cm^2/Ang)",
            "HDU3 - Flag mask: row 1 bitwise OR of all visits, row 2 bitwise AND of all visits, others individual visit masks",
            "HDU4 - Sky (10^-17 ergs/s/cm^2/Ang)",
            "HDU5 - Sky Error (10^-17 ergs/s/cm^2/Ang)",
            "HDU6 - Telluric",
            "HDU7 - Telluric Error",
            "HDU8 - LSF coefficients",
            "HDU9 - RV and CCF structure (correlations are normal curves of the usual width)",
        }.Select(FitsCard.OfHistory));
        return cards;
    }

    /// <summary>The nearest template of a grid of 250 K, 0.5 dex and 0.5 dex.</summary>
    static FitsCard[] Template(SimulatedStar star, string visit)
    {
        (double teff, double logg, double metals) = NearestTemplate(star);
        return
        [
            new($"RVTEFF{visit}", teff, "effective temperature (K) of the RV template"),
            new($"RVLOGG{visit}", logg, "surface gravity (dex) of the RV template"),
            new($"RVFEH{visit}", metals, "metallicity [Fe/H] of the RV template"),
            new($"RVALPH{visit}", 0.0, "alpha abundance of the RV template"),
            new($"RVCARB{visit}", 0.0, "carbon abundance of the RV template"),
        ];
    }

    static (double Teff, double Logg, double Metals) NearestTemplate(SimulatedStar star) =>
        (250 * Math.Round(star.Truth.Teff / 250), 0.5 * Math.Round(star.Truth.Logg / 0.5), 0.5 * Math.Round(star.Truth.Metals / 0.5));

    /// <summary>STARFLAG: persistence in more than a fifth of the pixels (SDSS data model, bits 9 to 11).</summary>
    static long StarFlags(ObservedRow row)
    {
        long flags = 0;
        foreach (PixelMask bit in new[] { PixelMask.PersistenceHigh, PixelMask.PersistenceMedium, PixelMask.PersistenceLow })
        {
            // The bits of STARFLAG are those of the pixels.
            flags |= row.Mask.Count(bits => bits.HasFlag(bit)) > Emulator.Pixels / 5 ? (long)bit : 0;
        }

        return flags;
    }

    static void WriteVelocities(FitsWriter writer, SimulatedStar star)
    {
        int visits = star.Visits.Count;
        int rows = visits == 1 ? 1 : visits + 2;
        int width = star.VisitFile(0).Length;
        int plate = star.Visits[0].Plate.ToString(CultureInfo.InvariantCulture).Length;
        (double teff, double logg, double metals) = NearestTemplate(star);
        float[] velocities = Of(visit => visit.Doppler);
        float[] helio = Of(visit => visit.Velocity);
        float[] errors = Of(visit => visit.DopplerError);
        float[] correlations = [.. Enumerable.Repeat(Correlation(CorrelationPeak, CorrelationWidth), rows).SelectMany(row => row)];
        float[] correlationErrors = [.. Ratios(star).SelectMany(snr => Enumerable.Repeat((float)(CorrelationErrorAt100 * 100 / snr), Lags))];
        float[] lags = [.. Enumerable.Range(0, Lags).Select(lag => (float)(lag - (Lags / 2)))];
        List<(ColumnDefinition Column, Action<FitsTableWriter, int> Write)> columns =
        [
            (new("FILE", ElementType.Text, width * visits) { Dimensions = visits == 1 ? [] : [width, visits] },
                (table, c) => table.Write(c, [.. Enumerable.Range(0, visits).Select(star.VisitFile)])),
            (new("FIBER", ElementType.Int16, visits), (table, c) => table.Write(c, [.. star.Observed.Rows.Select(row => (short)row.Fiber)])),
            (new("PLATE", ElementType.Text, plate * visits) { Dimensions = visits == 1 ? [] : [plate, visits] },
                (table, c) => table.Write(c, [.. star.Visits.Select(visit => visit.Plate.ToString(CultureInfo.InvariantCulture))])),
            (new("MJD", ElementType.Int32, visits) { Unit = "d" }, (table, c) => table.Write(c, [.. star.Visits.Select(visit => visit.Mjd)])),
            (new("LOCID", ElementType.Int16, visits), (table, c) => table.Write(c, [.. star.Visits.Select(_ => (short)star.Field.Location)])),
            (new("JD", ElementType.Double, visits) { Unit = "d" }, (table, c) => table.Write(c, [.. star.Visits.Select(visit => visit.JulianDate)])),
            (Velocity("VREL"), (table, c) => table.Write(c, velocities)),
            (Velocity("VRELERR"), (table, c) => table.Write(c, errors)),
            (Velocity("VHELIO"), (table, c) => table.Write(c, helio)),
            (Velocity("BC"), (table, c) => table.Write(c, Of(visit => visit.Correction))),
            (new("BINARY", ElementType.Int16, 2), (table, c) => table.Write(c, [(short)-1, (short)-1])),
            Unknown("STABLERV_CHI2"),
            Unknown("STABLERV_RCHI2"),
            Unknown("CHI2_THRESHOLD"),
            Unknown("STABLERV_CHI2_PROB"),
            Number("TEFF", teff, "K"),
            Number("LOGG", logg, "dex"),
            Number("FEH", metals, "dex"),
            Number("ALPHA", 0, "dex"),
            Number("CARBON", 0, "dex"),
            (Velocity("SYNTHVREL"), (table, c) => table.Write(c, velocities)),
            (Velocity("SYNTHVHELIO"), (table, c) => table.Write(c, helio)),
            (Velocity("SYNTHVRELERR"), (table, c) => table.Write(c, errors)),
            (Correlations("CCF", rows), (table, c) => table.Write(c, correlations)),
            (Correlations("CCFERR", rows), (table, c) => table.Write(c, correlationErrors)),
            (new("CCFLAG", ElementType.Single, Lags), (table, c) => table.Write(c, lags)),
            (new("CCFW0", ElementType.Double), (table, c) => table.Write(c, WavelengthGrid.Wavelength(0))),
            (new("CCFDW", ElementType.Double), (table, c) => table.Write(c, WavelengthGrid.LogStep)),
            (new("AUTOCF", ElementType.Single, Lags), (table, c) => table.Write(c, Correlation(TemplatePeak, TemplateWidth))),
        ];
        FitsTableWriter table = writer.BeginTable([.. columns.Select(column => column.Column)]);
        table.AddRows();
        for (int c = 0; c < columns.Count; c++)
        {
            columns[c].Write(table, c);
        }

        float[] Of(Func<SurveyVisit, double> value) => [.. star.Visits.Select(visit => (float)value(visit))];

        ColumnDefinition Velocity(string name) => new(name, ElementType.Single, visits) { Unit = "km/s" };

        static (ColumnDefinition, Action<FitsTableWriter, int>) Unknown(string name) =>
            (new(name, ElementType.Single, 2), (table, c) => table.Write(c, [-1f, -1f]));

        static (ColumnDefinition, Action<FitsTableWriter, int>) Number(string name, double value, string unit) =>
            (new(name, ElementType.Single) { Unit = unit }, (table, c) => table.Write(c, (float)value));

        static ColumnDefinition Correlations(string name, int rows) =>
            new(name, ElementType.Single, Lags * rows) { Dimensions = rows == 1 ? [] : [Lags, rows] };
    }

    /// <summary>The signal-to-noise ratio of each row of the images.</summary>
    static IEnumerable<double> Ratios(SimulatedStar star)
    {
        IEnumerable<double> visits = star.Snr.Take(star.Visits.Count);
        return star.Visits.Count == 1 ? visits : visits.Prepend(star.Snr[^1]).Prepend(star.Snr[^1]);
    }

    /// <summary>A normal curve at lag 0.</summary>
    /// <param name="peak">Its height.</param>
    /// <param name="width">Full width at half maximum, km/s.</param>
    static float[] Correlation(double peak, double width)
    {
        double sigma = width / WidthOfSigma / LineBroadening.PixelVelocity;
        return [.. Enumerable.Range(0, Lags).Select(lag => (lag - (Lags / 2)) / sigma).Select(x => (float)(peak * Math.Exp(-0.5 * x * x)))];
    }

    static string DateOf(double julianDate) =>
        DateTime.UnixEpoch.AddSeconds((julianDate - 2_440_587.5) * 86_400).ToString("yyyy-MM-dd'T'HH:mm:ss.fff", CultureInfo.InvariantCulture);

    static double Deviation(double[] values)
    {
        double mean = values.Average();
        return values.Length > 1 ? Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)) / (values.Length - 1)) : 0;
    }

    static double MedianOf(double[] values)
    {
        Array.Sort(values);
        return (values[values.Length / 2] + values[(values.Length - 1) / 2]) / 2;
    }
}
