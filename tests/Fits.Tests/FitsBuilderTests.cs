using Astra.Testing;

namespace Astra.Fits.Tests;

public sealed class FitsBuilderTests : IDisposable
{
    readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [FitsverifyFact]
    public void The_good_files_of_the_tests_are_good_in_the_eyes_of_fitsverify()
    {
        string path = new FitsBuilder()
            .Primary(("OBJID", "2M00000000+0000000"), ("SNR", 186.493))
            .Image(-32, [5, 2], new double[10], ("BUNIT", "Jy"))
            .Image(16, [3], [1, 2, 3], ("BZERO", 32768))
            .BinaryTable(["J", "8A", "PE(3)"], 20, [.. FitsBuilder.Encode(32, [7]), .. "star    "u8, .. FitsBuilder.Encode(32, [3, 0])], FitsBuilder.Encode(-32, [1, 2, 3]))
            .AsciiTable([(1, "I4"), (6, "F6.2")], [" 123   1.50", " 456   2.50"])
            .WriteTo(folder.Path("good.fits"));

        Assert.Contains("verification OK", Judge.Verify(path));
    }
}
