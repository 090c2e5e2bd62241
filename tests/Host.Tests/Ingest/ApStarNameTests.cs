using Astra.Host.Ingest;

namespace Astra.Host.Tests.Ingest;

public class ApStarNameTests
{
    [Theory]
    [InlineData("apStar-r6-2M17334253-1654573.fits", "ap", "r6", null, "2M17334253-1654573", null, "r6")]
    [InlineData("apStar-r6-2M00005143+5615568.fits", "ap", "r6", null, "2M00005143+5615568", null, "r6")]
    [InlineData("apStar-dr17-2M00000068+5710233.fits", "ap", "dr17", null, "2M00000068+5710233", null, "dr17")]
    [InlineData("asStar-dr17-2M06521977-2534505.fits", "as", "dr17", null, "2M06521977-2534505", null, "dr17")]
    [InlineData("apStar-dr17-2M06521977-2534505.fits.gz", "ap", "dr17", null, "2M06521977-2534505", null, "dr17")]
    [InlineData("apStar-1.0-apo25m-2M05392474+4038437-59380.fits", "ap", "1.0", "apo25m", "2M05392474+4038437", "59380", "sdss5")]
    [InlineData("apStar-1.0-apo25m-2M05392474+4038437.fits", "ap", "1.0", "apo25m", "2M05392474+4038437", null, "sdss5")]
    [InlineData("asStar-1.2-lco25m-2M06521977-2534505-60001.fits", "as", "1.2", "lco25m", "2M06521977-2534505", "60001", "sdss5")]
    [InlineData("apStar-1.0-apo1m-VESTA.fits", "ap", "1.0", "apo1m", "VESTA", null, "sdss5")]
    [InlineData("apStar-r6-AP17334253-1654573.fits", "ap", "r6", null, "AP17334253-1654573", null, "r6")]
    [InlineData("apStar-t9_Weekly-VESTA.fits", "ap", "t9_Weekly", null, "VESTA", null, "t9_Weekly")]
    public void The_name_of_an_apStar_file_is_taken_apart(string name, string prefix, string reduction, string? telescope, string star, string? version, string release)
    {
        ApStarName? parsed = ApStarName.Parse(name);

        Assert.Equal(new ApStarName(prefix, reduction, telescope, star, version), parsed);
        Assert.Equal(release, parsed!.Release);
        Assert.Equal($"{prefix}Star", parsed.FileType);
    }

    [Theory]
    [InlineData("aspcapStar-r6-l30e.2-2M17334253-1654573.fits")]
    [InlineData("apVisit-r6-5094-55874-088.fits")]
    [InlineData("apStar-r6-2M17334253-1654573.fits.bak")]
    [InlineData("apStar-r6.fits")]
    [InlineData("my-apStar-r6-2M17334253-1654573.fits")]
    [InlineData("")]
    public void Other_names_are_not(string name) => Assert.Null(ApStarName.Parse(name));
}
