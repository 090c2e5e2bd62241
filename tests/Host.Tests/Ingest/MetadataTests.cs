using Astra.Host.Errors;
using Astra.Host.Tests.EndToEnd;
using Astra.Testing;

namespace Astra.Host.Tests.Ingest;

/// <summary>What is known of a star and its spectra comes from the headers; what is missing there is missing here.</summary>
public sealed class MetadataTests : IDisposable
{
    readonly Workspace workspace = new();

    public void Dispose() => workspace.Dispose();

    [SharedDataFact]
    public void A_real_file_tells_position_magnitudes_velocity_and_visits()
    {
        workspace.Astra(ExitCode.Done, "ingest", SharedData.Path("apstar", "apStar-r6-2M17334253-1654573.fits"));

        Assert.Equal(
            ["2M17334253-1654573|263.427217|-16.915936|10.556|9.683|9.347"], workspace.Ask("SELECT sdss4_apogee_id, round(ra, 6), round(dec, 6), j_mag, h_mag, k_mag FROM source"));
        Assert.Equal(["186.493|-72.9519|2|r6"], workspace.Ask("SELECT round(snr, 3), round(v_rad, 4), n_visits, apred FROM spectrum WHERE kind = 1"));
        Assert.Equal(["56376|242", "56378|242"], workspace.Ask("SELECT mjd, fiber FROM spectrum WHERE kind = 2 ORDER BY row"));
    }

    [Fact]
    public void Magnitudes_of_minus_9999_and_texts_that_say_NaN_are_missing()
    {
        Assert.Equal("|||10.5", Source("h_mag, k_mag, ra, j_mag", ("H", -9999.99), ("K", 99.99), ("RA", "NaN")));
    }

    [Theory]
    [InlineData(-999.0, "")]
    [InlineData(-9999.99, "")]
    [InlineData(-2.0, "-2.0")]
    [InlineData(double.NaN, "")]
    public void A_negative_parallax_is_a_value_and_minus_999_is_missing(double parallax, string stored) =>
        Assert.Equal(stored.Length == 0 ? "" : "-2", Source("plx", ("PLX", parallax)));

    [Theory]
    [InlineData(0.0, "0")]
    [InlineData(-9999.99, "")]
    [InlineData(-1.0, "")]
    [InlineData(0.25, "0.25")]
    public void No_extinction_is_a_value_and_a_negative_one_is_missing(double extinction, string stored) =>
        Assert.Equal(stored, Source("a_k", ("AKTARG", extinction)));

    [Fact]
    public void The_night_of_a_visit_comes_from_its_file_name_else_from_its_Julian_date()
    {
        workspace.Put(new() { Number = 1, Visits = 2, Cards = { ["SFILE2"] = "second.fits", ["JD2"] = 2457000.75 } });
        workspace.Astra(ExitCode.Done, "ingest", workspace.Stars);

        Assert.Equal(["56001", "57000"], workspace.Ask("SELECT mjd FROM spectrum WHERE kind = 2 ORDER BY row"));
        Assert.Equal(["56001|57000"], workspace.Ask("SELECT min_mjd, max_mjd FROM spectrum WHERE kind = 1"));
    }

    [Fact]
    public void A_star_without_OBJID_is_named_by_its_file()
    {
        new SyntheticStar { Number = 1, Cards = { ["OBJID"] = null } }.WriteTo(workspace.Star("apStar-t1-2M12345678-1234567.fits"));
        workspace.Astra(ExitCode.Done, "ingest", workspace.Stars);

        Assert.Equal(["2M12345678-1234567"], workspace.Ask("SELECT sdss4_apogee_id FROM source"));
    }

    [Fact]
    public void What_another_file_of_the_star_tells_is_not_forgotten()
    {
        workspace.Put(new() { Number = 1, Cards = { ["LOCID"] = 1 } });
        new SyntheticStar { Number = 1, Cards = { ["LOCID"] = 2, ["RA"] = null, ["K"] = 9.5 } }.WriteTo(workspace.Star("z/" + new SyntheticStar { Number = 1 }.FileName));
        workspace.Astra(ExitCode.Done, "ingest", workspace.Stars);

        Assert.Equal(["10.01|9.5"], workspace.Ask("SELECT ra, k_mag FROM source"));
        Assert.Equal(["4"], workspace.Ask("SELECT count(*) FROM spectrum"));
    }

    string Source(string columns, params (string Card, object Value)[] cards)
    {
        SyntheticStar star = new() { Number = 1 };
        foreach ((string card, object value) in cards)
        {
            star.Cards[card] = value;
        }

        workspace.Put(star);
        workspace.Astra(ExitCode.Done, "ingest", workspace.Stars);
        return Assert.Single(workspace.Ask($"SELECT {columns} FROM source"));
    }
}
