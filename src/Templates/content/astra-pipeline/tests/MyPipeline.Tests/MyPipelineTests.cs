namespace Astra.Plugins.MyPipeline.Tests;

public class MyPipelineTests
{
    readonly PipelineUnderTest pipeline = PipelineUnderTest.Of<MyPipeline>();

    [Fact]
    public void It_keeps_the_contract() => PipelineChecks.All<MyPipeline>().ThrowIfWrong();

    [Fact]
    public void A_constant_flux_is_its_own_mean()
    {
        float[] flux = new float[WavelengthGrid.Pixels];
        float[] error = new float[WavelengthGrid.Pixels];
        Array.Fill(flux, 7f);
        Array.Fill(error, 0.5f);
        Spectrum spectrum = new("constant", SpectrumKind.Combined, flux, error, new PixelMask[WavelengthGrid.Pixels]);

        MyPipelineResult result = pipeline.Analyse<MyPipelineResult>(pipeline.TargetOf(spectrum));

        Assert.Equal(7, result.Flux, 1e-5);
        Assert.InRange(result.FluxError, 0.01, 0.5);
        Assert.Equal(0, (int)result.Flags);
    }

    [Fact]
    public void A_spectrum_that_is_all_masked_has_no_result() =>
        Assert.Throws<NoResultException>(() => pipeline.Analyse<MyPipelineResult>(pipeline.TargetOf(InventedSpectra.AllMasked())));
}
