using System.Buffers.Binary;
using System.Text;
using Astra.Plugins.LatentAge.PowerSpectra;
using Astra.Testing;

namespace Astra.LatentAge.Tests.PowerSpectra;

public sealed class LightCurveFileTests : IDisposable
{
    readonly NumberFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_CSV_file_is_read_and_its_gaps_are_dropped()
    {
        StringBuilder text = new("# a star\nTime, PDCSAP_FLUX ,pdcsap_flux_err,other\n");
        for (int i = 0; i < 20; i++)
        {
            text.Append(FormattableString.Invariant($"{100 + (0.5 * i)},{(i == 3 ? "nan" : i == 4 ? "" : $"{i}.5")},0.25,x\r\n"));
        }

        LightCurve curve = LightCurveFile.Read(Csv(text.ToString()));

        Assert.Equal(18, curve.Count);
        Assert.Equal([100, 100.5, 101, 102.5], curve.Time.Take(4));
        Assert.Equal([0.5, 1.5, 2.5, 5.5], curve.Flux.Take(4));
        Assert.All(curve.Error!, error => Assert.Equal(0.25, error));
    }

    [Fact]
    public void A_FITS_table_like_those_of_Kepler_is_read_and_its_gaps_are_dropped()
    {
        LightCurve curve = LightCurveFile.Read(Fits(["TIME", "SAP_FLUX", "PDCSAP_FLUX", "PDCSAP_FLUX_ERR"], 40, (row, column) => column switch
        {
            0 => row == 7 ? double.NaN : 131.5 + (0.02 * row),
            1 => 1,
            2 => row == 8 ? double.NaN : 1000 + row,
            _ => 3,
        }));

        Assert.Equal(38, curve.Count);
        Assert.Equal(1000, curve.Flux[0]);
        Assert.Equal(131.5 + (0.02 * 9), curve.Time[7], 1e-12);
        Assert.All(curve.Error!, error => Assert.Equal(3, error));
    }

    [Fact]
    public void Errors_of_another_flux_are_not_taken()
    {
        LightCurve curve = LightCurveFile.Read(Fits(["TIME", "SAP_FLUX_ERR", "PDCSAP_FLUX"], 40, (row, column) => column == 1 ? 5 : row));

        Assert.Null(curve.Error);
    }

    [Fact]
    public void Other_columns_can_be_named()
    {
        string path = Csv("day,mag,sig\n" + string.Concat(Enumerable.Range(0, 20).Select(i => $"{i},{i % 7},1\n")));

        Assert.Equal(20, LightCurveFile.Read(path, new LightCurveColumns { Time = ["day"], Flux = ["mag"], Error = [["sig"]] }).Error!.Length);
    }

    [Fact]
    public void An_error_of_zero_is_reported_with_HDU_and_row()
    {
        string path = Fits(["TIME", "FLUX", "FLUX_ERR"], 40, (row, column) => column == 2 && row == 29 ? 0 : row + 1);

        AssertRefused(path, $"{path}: HDU 1, row 30, column FLUX_ERR: the error 0 is not above zero. Leave out the column of errors where they are not known.");
    }

    [Fact]
    public void A_time_in_seconds_is_reported()
    {
        string path = Fits(["TIME", "FLUX"], 40, (row, _) => row, ("TUNIT1", "s"));

        AssertRefused(path, $"{path}: HDU 1: column TIME: is in 's'; times must be in days.");
    }

    [Theory]
    [InlineData("time,flux\n1,2\n2,x\n", ", line 3, column flux: 'x' is no number. Leave the cell of a missing value empty.")]
    [InlineData("time,flux\n1,2\n2\n", ", line 3: 1 cells where the header has 2.")]
    [InlineData("", ": is empty.")]
    [InlineData("time,flux\n1,2\n", ": is no light curve: it has 1 points with finite values; at least 16 are needed.")]
    public void A_CSV_file_that_is_no_light_curve_is_refused_with_its_line(string text, string message)
    {
        string path = Csv(text);

        AssertRefused(path, path + message);
    }

    [Fact]
    public void A_table_without_a_flux_is_refused_with_the_names_that_are_known()
    {
        string csv = Csv("time,brightness\n1,2\n");
        string fits = Fits(["TIME", "BRIGHTNESS"], 40, (row, _) => row);

        Assert.Contains("line 1: the header names no columns of time and flux: it has 'time,brightness'", Refusal(csv), StringComparison.Ordinal);
        Assert.StartsWith($"{fits}: no HDU has a table with columns of time and flux. Time may be called", Refusal(fits), StringComparison.Ordinal);
    }

    [Fact]
    public void A_flux_that_never_changes_and_one_time_only_are_refused()
    {
        Assert.EndsWith("its flux never changes.", Refusal(Csv("time,flux\n" + string.Concat(Enumerable.Range(0, 20).Select(i => $"{i},7\n")))),
            StringComparison.Ordinal);
        Assert.EndsWith("all its points are of one time.",
            Refusal(Csv("time,flux\n" + string.Concat(Enumerable.Range(0, 20).Select(i => $"7,{i}\n")))), StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_of_bytes_a_missing_one_and_a_cut_FITS_file_are_refused()
    {
        File.WriteAllBytes(folder.Path("bytes"), [.. Enumerable.Range(0, 5000).Select(i => (byte)(i * 7))]);
        byte[] whole = File.ReadAllBytes(Fits(["TIME", "FLUX"], 400, (row, _) => row));
        File.WriteAllBytes(folder.Path("cut"), whole[..^3000]);

        Assert.Contains("neither a FITS nor a CSV file", Refusal(folder.Path("bytes")), StringComparison.Ordinal);
        Assert.Contains("cannot be read", Refusal(folder.Path("absent")), StringComparison.Ordinal);
        Assert.Contains("HDU 1", Refusal(folder.Path("cut")), StringComparison.Ordinal);
    }

    string Csv(string text)
    {
        string path = folder.Path("curve.csv");
        File.WriteAllText(path, text);
        return path;
    }

    string Fits(string[] names, int rows, Func<int, int, double> value, params (string Key, object Value)[] cards)
    {
        byte[] bytes = new byte[rows * names.Length * sizeof(double)];
        for (int row = 0; row < rows; row++)
        {
            for (int column = 0; column < names.Length; column++)
            {
                BinaryPrimitives.WriteDoubleBigEndian(bytes.AsSpan(((row * names.Length) + column) * sizeof(double)), value(row, column));
            }
        }

        string[] header =
        [
            "XTENSION= 'BINTABLE'", "BITPIX  =                    8", "NAXIS   =                    2",
            FitsBuilder.Card("NAXIS1", names.Length * sizeof(double)), FitsBuilder.Card("NAXIS2", rows), "PCOUNT  =                    0",
                "GCOUNT  =                    1",
            FitsBuilder.Card("TFIELDS", names.Length),
            .. names.SelectMany((name, i) => new[] { FitsBuilder.Card($"TTYPE{i + 1}", name), FitsBuilder.Card($"TFORM{i + 1}", "D") }),
            .. cards.Select(card => FitsBuilder.Card(card.Key, card.Value)), "END",
        ];
        return new FitsBuilder().Primary().RawHeader(header).Data(bytes).WriteTo(folder.Path("curve.fits"));
    }

    static string Refusal(string path) => Assert.Throws<BadInputException>(() => LightCurveFile.Read(path)).Message;

    static void AssertRefused(string path, string message) => Assert.Equal(message, Refusal(path));
}
