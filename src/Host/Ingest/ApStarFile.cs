using System.Globalization;
using Astra.Fits;
using Astra.Host.Storage;

namespace Astra.Host.Ingest;

/// <summary>
/// An apStar file: which spectra it holds and what its headers tell of the star. Only headers are read until a spectrum is asked for.
/// Rows of the images: one visit has a single row; more have the combination with weights per pixel (row 0), the combination with global
/// weights (row 1, not used), and the visits in the order of the cards SFILE1, SFILE2, ...
/// </summary>
sealed class ApStarFile : IDisposable
{
    const int FluxHdu = 1;
    const int ErrorHdu = 2;
    const int MaskHdu = 3;

    /// <summary>What one star can have; a file that claims more is damaged.</summary>
    const int MostVisits = 10_000;

    readonly FitsFile file;
    readonly long rows;

    ApStarFile(FitsFile file)
    {
        this.file = file;
        rows = CheckLayout();
    }

    FitsHeader Header => file.Primary.Header;

    /// <summary>Opens a file and checks that it has the layout of an apStar file.</summary>
    /// <exception cref="FitsException">It cannot be read, or is not a FITS file, or a damaged one.</exception>
    /// <exception cref="BadInputException">It is a FITS file of another layout.</exception>
    public static ApStarFile Open(string path)
    {
        FitsFile file = FitsFile.Open(path);
        try
        {
            return new ApStarFile(file);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    public void Dispose() => file.Dispose();

    /// <summary>Reads one spectrum, as it is in the file.</summary>
    public Spectrum ReadSpectrum(SpectrumLocation location)
    {
        if (location.Row >= rows)
        {
            throw new BadInputException($"has {rows} rows, so there is no row {location.Row} for {location.Identity}; ingest the file again");
        }

        float[] flux = new float[WavelengthGrid.Pixels];
        float[] error = new float[WavelengthGrid.Pixels];
        PixelMask[] mask = new PixelMask[WavelengthGrid.Pixels];
        file.Image(FluxHdu).ReadRow(location.Row, flux.AsSpan());
        file.Image(ErrorHdu).ReadRow(location.Row, error.AsSpan());
        file.Image(MaskHdu).ReadRow(location.Row, System.Runtime.InteropServices.MemoryMarshal.Cast<PixelMask, int>(mask.AsSpan()));
        return new Spectrum(location.Identity, location.Kind, flux, error, mask) { Snr = location.Snr };
    }

    /// <summary>Reads the star and the list of its spectra from the headers.</summary>
    public StarRecord ReadStar()
    {
        ApStarName? name = ApStarName.Parse(Path.GetFileName(file.Path));
        string id = Text("OBJID") ?? name?.Object ?? throw new BadInputException("has no card OBJID, so the star is unknown");
        int visits = Visits();
        string prefix = name?.Prefix ?? "ap";
        string telescope = name?.Telescope ?? Text("TELESCOP") ?? (prefix == "as" ? "lco25m" : "apo25m");
        string reduction = name?.Reduction ?? Text("APRED") ?? Text("V_APRED") ?? "unknown";

        // Releases up to DR17 observe a star in several fields and give each its own file of the same name.
        string field = Text("LOCID") ?? Text("FIELD") ?? Text("HEALPIX") ?? Path.GetFileName(Path.GetDirectoryName(file.Path)) ?? string.Empty;
        string identity = string.Join('-', new[] { $"{prefix}Star", reduction, telescope, field, id }.Where(part => part.Length > 0));

        Metadata shared = new();
        shared.Set("release", name?.Release ?? "unknown");
        shared.Set("filetype", name?.FileType ?? "apStar");
        shared.Set("apred", reduction);
        shared.Set("obj", id);
        shared.Set("telescope", telescope);
        shared.Set("field", Text("FIELD") ?? field);
        shared.Set("prefix", prefix);

        List<SpectrumRecord> spectra = [new(identity, SpectrumKind.Combined, 0, Combined(shared, visits))];
        HashSet<string> names = [];
        for (int visit = 1; visit <= visits; visit++)
        {
            string visitFile = Text($"SFILE{visit}") ?? throw new BadInputException(
                $"says NVISITS = {visits} but has no card SFILE{visit}, so visit {visit} has no name");
            if (!names.Add(visitFile))
            {
                throw new BadInputException($"names visit file {visitFile} twice (card SFILE{visit})");
            }

            spectra.Add(new SpectrumRecord(
                $"{identity}/{Path.GetFileNameWithoutExtension(visitFile)}", SpectrumKind.Visit, visits == 1 ? 0 : visit + 1,
                Visit(shared, visit, visitFile)));
        }

        return new StarRecord(id, identity, name?.StarVersion ?? Text("STARVER") ?? string.Empty, Source(), spectra);
    }

    long CheckLayout()
    {
        // An apVisit or aspcapStar file is a good file of another kind, and the user should hear which.
        string fileName = Path.GetFileName(file.Path);
        if (file.TryGetHdu(FluxHdu, out Hdu? first) && first is ImageHdu { Axes: [4096 or 2048, 3, ..] })
        {
            throw new BadInputException(
                $"is an apVisit file (three detectors of {file.Image(FluxHdu).Width} pixels): name the star's apStar file instead, which holds its visits on the common wavelength grid");
        }

        if (fileName.StartsWith("aspcapStar", StringComparison.OrdinalIgnoreCase)
            || (!Header.Contains("OBJID") && file.TryGetHdu(MaskHdu, out Hdu? third) && third is ImageHdu { BitPix: < 0 }))
        {
            throw new BadInputException(
                "is an aspcapStar file (normalised flux and a model instead of a mask): name the star's apStar file instead; its labels can be ingested with --catalog");
        }

        ImageHdu flux = Grid(FluxHdu, "flux");
        ImageHdu error = Grid(ErrorHdu, "error");
        ImageHdu mask = Grid(MaskHdu, "mask");
        if (error.Rows != flux.Rows || mask.Rows != flux.Rows)
        {
            throw new BadInputException(
                $"has {flux.Rows} rows of flux (HDU 1), {error.Rows} of error (HDU 2) and {mask.Rows} of mask (HDU 3); they must agree");
        }

        if (mask.BitPix < 0)
        {
            throw new BadInputException($"has floating-point numbers (BITPIX = {mask.BitPix}) in HDU 3, where the pixel mask of an apStar file is");
        }

        int visits = Visits();
        long expected = visits == 1 ? 1 : visits + 2;
        if (flux.Rows != expected && !(visits == 1 && flux.Rows == 3))
        {
            throw new BadInputException($"says NVISITS = {visits}, which makes {expected} rows, but has {flux.Rows}");
        }

        CheckWavelengths(flux.Header);
        return flux.Rows;
    }

    ImageHdu Grid(int hdu, string what)
    {
        ImageHdu image = file.Image(hdu);
        return image.Width == WavelengthGrid.Pixels && image.Axes.Count <= 2
            ? image
            : throw new BadInputException(
                $"has {Shape(image)} in HDU {hdu} ({what}); an apStar file has rows of {WavelengthGrid.Pixels} pixels there");

        static string Shape(ImageHdu image) => image.Axes.Count == 0 ? "no data" : $"an image of {string.Join(" x ", image.Axes)}";
    }

    void CheckWavelengths(FitsHeader image)
    {
        Check("CRVAL1", WavelengthGrid.LogStart, "log10 of the first wavelength");
        Check("CDELT1", WavelengthGrid.LogStep, "the step of log10 of the wavelength");

        void Check(string card, double expected, string meaning)
        {
            if (!image.TryGetDouble(card, out double value) && !Header.TryGetDouble(card, out value))
            {
                throw new BadInputException($"has no card {card} ({meaning}) in HDU 0 or 1, so its wavelengths are unknown");
            }

            if (!(Math.Abs(value - expected) <= 1e-6 * expected))
            {
                throw new BadInputException(Invariant($"has {card} = {value} ({meaning}); apStar files have {expected}"));
            }
        }
    }

    int Visits()
    {
        long visits = Header.RequireInt64("NVISITS");
        return visits is >= 1 and <= MostVisits ? (int)visits : throw new BadInputException(
            $"has NVISITS = {visits}; an apStar file has 1 to {MostVisits} visits");
    }

    Metadata Source()
    {
        Metadata source = new();
        source.Set("sdss_id", Integer("SDSSID") ?? Integer("SDSS_ID"));
        source.Set("catalogid", Integer("CATID"));
        source.Set("healpix", Integer("HEALPIX"));
        source.Set("ra", Number("RA"));
        source.Set("dec", Number("DEC"));
        source.Set("l", Number("GLON"));
        source.Set("b", Number("GLAT"));
        foreach ((string column, string error, string card, string errorCard) in new[]
        {
            ("plx", "e_plx", "PLX", "EPLX"), ("pmra", "e_pmra", "PMRA", "EPMRA"), ("pmde", "e_pmde", "PMDEC", "EPMDEC"),
        })
        {
            if (Number(card) is > -999 and double value)
            {
                source.Set(column, value);
                source.Set(error, Number(errorCard) is > 0 and double e ? e : null);
            }
        }

        foreach ((string column, string[] cards, string[] errors) in new (string, string[], string[])[]
        {
            ("j", ["J", "JMAG"], ["J_ERR", "JERR"]), ("h", ["H", "HMAG"], ["H_ERR", "HERR"]), ("k", ["K", "KMAG"], ["K_ERR", "KERR"]),
        })
        {
            source.Set($"{column}_mag", Magnitude(cards));
            source.Set($"e_{column}_mag", ErrorOf(errors));
        }

        source.Set("g_mag", Magnitude("GMAG"));
        source.Set("bp_mag", Magnitude("BPMAG"));
        source.Set("rp_mag", Magnitude("RPMAG"));
        source.Set("mag4_5", Magnitude("IRAC_4_5"));
        source.Set("w2_mag", Magnitude("WISE_4_5"));
        source.Set("a_k", Extinction("AKTARG"));
        source.Set("a_k_wise", Extinction("AKWISE"));
        source.Set("ebv_sfd", Extinction("SFD_EBV"));
        source.Set("sdss4_apogee_target1_flags", Integer("TARG1") ?? Integer("APTARG1"));
        source.Set("sdss4_apogee_target2_flags", Integer("TARG2") ?? Integer("APTARG2"));
        source.Set("sdss4_apogee2_target1_flags", Integer("AP2TARG1"));
        source.Set("sdss4_apogee2_target2_flags", Integer("AP2TARG2"));
        source.Set("sdss4_apogee2_target3_flags", Integer("AP2TARG3"));
        return source;
    }

    Metadata Combined(Metadata shared, int visits)
    {
        Metadata metadata = Copy(shared);
        metadata.Set("snr", Number("SNR"));
        metadata.Set("spectrum_flags", Integer("STARFLAG"));
        metadata.Set("v_rad", Number("VHELIO") ?? Number("VRAD"));
        metadata.Set("e_v_rad", Number("VERR"));
        metadata.Set("std_v_rad", Number("VSCATTER"));
        metadata.Set("n_visits", visits);
        metadata.Set("mean_fiber", Number("MEANFIB"));
        metadata.Set("std_fiber", Number("SIGFIB"));
        metadata.Set("doppler_teff", Number("RV_TEFF") ?? Number("RVTEFF"));
        metadata.Set("doppler_logg", Number("RV_LOGG") ?? Number("RVLOGG"));
        metadata.Set("doppler_fe_h", Number("RV_FEH") ?? Number("RVFEH"));
        int[] days = [.. Enumerable.Range(1, visits).Select(Mjd).OfType<int>()];
        if (days.Length > 0)
        {
            metadata.Set("min_mjd", days.Min());
            metadata.Set("max_mjd", days.Max());
        }

        return metadata;
    }

    Metadata Visit(Metadata shared, int visit, string visitFile)
    {
        Metadata metadata = Copy(shared);
        metadata.Set("visit_file", visitFile);
        string[] parts = Path.GetFileNameWithoutExtension(visitFile).Split('-');
        metadata.Set("plate", parts.Length >= 4 ? parts[^3] : null);
        metadata.Set("fiber", Integer($"FIBER{visit}"));
        metadata.Set("mjd", Mjd(visit));
        metadata.Set("jd", Number($"JD{visit}"));
        metadata.Set("date_obs", Text($"DATE{visit}"));
        metadata.Set("snr", Number($"SNRVIS{visit}"));
        metadata.Set("spectrum_flags", Integer($"FLAG{visit}"));
        metadata.Set("v_rad", Number($"VHELIO{visit}") ?? (Header.Contains($"VREL{visit}") ? Number($"VRAD{visit}") : null));
        metadata.Set("e_v_rad", Number($"VERR{visit}"));
        metadata.Set("v_rel", Number($"VREL{visit}") ?? Number($"VRAD{visit}"));
        metadata.Set("bc", Number($"BC{visit}"));
        metadata.Set("doppler_teff", Number($"RVTEFF{visit}"));
        metadata.Set("doppler_logg", Number($"RVLOGG{visit}"));
        metadata.Set("doppler_fe_h", Number($"RVFEH{visit}"));
        return metadata;
    }

    /// <summary>The MJD of a visit: its night, as the name of its file has it, else from the Julian date.</summary>
    int? Mjd(int visit)
    {
        string[] parts = (Text($"SFILE{visit}") ?? string.Empty).Split('-');
        if (parts.Length >= 4 && int.TryParse(parts[^2], NumberStyles.None, CultureInfo.InvariantCulture, out int mjd)
            && mjd is > 50_000 and < 100_000)
        {
            return mjd;
        }

        return Number($"JD{visit}") is > 2_400_001 and < 2_500_001 and double jd ? (int)Math.Floor(jd - 2_400_000.5) : null;
    }

    static Metadata Copy(Metadata shared)
    {
        Metadata copy = new();
        foreach ((string column, object value) in shared)
        {
            copy[column] = value;
        }

        return copy;
    }

    /// <summary>A text, or a whole number as text; null when absent or empty.</summary>
    string? Text(string card)
    {
        Header.TryGetValue(card, out FitsValue value);
        return value.Kind switch
        {
            FitsValueKind.Text when !string.IsNullOrWhiteSpace(value.Text) => value.Text.Trim(),
            FitsValueKind.Integer => value.Integer.ToString(CultureInfo.InvariantCulture),
            _ => null,
        };
    }

    /// <summary>A number; null when absent, no number, not finite, or SDSS's -9999.99 for "missing".</summary>
    double? Number(string card)
    {
        Header.TryGetValue(card, out FitsValue value);
        double number = value.Kind switch
        {
            FitsValueKind.Integer => value.Integer,
            FitsValueKind.Real => value.Real,
            _ => double.NaN,
        };
        return double.IsFinite(number) && number > -9000 ? number : null;
    }

    long? Integer(string card) => Header.TryGetValue(card, out FitsValue value) && value.Kind == FitsValueKind.Integer ? value.Integer : null;

    /// <summary>A magnitude is missing when absent, not finite, 90 or more, or -1 or less.</summary>
    double? Magnitude(params ReadOnlySpan<string> cards) => Between(-1, 90, cards);

    double? ErrorOf(params ReadOnlySpan<string> cards) => Between(0, 90, cards);

    /// <summary>The first of some cards that has a number within bounds.</summary>
    double? Between(double low, double high, ReadOnlySpan<string> cards)
    {
        foreach (string card in cards)
        {
            if (Number(card) is { } value && value > low && value < high)
            {
                return value;
            }
        }

        return null;
    }

    /// <summary>Zero extinction is a value; a negative one is SDSS's "missing".</summary>
    double? Extinction(string card) => Number(card) is >= 0 and < 90 and double value ? value : null;
}
