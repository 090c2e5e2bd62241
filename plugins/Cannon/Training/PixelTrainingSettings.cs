namespace Astra.Plugins.Cannon.Training;

/// <summary>How pixels are trained.</summary>
sealed record PixelTrainingSettings
{
    /// <summary>The smallest one-sigma scatter; above zero.</summary>
    public double ScatterFloor { get; init; } = 0.001;

    /// <summary>
    /// Lambda of the penalty Lambda * sum of |coefficient| over all terms but the constant (Casey et al. 2016, arXiv:1603.03040); 0 for none.
    /// </summary>
    public double Regularization { get; init; }

    /// <summary>A pixel with data of fewer stars than this times the number of terms gets no model.</summary>
    public double StarsPerTerm { get; init; } = 2;

    /// <summary>For each pixel the terms that it may have; null: all may have all. The constant is always there.</summary>
    public bool[][]? AllowedTerms { get; init; }

    /// <summary>The scatter of each pixel where it is not to be found but given; null otherwise.</summary>
    public double[]? GivenScatter { get; init; }

    /// <summary>The number of threads; the outcome does not depend on it.</summary>
    public int Threads { get; init; } = 1;
}
