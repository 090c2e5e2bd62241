namespace Astra.Neural.Tests;

/// <summary>A folder that vanishes with the test that made it.</summary>
sealed class TemporaryFolder : IDisposable
{
    readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("astra-weights-tests-");

    public string Folder => folder.FullName;

    public string Path(string name) => System.IO.Path.Combine(folder.FullName, name);

    public void Dispose() => folder.Delete(recursive: true);
}
