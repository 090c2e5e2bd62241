namespace Astra.Plugins.Cannon.Training;

/// <summary>What training found for each pixel.</summary>
/// <param name="Terms">The number of terms.</param>
/// <param name="Pixels">The number of pixels.</param>
sealed record TrainedPixels(int Terms, int Pixels)
{
    /// <summary>Terms x pixels: the coefficient of each term; 0 for a pixel without a model and for a censored term.</summary>
    public double[] Coefficients { get; } = new double[Terms * Pixels];

    /// <summary>One-sigma intrinsic scatter of normalised flux; infinite for a pixel without a model.</summary>
    public double[] Scatter { get; } = new double[Pixels];

    /// <summary>The number of stars that a pixel was trained on.</summary>
    public int[] Stars { get; } = new int[Pixels];

    /// <summary>
    /// What was minimised: the sum over stars of r^2 w - ln w, with r the residual and 1/w the variance of error and scatter (and the penalty of the
    /// coefficients where there is one). NaN for a pixel without a model.
    /// </summary>
    public double[] Objective { get; } = new double[Pixels];
}
