using Astra.Neural.Tests.Training;

namespace Astra.Neural.Tests.Calibration;

public class ErrorCalibrationTests
{
    [Fact]
    public void A_noise_model_is_found_again()
    {
        Draw draw = new(1);
        double[] scatter = [.. Enumerable.Range(0, 4000).Select(_ => Math.Exp(draw.Normal()))];
        double[] difference = [.. scatter.Select(s => ((1.4 * s) + 0.5) * draw.Normal())];
        NoiseModel model = ErrorCalibration.Fit(scatter, difference);
        Assert.Equal(1.4, model.Scale, 0.12);
        Assert.Equal(0.5, model.Offset, 0.12);
        Assert.Equal(1, ErrorCalibration.Width([.. difference.Zip(scatter, (d, s) => d / model.Error(s))]), 1e-6);
    }

    [Fact]
    public void A_noise_model_never_has_negative_parts()
    {
        Draw draw = new(1);
        double[] scatter = [.. Enumerable.Range(0, 1000).Select(_ => 1 + draw.Even())];
        NoiseModel falling = ErrorCalibration.Fit(scatter, [.. scatter.Select(s => (3 - s) * draw.Normal())]);
        Assert.True(falling.Scale >= 0 && falling.Offset > 0);
        NoiseModel steep = ErrorCalibration.Fit(scatter, [.. scatter.Select(s => ((5 * s) - 4) * draw.Normal())]);
        Assert.True(steep.Scale > 0 && steep.Offset >= 0);
        Assert.Equal(new NoiseModel(1, 0), ErrorCalibration.Fit([], []));
    }
}
