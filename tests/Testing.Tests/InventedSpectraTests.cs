namespace Astra.Testing.Tests;

public class InventedSpectraTests
{
    [Fact]
    public void The_same_number_gives_the_same_star_and_another_number_another()
    {
        Assert.True(InventedSpectra.Star(3).Flux.Span.SequenceEqual(InventedSpectra.Star(3).Flux.Span));
        Assert.False(InventedSpectra.Star(3).Flux.Span.SequenceEqual(InventedSpectra.Star(4).Flux.Span));
    }

    [Fact]
    public void A_star_has_data_between_the_gaps_of_the_detectors_lines_below_its_continuum_and_the_noise_that_it_states()
    {
        Spectrum star = InventedSpectra.Star(1, snr: 50);
        int[] pixels = [.. Enumerable.Range(0, WavelengthGrid.Pixels).Where(star.HasData)];

        Assert.Equal(7514, pixels.Length);
        float[] ordered = [.. pixels.Select(pixel => star.Flux.Span[pixel]).Order()];
        Assert.True(ordered[100] < 0.9 * ordered[ordered.Length / 2], "no lines");
        Assert.Equal(50, star.Snr);
    }

    [Theory]
    [InlineData("NaN everywhere", 0)]
    [InlineData("no data", 0)]
    [InlineData("zero errors", 0)]
    [InlineData("infinite errors", 0)]
    [InlineData("negative errors", 0)]
    [InlineData("one pixel", 1)]
    [InlineData("all masked", 7514)]
    public void Hostile_spectra_have_as_many_pixels_with_data_as_their_names_say(string name, int pixels)
    {
        Spectrum spectrum = InventedSpectra.Hostile(SpectrumKind.Visit).Single(hostile => hostile.Name == name).Spectrum;

        Assert.Equal(pixels, Enumerable.Range(0, WavelengthGrid.Pixels).Count(spectrum.HasData));
        Assert.Equal(SpectrumKind.Visit, spectrum.Kind);
    }

    [Fact]
    public void Every_hostile_spectrum_has_an_identity_of_its_own() =>
        Assert.Distinct(InventedSpectra.Hostile().Select(hostile => hostile.Spectrum.Identity));
}
