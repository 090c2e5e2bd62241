namespace Astra.Plugins.LatentAge.PowerSpectra.Simulation;

/// <summary>A mode of oscillation, as a Lorentzian in a spectrum of power density.</summary>
/// <param name="Degree">Its angular degree: 0 (radial) to 3.</param>
/// <param name="Frequency">In microhertz.</param>
/// <param name="Power">The area below the Lorentzian: the mean square of its variations of brightness, in ppm^2.</param>
/// <param name="Width">Its full width at half maximum as four years of observation resolve it, in microhertz.</param>
readonly record struct OscillationMode(int Degree, double Frequency, double Power, double Width);
