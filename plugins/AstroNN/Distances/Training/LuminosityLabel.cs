namespace Astra.Plugins.AstroNN.Distances.Training;

/// <summary>A star of a training set with its pseudo-luminosity.</summary>
/// <param name="Index">Its number in the training set.</param>
/// <param name="Key">What it shares with stars that must not be split from it: its group, or its name.</param>
/// <param name="Value">L, mas x 10^(0.2 mag); may be negative where it comes from a negative parallax.</param>
/// <param name="Error">Its error; 0 where the table has none.</param>
/// <param name="Origin">What it was made of: fakemag, m_k, parallax or radius.</param>
sealed record LuminosityLabel(int Index, string Key, double Value, double Error, string Origin);
