using Astra.Plugins.NoOp;

namespace Astra.Testing.Tests;

public class PipelineUnderTestTests
{
    [Fact]
    public void One_spectrum_goes_through_a_pipeline_with_invented_inputs_but_those_that_are_given()
    {
        PipelineUnderTest pipeline = PipelineUnderTest.Of<NoOp>();

        NoOpResult result = pipeline.Analyse<NoOpResult>(pipeline.TargetOf(InventedSpectra.Star(1), ("ra", 12.5)));

        Assert.Equal(12.5, result.Ra);
        Assert.InRange(result.Teff, 4000, 6000);
        Assert.Equal("aspcap.teff", result.TeffOrigin);
    }

    [Fact]
    public void An_input_can_be_unknown()
    {
        PipelineUnderTest pipeline = PipelineUnderTest.Of<NoOp>();

        NoOpResult result = pipeline.Analyse<NoOpResult>(pipeline.TargetOf(InventedSpectra.Star(1), ("teff", double.NaN)));

        Assert.Equal((NoOpFlags.NoCatalogueTeff, string.Empty), (result.Flags, result.TeffOrigin));
    }

    [Fact]
    public void Options_can_be_set_and_what_is_logged_can_be_read()
    {
        PipelineUnderTest pipeline = PipelineUnderTest.Of<NoOp>(new Dictionary<string, object> { ["factor"] = 2.0 });
        NoOpResult usual = PipelineUnderTest.Of<NoOp>().Analyse<NoOpResult>(pipeline.TargetOf(InventedSpectra.Star(1)));

        Assert.Equal(2 * usual.MeanFlux, pipeline.Analyse<NoOpResult>(pipeline.TargetOf(InventedSpectra.Star(1))).MeanFlux, 1e-3 * usual.MeanFlux);
        Assert.Equal(["Debug: NoOp takes the flux times 2"], pipeline.Messages);
    }

    [Fact]
    public void What_a_pipeline_throws_comes_as_it_is()
    {
        PipelineUnderTest pipeline = PipelineUnderTest.Of<NoOp>();

        Assert.Throws<NoResultException>(() => pipeline.Analyse<NoOpResult>(pipeline.TargetOf(InventedSpectra.AllMasked())));
    }

    [Fact]
    public void An_answer_that_the_host_could_not_use_is_no_answer()
    {
        PipelineUnderTest pipeline = PipelineUnderTest.Of<Undeclared>();

        PipelineCheckException failure = Assert.Throws<PipelineCheckException>(() => pipeline.Analyse<SampleResult>(pipeline.TargetOf(InventedSpectra.Star(1))));
        Assert.Equal("Undeclared set flag bits that it does not declare (5).", failure.Message);
    }

    [Fact]
    public void A_pipeline_on_sources_gets_a_star_without_a_spectrum()
    {
        PipelineUnderTest pipeline = PipelineUnderTest.Of<NoOpSource>();

        Assert.Equal(20, pipeline.Analyse<NoOpSourceResult>(pipeline.TargetOf("a star", ("flux", 10))).DoubledFlux);
    }

    [Theory]
    [InlineData("factors", 1.0, "NoOp has no option 'factors'; it has factor, min_pixels, use_mask. Correct the name.")]
    [InlineData("factor", 1, "NoOp, option 'factor': the host gives a Double, not a Int32. Give the type of the default.")]
    public void A_wrong_option_is_named(string name, object value, string message) =>
        Assert.Equal(message, Assert.Throws<PipelineCheckException>(() => PipelineUnderTest.Of<NoOp>(new Dictionary<string, object> { [name] = value })).Message);

    [Fact]
    public void An_unknown_input_is_named()
    {
        PipelineUnderTest pipeline = PipelineUnderTest.Of<NoOp>();

        PipelineCheckException failure = Assert.Throws<PipelineCheckException>(() => pipeline.TargetOf(InventedSpectra.Star(1), ("k", 1)));
        Assert.Equal("NoOp declares no input 'k'; it has ra, snr, teff. Correct the name.", failure.Message);
    }

    [Fact]
    public void A_folder_that_holds_no_model_is_named() => Assert.StartsWith(
        "The model in absent cannot be used: manifest.json cannot be read: ",
        Assert.Throws<PipelineCheckException>(() => PipelineUnderTest.Of<NoOpModel>(modelFolder: "absent")).Message);
}
