namespace Astra.Plugins.Cannon;

/// <summary>The labels that fit a spectrum best.</summary>
sealed record LabelFit
{
    /// <summary>The labels in physical units, in the model's order.</summary>
    public required double[] Labels { get; init; }

    /// <summary>Whether a label ended where the search ends (<see cref="LabelFitter.BoundMargin"/>), so that the best fit may lie beyond.</summary>
    public bool AtBound { get; init; }

    /// <summary>
    /// Covariance of the labels in physical units, labels x labels: the inverse of half the curvature of chi-square, from the pixels' errors and the
    /// model's scatter alone; not scaled by the reduced chi-square.
    /// </summary>
    public required double[] Covariance { get; init; }

    /// <summary>Chi-square at the labels, with the model's scatter in the errors.</summary>
    public required double ChiSquare { get; init; }

    /// <summary>The number of pixels with weight.</summary>
    public required int Pixels { get; init; }

    /// <summary>Steps taken from the starting point that won.</summary>
    public required int Iterations { get; init; }

    /// <summary>Evaluations of chi-square from the starting point that won.</summary>
    public required int Evaluations { get; init; }

    /// <summary>Which starting point won: 0 the training mean, 1 and 2 one standard deviation above and below it, 3 the linear estimate.</summary>
    public required int Start { get; init; }

    /// <summary>Whether the winner came to rest; otherwise it used up its iterations.</summary>
    public required bool Converged { get; init; }

    /// <summary>The square roots of the covariance's diagonal.</summary>
    public double[] FormalErrors() => [.. Labels.Select((_, i) => Math.Sqrt(Covariance[(i * Labels.Length) + i]))];

    /// <summary>Chi-square by its degrees of freedom: pixels less labels.</summary>
    public double ReducedChiSquare => ChiSquare / (Pixels - Labels.Length);
}
