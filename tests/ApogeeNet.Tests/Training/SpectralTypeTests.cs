using Astra.Plugins.ApogeeNet.Training;

namespace Astra.ApogeeNet.Tests.Training;

public sealed class SpectralTypeTests : IDisposable
{
    readonly string path = Path.GetTempFileName();

    public void Dispose() => File.Delete(path);

    [Theory]
    [InlineData("B2.5 V", 12.5, 5)]
    [InlineData("B2.5V", 12.5, 5)]
    [InlineData("O9.5Iab", 9.5, 1)]
    [InlineData("O9 Ia", 9, 1)]
    [InlineData("O4 Ia+", 4, 1)]
    [InlineData("A0 II", 20, 2)]
    [InlineData("A0 III-IV", 20, 3.5)]
    [InlineData("F5IV/V", 35, 4.5)]
    [InlineData("B1-B3 V", 12, 5)]
    [InlineData("B1-3 V", 12, 5)]
    [InlineData("B8/A1 V", 19.5, 5)]
    [InlineData("B2 Vn", 12, 5)]
    [InlineData("B1.5 IIIe", 11.5, 3)]
    [InlineData("B9: V", 19, 5)]
    [InlineData("A2 V(p)", 22, 5)]
    [InlineData("G2 V", 42, 5)]
    [InlineData("M4 III", 64, 3)]
    public void A_type_is_read(string text, double expectedClass, double expectedLuminosity) =>
        Assert.Equal(new SpectralType(expectedClass, expectedLuminosity), SpectralType.Parse(text));

    [Theory]
    [InlineData("")]
    [InlineData("B2")]
    [InlineData("B V")]
    [InlineData("V")]
    [InlineData("DA2")]
    [InlineData("WN6")]
    [InlineData("B2 VI")]
    [InlineData("X2 V")]
    [InlineData("B22 V")]
    public void What_says_too_little_is_no_type(string text)
    {
        Assert.False(SpectralType.TryParse(text, out _));
        Assert.Contains("such as B2.5 V", Assert.Throws<FormatException>(() => SpectralType.Parse(text)).Message);
    }

    [Fact]
    public void A_plane_is_interpolated_exactly_but_for_the_ridge()
    {
        Write(Pairs());
        SpectralTypeTable table = SpectralTypeTable.Read(path);
        (double logTeff, double logg) = table.Interpolate(new SpectralType(12.5, 4.5))!.Value;
        Assert.Equal(LogTeff(12.5, 4.5), logTeff, 0.002);
        Assert.Equal(2 + 0.4 * 4.5, logg, 0.01);
    }

    [Fact]
    public void A_star_of_known_type_gets_its_labels_from_the_pairs()
    {
        Write([.. Pairs(), "hot star,B3 V,,"]);
        SpectralTypeTable table = SpectralTypeTable.Read(path);
        Assert.Equal((1, 36), (table.Stars, table.Pairs));
        Assert.Equal(LogTeff(13, 5), table.Find("Hot Star")!.Value.LogTeff, 0.01);
        Assert.Null(table.Find("another"));
    }

    [Fact]
    public void Far_from_all_pairs_there_is_no_answer()
    {
        Write(Pairs());
        Assert.Null(SpectralTypeTable.Read(path).Interpolate(new SpectralType(35, 5)));
    }

    [Theory]
    [InlineData("a,B2 V,hot,4", "line 2, column teff: 'hot' is not a finite number")]
    [InlineData("a,B2,20000,4", "line 2: 'B2' is not a spectral type with a luminosity class")]
    [InlineData("a,B2 V,20000", "line 2: 3 cells; the header has 4")]
    [InlineData(",B2 V,,", "line 2: neither a star nor teff and logg")]
    [InlineData("a,B2 V,-5,4", "line 2: teff is -5")]
    [InlineData("a,B2 V,,", "there is nothing to fit an interpolation to")]
    public void A_wrong_line_is_named(string line, string expected)
    {
        Write([line]);
        Assert.Contains(expected, Assert.Throws<BadInputException>(() => SpectralTypeTable.Read(path)).Message);
    }

    [Fact]
    public void A_missing_column_is_named()
    {
        File.WriteAllText(path, "star,type,teff,logg\n");
        Assert.Contains("no column 'spectral_type'", Assert.Throws<BadInputException>(() => SpectralTypeTable.Read(path)).Message);
    }

    static double LogTeff(double type, double luminosity) => 4.8 - (0.035 * type) + (0.01 * luminosity);

    static string[] Pairs() =>
    [
        .. from type in Enumerable.Range(8, 12)
           from luminosity in new[] { (Name: "III", Number: 3), (Name: "IV", Number: 4), (Name: "V", Number: 5) }
           select FormattableString.Invariant(
               $",{"OBAF"[type / 10]}{type % 10} {luminosity.Name},{Math.Pow(10, LogTeff(type, luminosity.Number)):R},{2 + (0.4 * luminosity.Number):R}"),
    ];

    void Write(string[] lines) => File.WriteAllLines(path, ["star,spectral_type,teff,logg", .. lines]);
}
