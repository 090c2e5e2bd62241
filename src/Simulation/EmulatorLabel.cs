using System.Globalization;

namespace Astra.Simulation;

/// <summary>A label that an emulator takes, and the range in which it can be believed.</summary>
/// <param name="Name">Its name: teff (K), logg (dex), fe_h, alpha_fe, mg_fe (dex), v_macro (km/s).</param>
/// <param name="Minimum">Smallest value.</param>
/// <param name="Maximum">Largest value.</param>
public sealed record EmulatorLabel(string Name, double Minimum, double Maximum)
{
    /// <summary>On which side of the range a value lies: null within, otherwise <c>below MINIMUM</c>, <c>above MAXIMUM</c> or <c>not known</c>.</summary>
    /// <param name="value">A value of the label; NaN when not known.</param>
    public string? Side(double value) => double.IsNaN(value) ? "not known"
        : value < Minimum ? string.Create(CultureInfo.InvariantCulture, $"below {Minimum:G5}")
        : value > Maximum ? string.Create(CultureInfo.InvariantCulture, $"above {Maximum:G5}")
        : null;
}
