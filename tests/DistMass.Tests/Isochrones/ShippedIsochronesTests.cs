using Astra.Isochrones;
using Astra.Plugins.DistMass.Isochrones;
using Astra.Testing;

namespace Astra.DistMass.Tests.Isochrones;

public sealed class ShippedIsochronesTests
{
    /// <summary>Set, the test writes the file in the source instead of comparing: the command that made it.</summary>
    const string Accept = "ASTRA_ACCEPT_ISOCHRONES";

    [SharedDataFact]
    public void The_shipped_file_is_what_the_published_tables_make()
    {
        string made = Path.Combine(Path.GetTempPath(), $"astra-{Guid.NewGuid():N}.safetensors");
        try
        {
            IsochroneFile.Make(IsochroneTable.ReadFolder(SharedData.Path("isochrones"))).Write(made);
            if (Environment.GetEnvironmentVariable(Accept) == "1")
            {
                File.Copy(made, Path.Combine(Source(), IsochroneFile.FileName), overwrite: true);
                return;
            }

            Assert.True(
                File.ReadAllBytes(IsochroneFile.Shipped).AsSpan().SequenceEqual(File.ReadAllBytes(made)),
                $"{IsochroneFile.Shipped} is not what the tables make. If it should change: {Accept}=1 dotnet test tests/DistMass.Tests --filter ShippedIsochrones");
        }
        finally
        {
            File.Delete(made);
        }
    }

    static string Source()
    {
        DirectoryInfo folder = new(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Astra.sln")))
        {
            folder = folder.Parent!;
        }

        return Path.Combine(folder.FullName, "plugins", "DistMass", "Isochrones");
    }
}
