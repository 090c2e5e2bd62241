using System.Buffers.Binary;
using Astra.Host.Reports;

namespace Astra.Host.Tests.Reports;

/// <summary>How spectra come into the page.</summary>
public sealed class DrawnSpectrumTests
{
    [Fact]
    public void A_packed_spectrum_is_read_back_to_the_step_and_gaps_stay_gaps()
    {
        float[] flux = [0, 1, 0.98765f, -0.5f, 5.5f, float.NaN, float.PositiveInfinity];
        byte[] bytes = Convert.FromBase64String(PackedSpectrum.Pack(flux));
        Assert.Equal(2 * flux.Length, bytes.Length);
        for (int i = 0; i < flux.Length; i++)
        {
            ushort value = BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(2 * i));
            Assert.Equal(float.IsFinite(flux[i]) ? flux[i] : double.NaN, value == ushort.MaxValue ? double.NaN : (value / 10_000.0) - 1, 0.00006);
        }
    }

    [Fact]
    public void What_does_not_fit_is_drawn_at_the_edge_and_not_as_a_gap()
    {
        byte[] bytes = Convert.FromBase64String(PackedSpectrum.Pack([-7, 99]));
        Assert.Equal(0, BinaryPrimitives.ReadUInt16LittleEndian(bytes));
        Assert.Equal(ushort.MaxValue - 1, BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(2)));
    }

    [Fact]
    public void A_sloping_spectrum_with_lines_has_its_continuum_near_1()
    {
        float[] flux = [.. Enumerable.Range(0, WavelengthGrid.Pixels).Select(pixel => (500 + (0.05f * pixel)) * (pixel % 20 == 0 ? 0.7f : 1))];
        (float[] normalised, float[] error) = PseudoContinuum.Normalise(Star(flux));
        foreach (Range chip in WavelengthGrid.Chips7514)
        {
            for (int pixel = chip.Start.Value; pixel < chip.End.Value; pixel++)
            {
                Assert.InRange(normalised[pixel], pixel % 20 == 0 ? 0.68f : 0.97f, pixel % 20 == 0 ? 0.72f : 1.03f);
                Assert.Equal(error[pixel] / normalised[pixel], 5 / flux[pixel], 1e-6f);
            }
        }
    }

    [Fact]
    public void Bad_pixels_and_those_between_detectors_are_gaps()
    {
        PixelMask[] mask = new PixelMask[WavelengthGrid.Pixels];
        mask[1000] = PixelMask.CosmicRay;
        (float[] normalised, _) = PseudoContinuum.Normalise(Star([.. Enumerable.Repeat(100f, WavelengthGrid.Pixels)], mask));
        Assert.Equal([true, true, false, false], new[] { 1000, 3400, 999, 1001 }.Select(pixel => float.IsNaN(normalised[pixel])));
    }

    [Fact]
    public void A_spectrum_without_data_is_one_gap()
    {
        (float[] normalised, float[] error) = PseudoContinuum.Normalise(Star([.. Enumerable.Repeat(float.NaN, WavelengthGrid.Pixels)]));
        Assert.All(normalised.Concat(error), value => Assert.Equal(float.NaN, value));
    }

    static Spectrum Star(float[] flux, PixelMask[]? mask = null) => new(
        "a star", SpectrumKind.Combined, flux, Enumerable.Repeat(5f, WavelengthGrid.Pixels).ToArray(), mask ?? new PixelMask[WavelengthGrid.Pixels]);
}
