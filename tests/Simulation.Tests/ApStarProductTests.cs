using Astra.Fits;
using Astra.Testing;

namespace Astra.Simulation.Tests;

public sealed class ApStarProductTests : IDisposable
{
    static readonly SurveySimulator Simulator = new(Emulator.Read(Emulator.ShippedFolder), new SurveySettings { Seed = 2 });

    readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("astra-apstar-");

    public void Dispose() => folder.Delete(recursive: true);

    [FitsJudgesFact]
    public void Fitsverify_and_astropy_have_nothing_against_the_files_and_read_what_was_drawn()
    {
        const string program = """
            import sys, warnings, numpy as np
            from astropy.io import fits
            warnings.simplefilter('error', fits.verify.VerifyWarning)
            warnings.simplefilter('error', UserWarning)
            with fits.open(sys.argv[1], checksum=True) as h:
                for x in h:
                    x.verify('exception')
                flux, error = np.atleast_2d(h[1].data), np.atleast_2d(h[2].data)
                good = error[0] < 1e9
                ratio = float(np.median(flux[0][good] / error[0][good]))
                table = h[9].data
                print(len(h), h[0].header['NVISITS'], flux.shape[0], table['VREL'].size, ratio, h[0].header['SNR'], table['FILE'].ravel()[-1])
            """;
        foreach (SimulatedStar star in OfDifferentVisits())
        {
            string path = ApStarProduct.Write(star, folder.FullName);
            Assert.Contains("verification OK", OtherProgram.Run(FitsJudgesFactAttribute.Fitsverify, "-q", path).Output);
            string[] said = Python.Ask("-c", program, path).Split(' ', StringSplitOptions.TrimEntries);
            int visits = star.Visits.Count;
            Assert.Equal(["10", $"{visits}", $"{(visits == 1 ? 1 : visits + 2)}", $"{visits}"], said[..4]);
            Assert.Equal(star.Snr[^1], double.Parse(said[4], System.Globalization.CultureInfo.InvariantCulture), 1e-4 * star.Snr[^1]);
            Assert.Equal(star.Snr[^1], double.Parse(said[5], System.Globalization.CultureInfo.InvariantCulture), 1e-9 * star.Snr[^1]);
            Assert.Equal(star.VisitFile(visits - 1), said[6]);
        }
    }

    [FitsJudgesFact]
    public void Fitsverify_has_nothing_against_the_tables()
    {
        string labels = Path.Combine(folder.FullName, "labels.fits");
        string oscillations = Path.Combine(folder.FullName, "oscillations.fits");
        using (SurveyTables tables = new(labels, oscillations, Simulator, 8))
        {
            for (int star = 0; star < 8; star++)
            {
                tables.Add(Simulator.Draw(star));
            }

            tables.Complete();
            Assert.InRange(tables.Oscillating, 1, 8);
        }

        Assert.Contains("verification OK", OtherProgram.Run(FitsJudgesFactAttribute.Fitsverify, "-q", labels).Output);
        Assert.Contains("verification OK", OtherProgram.Run(FitsJudgesFactAttribute.Fitsverify, "-q", oscillations).Output);
        using FitsFile file = FitsFile.Open(labels);
        BinaryTableHdu table = Assert.IsType<BinaryTableHdu>(file.Hdus.ElementAt(1));
        Assert.Equal(8, table.RowCount);
        Assert.Superset(
            new HashSet<string>(["APOGEE_ID", "TEFF", "LOGG", "FE_H", "ALPHA_M", "C_FE", "N_FE", "TRUE_TEFF", "TRUE_AGE", "GAIAEDR3_PARALLAX"]),
            new HashSet<string>(table.Columns.Select(column => column.Name)));
    }

    [Fact]
    public void The_same_star_gives_the_same_bytes_and_our_reader_finds_the_checksums_right()
    {
        SimulatedStar star = Simulator.Draw(1);
        string path = ApStarProduct.Write(star, folder.FullName);
        byte[] first = File.ReadAllBytes(path);
        ApStarProduct.Write(new SurveySimulator(Simulator.Emulator, Simulator.Settings).Draw(1), folder.FullName);
        Assert.Equal(first, File.ReadAllBytes(path));
        using FitsFile file = FitsFile.Open(path);
        Assert.All(file.Hdus, hdu => Assert.Equal((ChecksumState.Correct, ChecksumState.Correct), (hdu.VerifyChecksum(), hdu.VerifyDataSum())));
        float[] flux = new float[WavelengthGrid.Pixels];
        file.Image(1).ReadRow(0, flux.AsSpan());
        Assert.Equal(star.Spectrum.Flux.ToArray(), flux);
    }

    [SharedDataFact]
    public void Images_table_and_cards_are_those_of_a_real_file()
    {
        using FitsFile real = FitsFile.Open(SharedData.Path("apstar", "apStar-r6-2M17334253-1654573.fits"));
        SimulatedStar star = Enumerable.Range(0, 100).Select(n => Simulator.Draw(n)).First(star => star.Visits.Count == 2);
        using FitsFile simulated = FitsFile.Open(ApStarProduct.Write(star, folder.FullName));
        Assert.Equal(real.Hdus.Count(), simulated.Hdus.Count());
        for (int hdu = 1; hdu <= 8; hdu++)
        {
            Assert.Equal(real.Image(hdu).BitPix, simulated.Image(hdu).BitPix);
            Assert.Equal(real.Image(hdu).Axes, simulated.Image(hdu).Axes);
        }

        BinaryTableHdu expected = Assert.IsType<BinaryTableHdu>(real.Hdus.ElementAt(9));
        BinaryTableHdu table = Assert.IsType<BinaryTableHdu>(simulated.Hdus.ElementAt(9));
        Assert.Equal(expected.Columns.Select(column => column.Name), table.Columns.Select(column => column.Name));
        Assert.Equal(expected.Columns.Select(column => column.ElementType), table.Columns.Select(column => column.ElementType));
        Assert.Equal(
            expected.Columns.Where(column => column.ElementType != ElementType.Text).Select(column => column.Repeat),
            table.Columns.Where(column => column.ElementType != ElementType.Text).Select(column => column.Repeat));

        // Grid cards stand in the images, where fitsverify wants them; velocities by synthetic templates are not simulated; a date would be another each
        // day.
        string[] left =
            ["DATE", "CRVAL1", "CDELT1", "CRPIX1", "CTYPE1", "DC-FLAG", "SVHELIO", "SVERR", "SVERR_ME", "SVSCAT", "SYNTHSCA", ""];
        Assert.Empty(Keywords(real).Except(Keywords(simulated)).Except(left));

        static IEnumerable<string> Keywords(FitsFile file) => file.Primary.Header.Cards.Select(card => card.Keyword);
    }

    /// <summary>Three stars of different numbers of visits.</summary>
    static IEnumerable<SimulatedStar> OfDifferentVisits() =>
        Enumerable.Range(0, 60).Select(n => Simulator.Draw(n)).DistinctBy(star => star.Visits.Count).Take(3);
}
