namespace Astra.Abstractions.Tests;

public class SpectrumTests
{
    [Theory]
    [InlineData(8574, 8575, 8575, "flux has 8574")]
    [InlineData(8575, 8576, 8575, "error has 8576")]
    [InlineData(8575, 8575, 0, "mask has 0")]
    public void A_spectrum_has_8575_pixels_in_every_array(int flux, int error, int mask, string wrong)
    {
        ArgumentException refused = Assert.Throws<ArgumentException>(
            () => new Spectrum("star", SpectrumKind.Visit, new float[flux], new float[error], new PixelMask[mask]));

        Assert.StartsWith($"A spectrum has 8575 pixels; {wrong}.", refused.Message);
    }

    [Theory]
    [InlineData(1f, 0.1f, true)]
    [InlineData(0f, 0.1f, true)]
    [InlineData(-1f, 0.1f, true)]
    [InlineData(float.NaN, 0.1f, false)]
    [InlineData(float.PositiveInfinity, 0.1f, false)]
    [InlineData(1f, 0f, false)]
    [InlineData(1f, -0.1f, false)]
    [InlineData(1f, float.NaN, false)]
    [InlineData(1f, 9.9e8f, true)]
    [InlineData(1f, 1e9f, false)]
    [InlineData(1f, 1e10f, false)]
    [InlineData(1f, float.PositiveInfinity, false)]
    public void A_pixel_has_data_when_flux_and_error_are_numbers_and_the_error_is_above_0_and_below_1e9(float flux, float error, bool hasData)
    {
        float[] fluxes = new float[WavelengthGrid.Pixels];
        float[] errors = new float[WavelengthGrid.Pixels];
        fluxes[8574] = flux;
        errors[8574] = error;

        Assert.Equal(hasData, new Spectrum("star", SpectrumKind.Combined, fluxes, errors, new PixelMask[WavelengthGrid.Pixels]).HasData(8574));
    }

    [Fact]
    public void The_signal_to_noise_ratio_is_unknown_unless_given() =>
        Assert.Equal(float.NaN, new Spectrum("star", SpectrumKind.Combined, new float[8575], new float[8575], new PixelMask[8575]).Snr);

    [Fact]
    public void The_grid_goes_from_15100_8_to_16999_8_Angstrom()
    {
        Assert.Equal(15100.8, WavelengthGrid.Wavelength(0), 0.05);
        Assert.Equal(16999.8, WavelengthGrid.Wavelength(8574), 0.05);
    }

    [Fact]
    public void The_chips_have_as_many_pixels_as_their_names_say()
    {
        Assert.Equal(7514, WavelengthGrid.Chips7514.Sum(chip => chip.GetOffsetAndLength(WavelengthGrid.Pixels).Length));
        Assert.Equal(7214, WavelengthGrid.Chips7214.Sum(chip => chip.GetOffsetAndLength(WavelengthGrid.Pixels).Length));
    }

    [Fact]
    public void The_bad_bits_of_the_pixel_mask_are_those_of_SDSS() => Assert.Equal(16639, (int)PixelMask.Bad);
}
