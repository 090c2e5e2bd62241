namespace Astra.Plugins.LatentAge.Network;

/// <summary>Where in the latent space a spectrum is.</summary>
/// <param name="Mean">Five numbers.</param>
/// <param name="Deviation">Their standard deviations.</param>
/// <param name="DomainDistance">How far the spectrum is from the training set, 1 at the edge; NaN where the model does not know.</param>
/// <param name="MeasuredShare">The share of the model's pixels that have data.</param>
sealed record LatentPoint(float[] Mean, float[] Deviation, double DomainDistance, double MeasuredShare);
