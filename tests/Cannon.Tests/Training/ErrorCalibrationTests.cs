using Astra.Plugins.Cannon.Training;

namespace Astra.Cannon.Tests.Training;

public class ErrorCalibrationTests
{
    [Theory]
    [InlineData(3, 0)]
    [InlineData(0.5, 0)]
    [InlineData(1, 2)]
    public void Errors_that_are_wrong_by_a_factor_or_lack_a_part_are_corrected_by_that(double factor, double added)
    {
        (double[] differences, double[] errors) = Draw(factor, added);
        ErrorCalibration calibration = ErrorCalibration.Of(differences, errors);

        // Four standard errors of a width of 2000 draws.
        Assert.Equal(factor, calibration.Scale, 0.07 * factor);
        Assert.Equal(added, calibration.Added, 0.2);
    }

    [Fact]
    public void Outliers_do_not_widen_the_errors_of_the_others()
    {
        (double[] differences, double[] errors) = Draw(2, 0);
        for (int n = 0; n < 100; n++)
        {
            differences[n * 20] = 1e4;
        }

        Assert.Equal(2, ErrorCalibration.Of(differences, errors).Scale, 0.15);
    }

    [Fact]
    public void Too_few_stars_change_nothing() => Assert.Equal(new ErrorCalibration(1, 0), ErrorCalibration.Of([1, 2, 3], [0.1, 0.1, 0.1]));

    static (double[] Differences, double[] Errors) Draw(double factor, double added)
    {
        RandomSource random = RandomSource.FromName($"errors {factor} {added}");
        double[] errors = Tests.Draw.Uniform(random, 2000, 0.3, 3);
        return ([.. errors.Select(error => Math.Sqrt((factor * factor * error * error) + (added * added)) * random.NextGaussian())], errors);
    }
}
