using Astra;
using Astra.Testing;

namespace Outside.Sample.Tests;

public class SlopeSampleTests
{
    readonly PipelineUnderTest pipeline = PipelineUnderTest.Of<SlopeSample>();

    [Fact]
    public void It_keeps_the_contract() => PipelineChecks.All<SlopeSample>().ThrowIfWrong();

    [Fact]
    public void A_spectrum_that_falls_by_a_power_of_the_wavelength_has_that_slope()
    {
        float[] flux = [.. Enumerable.Range(0, WavelengthGrid.Pixels).Select(pixel => (float)Math.Pow(WavelengthGrid.Wavelength(pixel) / 16000, -4))];
        float[] error = [.. flux.Select(value => value / 100)];
        Spectrum spectrum = new("power", SpectrumKind.Combined, flux, error, new PixelMask[WavelengthGrid.Pixels]);

        SlopeResult result = pipeline.Analyse<SlopeResult>(pipeline.TargetOf(spectrum, ("j", 10.6), ("k", 10)));

        // Means over the detectors of a fourth power are those at their middles to a few 1e-4.
        double expected = -4 * Math.Log10(WavelengthGrid.Wavelength(1759.5) / WavelengthGrid.Wavelength(7339));
        Assert.Equal(expected, result.Slope, 1e-3);
        Assert.Equal(0.6, result.Colour, 1e-9);
        Assert.Equal(0, (int)result.Flags);
    }
}
