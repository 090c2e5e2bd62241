namespace Astra.Abstractions.Tests;

public class TargetTests
{
    [Fact]
    public void A_declared_input_has_a_value_and_an_origin()
    {
        InputValue magnitude = Targets.OfSource("2M1").Input("k_mag");

        Assert.True(magnitude.IsKnown);
        Assert.Equal((9.5, "source.k_mag"), ((double)magnitude, magnitude.Origin));
    }

    [Fact]
    public void An_input_that_is_not_declared_is_a_mistake_of_the_author()
    {
        ArgumentException mistake = Assert.Throws<ArgumentException>(() => Targets.OfSource("2M1").Input("a_k"));

        Assert.StartsWith("There is no input 'a_k' in the pipeline's declaration; add [Input(\"a_k\", ...)] to the pipeline.", mistake.Message);
    }

    [Fact]
    public void Without_a_spectrum_the_star_is_the_identity_and_asking_for_the_spectrum_says_why_there_is_none()
    {
        Target star = Targets.OfSource("2M1");

        Assert.Equal("2M1", star.Identity);
        Assert.Equal("2M1 comes without a spectrum: the pipeline's unit of work is the source.", Assert.Throws<InvalidOperationException>(() => star.Spectrum).Message);
    }

    [Fact]
    public void With_a_spectrum_that_is_the_identity()
    {
        Spectrum spectrum = new("apStar-1", SpectrumKind.Combined, new float[8575], new float[8575], new PixelMask[8575]);

        Assert.Equal("apStar-1", new Target(new Source(1, "2M1"), spectrum, new Dictionary<string, InputValue>()).Identity);
    }
}
