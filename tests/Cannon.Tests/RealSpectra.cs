using Astra.Fits;
using Astra.Testing;

namespace Astra.Cannon.Tests;

/// <summary>The real spectra of the reference data.</summary>
static class RealSpectra
{
    /// <summary>A giant of the model's coolest edge (ASPCAP: 3788 K, log g 1.08) and a red-clump giant of NGC 7789.</summary>
    public static readonly string[] Giants = ["2M17334253-1654573", "2M00005143+5615568"];

    /// <summary>The stars that have an aspcapStar file beside their apStar file.</summary>
    public static readonly string[] WithAspcapStar = ["2M03290406+3117075", "2M12252076+2517082", "2M15141711+0044474", "2M17334253-1654573"];

    public static IEnumerable<string> Stars() => Directory.EnumerateFiles(SharedData.Path("apstar"), "apStar-*.fits").Order().Select(path => Path.GetFileNameWithoutExtension(path)["apStar-r6-".Length..]);

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
            yield return new Spectrum($"{star} row {row}", row == 0 ? SpectrumKind.Combined : SpectrumKind.Visit, flux, error, Array.ConvertAll(mask, bits => (PixelMask)bits));
        }
    }

    /// <summary>The normalised spectrum of an aspcapStar file, which has no mask; pixels without data have flux 0.</summary>
    public static Spectrum ReadNormalised(string star)
    {
        using FitsFile file = FitsFile.Open(SharedData.Path("aspcapstar", $"aspcapStar-r6-l30e.2-{star}.fits"));
        float[] flux = new float[WavelengthGrid.Pixels];
        float[] error = new float[WavelengthGrid.Pixels];
        file.Image(1).ReadRow(0, flux);
        file.Image(2).ReadRow(0, error);
        for (int p = 0; p < flux.Length; p++)
        {
            flux[p] = flux[p] == 0 ? float.NaN : flux[p];
        }

        return new Spectrum(star, SpectrumKind.Combined, flux, error, new PixelMask[flux.Length]);
    }
}
