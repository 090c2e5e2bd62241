namespace Astra.Plugins.Cannon.Training;

/// <summary>What is subtracted from each label and what the difference is divided by, so that all labels are numbers of about 1.</summary>
/// <param name="Centre">One for each label, in its unit.</param>
/// <param name="Scale">One for each label, in its unit.</param>
sealed record LabelScaling(double[] Centre, double[] Scale)
{
    /// <summary>Mean and standard deviation (as SDSS's own code).</summary>
    public const string MeanStd = "mean-std";

    /// <summary>Median, and distance of the 2.5th to the 97.5th percentile (as Casey et al. 2016, arXiv:1603.03040).</summary>
    public const string MedianPercentile = "median-percentile";

    /// <summary>Mean, and 1 (as Ness et al. 2015, ApJ 808, 16).</summary>
    public const string None = "none";

    /// <summary>The methods that there are.</summary>
    public static readonly string[] Methods = [MeanStd, MedianPercentile, None];

    /// <summary>The scaling of training stars.</summary>
    /// <param name="method">One of <see cref="Methods"/>.</param>
    /// <param name="values">Stars x labels.</param>
    /// <param name="members">The stars to take.</param>
    /// <param name="labels">The number of labels.</param>
    public static LabelScaling Of(string method, double[] values, int[] members, int labels)
    {
        double[] centre = new double[labels];
        double[] scale = new double[labels];
        for (int i = 0; i < labels; i++)
        {
            double[] column = [.. members.Select(n => values[(n * labels) + i]).Order()];
            double mean = column.Average();
            (centre[i], scale[i]) = method switch
            {
                MedianPercentile => (Quantile.Of(column, 0.5), Quantile.Of(column, 0.975) - Quantile.Of(column, 0.025)),
                None => (mean, 1),
                _ => (mean, Math.Sqrt(column.Average(value => (value - mean) * (value - mean)))),
            };
        }

        return new LabelScaling(centre, scale);
    }

    /// <summary>Scales labels of any number of stars.</summary>
    public double[] Apply(double[] values) => [.. values.Select((value, k) => (value - Centre[k % Centre.Length]) / Scale[k % Scale.Length])];
}
