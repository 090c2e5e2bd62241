namespace Astra.Plugins.DistMass.Training;

/// <summary>A star to train on or to validate with.</summary>
/// <param name="Name">Its identifier.</param>
/// <param name="Labels">Its labels, all known.</param>
/// <param name="Value">What the network is to predict: absolute magnitude, or mass in solar masses.</param>
/// <param name="Error">Its error, positive.</param>
/// <param name="Origin">Where the value comes from; see <see cref="TrainedStar"/>.</param>
/// <param name="ParallaxError">The fractional error of the parallax; NaN where the value is not from one.</param>
/// <param name="MagnitudeError">The error of the apparent K magnitude; NaN where the value is not from one.</param>
/// <param name="Age">An age in Gyr from elsewhere, to compare with; NaN for none.</param>
sealed record TrainingSample(
    string Name, StellarLabels Labels, double Value, double Error, string Origin, double ParallaxError, double MagnitudeError, double Age);
