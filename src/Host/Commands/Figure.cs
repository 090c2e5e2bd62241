using System.Globalization;

namespace Astra.Host.Commands;

/// <summary>Measured figures for people: four digits, and no exponent where a person would write none.</summary>
static class Figure
{
    public static string Text(double figure) =>
        figure.ToString(Math.Abs(figure) is >= 1000 and < 1e9 ? "F0" : "G4", CultureInfo.InvariantCulture);
}
