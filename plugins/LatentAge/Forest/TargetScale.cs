namespace Astra.Plugins.LatentAge.Forest;

/// <summary>What a forest subtracts from its targets and divides them by before it learns them.</summary>
/// <param name="Mean">Their mean.</param>
/// <param name="Deviation">Their standard deviation, above zero.</param>
readonly record struct TargetScale(double Mean, double Deviation);
