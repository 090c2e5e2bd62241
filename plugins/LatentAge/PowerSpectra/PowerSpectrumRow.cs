namespace Astra.Plugins.LatentAge.PowerSpectra;

/// <summary>The power spectrum of a star, with what it was made of.</summary>
/// <param name="Name">The star: catalogue and number, as <c>KIC 8045442</c>, or the name of the light curve's file.</param>
/// <param name="Kic">The number in Kepler's input catalogue; null for others.</param>
/// <param name="Files">How many light curves were put together.</param>
/// <param name="Points">How many points they have.</param>
/// <param name="SpanDays">The days from the first point to the last.</param>
/// <param name="LnPower">2092 natural logarithms of power over background, at <see cref="PixelGrid.Frequencies"/>.</param>
sealed record PowerSpectrumRow(string Name, long? Kic, int Files, int Points, double SpanDays, float[] LnPower);
