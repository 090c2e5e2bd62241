using Astra.Fits;

namespace Astra.Testing;

/// <summary>The real spectra of the reference data.</summary>
static class RealSpectra
{
    /// <summary>The two giants among them: one with ASPCAP's 3788 K, 1.08, 0.22, and one of NGC 7789 with 4920 K, 2.76.</summary>
    public static readonly string[] Giants = ["2M17334253-1654573", "2M00005143+5615568"];

    /// <summary>The names of all, in their order.</summary>
    public static IEnumerable<string> Stars() => Directory.EnumerateFiles(SharedData.Path("apstar"), "apStar-*.fits").Order()
        .Select(path => Path.GetFileNameWithoutExtension(path)["apStar-r6-".Length..]);

    /// <summary>The combined spectrum and the visits of an apStar file: rows 0 and, where there is more than one, 2 and up.</summary>
    public static IEnumerable<Spectrum> Read(string star)
    {
        using FitsFile file = FitsFile.Open(SharedData.Path("apstar", $"apStar-r6-{star}.fits"));
        for (int row = 0; row < file.Image(1).Rows; row += row == 0 ? 2 : 1)
        {
            float[] flux = new float[WavelengthGrid.Pixels];
            float[] error = new float[WavelengthGrid.Pixels];
            int[] mask = new int[WavelengthGrid.Pixels];
            file.Image(1).ReadRow(row, flux);
            file.Image(2).ReadRow(row, error);
            file.Image(3).ReadRow(row, mask);
            yield return new Spectrum(
                $"{star} row {row}",
                row == 0 ? SpectrumKind.Combined : SpectrumKind.Visit,
                flux,
                error,
                Array.ConvertAll(mask, bits => (PixelMask)bits));
        }
    }
}
