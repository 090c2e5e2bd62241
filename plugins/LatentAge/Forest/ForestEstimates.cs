namespace Astra.Plugins.LatentAge.Forest;

/// <summary>What a forest says of stars; NaN for a star with an input that is not finite.</summary>
/// <param name="Mean">The mean over the trees, for each star, in the unit of the targets.</param>
/// <param name="Deviation">The standard deviation over the trees.</param>
sealed record ForestEstimates(double[] Mean, double[] Deviation);
