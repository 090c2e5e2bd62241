using Astra.Testing;

namespace Astra.Fits.Tests;

/// <summary>Every card, pixel and cell as astropy reads it.</summary>
public sealed class ComparisonWithAstropyTests : IDisposable
{
    readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [AstropyFact]
    public void Every_kind_of_image_column_and_card_reads_as_astropy_reads_it()
    {
        Judge.Ask("write_samples.py", folder.Path(""));

        AssertReadAsAstropyReads(Directory.GetFiles(folder.Path(""), "*.fits"));
    }

    [AstropySharedDataFact]
    public void Every_file_of_the_reference_data_reads_as_astropy_reads_it() =>
        AssertReadAsAstropyReads(Directory.GetFiles(SharedData.Folder!, "*.fits", SearchOption.AllDirectories));

    static void AssertReadAsAstropyReads(string[] paths)
    {
        Assert.NotEmpty(paths);
        string[] expected = Judge.Ask("describe.py", paths);
        string[] actual = [.. paths.SelectMany(Description.Of)];
        foreach ((string expectedLine, string actualLine) in expected.Zip(actual))
        {
            Assert.Equal(expectedLine, actualLine);
        }

        Assert.Equal(expected.Length, actual.Length);
    }
}
