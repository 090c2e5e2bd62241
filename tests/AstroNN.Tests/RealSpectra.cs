using Astra.Fits;
using Astra.Testing;

namespace Astra.AstroNN.Tests;

/// <summary>The real spectra of the reference data.</summary>
static class RealSpectra
{
    public static string[] Files => [.. Directory.EnumerateFiles(SharedData.Path("apstar"), "apStar-*.fits").Order()];

    /// <summary>The combined spectrum and the visits of an apStar file: rows 0 and, where there is more than one, 2 and up.</summary>
    public static IEnumerable<Spectrum> Read(string path)
    {
        using FitsFile file = FitsFile.Open(path);
        for (int row = 0; row < file.Image(1).Rows; row += row == 0 ? 2 : 1)
        {
            float[] flux = new float[WavelengthGrid.Pixels];
            float[] error = new float[WavelengthGrid.Pixels];
            int[] mask = new int[WavelengthGrid.Pixels];
            file.Image(1).ReadRow(row, flux);
            file.Image(2).ReadRow(row, error);
            file.Image(3).ReadRow(row, mask);
            yield return new Spectrum(
                $"{Path.GetFileName(path)} row {row}",
                row == 0 ? SpectrumKind.Combined : SpectrumKind.Visit,
                flux,
                error,
                Array.ConvertAll(mask, bits => (PixelMask)bits));
        }
    }
}
