namespace Astra.Simulation.Tests;

/// <summary>The small parts: medians, noise, broadening.</summary>
public class DrawingTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(7213)]
    [InlineData(7214)]
    public void The_median_is_that_of_the_sorted_values(int count)
    {
        RandomSource random = RandomSource.FromName("median");
        Median median = new(count);
        for (int kind = 0; kind < 4; kind++)
        {
            float[] values = [.. Enumerable.Range(0, count).Select(_ => kind switch
            {
                0 => (float)random.NextGaussian(),
                1 => (float)Math.Exp(5 * random.NextGaussian()),
                2 => (float)(int)(3 * random.NextDouble()),
                _ => 2.5f,
            })];
            float[] sorted = [.. values.Order()];
            Assert.Equal((sorted[(count - 1) / 2] + sorted[count / 2]) / 2, median.Of(values));
        }

        Assert.Equal(float.NaN, median.Of([]));
    }

    [Theory]
    [InlineData(10, 0)]
    [InlineData(60, 0)]
    [InlineData(0, 8)]
    [InlineData(0, 30)]
    [InlineData(30, 10)]
    public void Broadening_has_the_width_of_its_profiles(double vsini, double macroturbulence)
    {
        float[] kernel = LineBroadening.Kernel(vsini, macroturbulence);
        Assert.Equal(1, kernel.Sum(), 1e-6);
        Assert.Equal(kernel, kernel.Reverse());
        double variance = 0;
        for (int k = 0; k < kernel.Length; k++)
        {
            double velocity = (k - (kernel.Length / 2)) * LineBroadening.PixelVelocity;
            variance += kernel[k] * velocity * velocity;
        }

        // Second moments: v^2 [(1 - e) / 4 + 2 e / 15] / (1 - e / 3) for rotation with limb darkening e, half the square of the 1/e half-width for
        // a Gaussian, and a twelfth of a pixel's square for each that is integrated over pixels.
        double rotation = vsini * vsini * (((1 - 0.25) / 4) + (2 * 0.25 / 15)) / (1 - (0.25 / 3));
        double pixels = ((vsini > 0 ? 1 : 0) + (macroturbulence > 0 ? 1 : 0)) * LineBroadening.PixelVelocity * LineBroadening.PixelVelocity / 12;
        double expected = rotation + (macroturbulence * macroturbulence / 2) + pixels;
        Assert.Equal(expected, variance, 0.01 * expected);
    }

    [Fact]
    public void A_rotation_below_a_pixels_width_stays_within_the_pixel()
    {
        float[] kernel = LineBroadening.Kernel(0.5, 0);
        Assert.Equal(1, kernel[kernel.Length / 2]);
    }

    [Fact]
    public void Broadening_leaves_a_flat_spectrum_flat_and_keeps_a_lines_strength()
    {
        LineBroadening broadening = new(300);
        float[] kernel = LineBroadening.Kernel(60, 20);
        float[] flux = new float[300];
        flux.AsSpan().Fill(1);
        broadening.Apply(flux, kernel);
        Assert.All(flux, value => Assert.Equal(1, value, 1e-5));
        flux[150] = 0;
        broadening.Apply(flux, kernel);
        Assert.Equal(1, flux.Sum(value => 1 - value), 1e-3);
        Assert.True(flux[150] > 0.95);
        Assert.True(flux[150 + 10] < 1);
    }

    [Fact]
    public void The_stars_share_of_the_variance_grows_with_its_signal()
    {
        // Measured: the local slope of log error on log flux is half of it: 0.04 to 0.09 at S/N 5 to 11, 0.41 at 83 and 0.42 at 94 of a visit's
        // header (a
        // third more in the files' pixels).
        Assert.InRange(Observation.PhotonShare(1.32 * 8.6) / 2, 0.04, 0.10);
        Assert.InRange(Observation.PhotonShare(1.32 * 83) / 2, 0.36, 0.46);
        Assert.Equal(0, Observation.PhotonShare(0.01), 1e-3);
        Assert.Equal(1, Observation.PhotonShare(1e5), 1e-3);
    }
}
