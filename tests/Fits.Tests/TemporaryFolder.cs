namespace Astra.Fits.Tests;

/// <summary>A folder that vanishes with the test that made it.</summary>
sealed class TemporaryFolder : IDisposable
{
    readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("astra-fits-tests-");

    public string Path(string name) => System.IO.Path.Combine(folder.FullName, name);

    /// <summary>Writes bytes to a file of the folder and opens it.</summary>
    public FitsFile Open(byte[] bytes, string name = "test.fits")
    {
        File.WriteAllBytes(Path(name), bytes);
        return FitsFile.Open(Path(name));
    }

    public void Dispose() => folder.Delete(recursive: true);
}
