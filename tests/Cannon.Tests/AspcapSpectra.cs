using Astra.Fits;
using Astra.Testing;

namespace Astra.Cannon.Tests;

/// <summary>The real spectra that ASPCAP has normalised.</summary>
static class AspcapSpectra
{
    /// <summary>The stars that have an aspcapStar file beside their apStar file.</summary>
    public static readonly string[] Stars = ["2M03290406+3117075", "2M12252076+2517082", "2M15141711+0044474", "2M17334253-1654573"];

    /// <summary>The normalised spectrum of an aspcapStar file, which has no mask; pixels without data have flux 0.</summary>
    public static Spectrum Read(string star)
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
