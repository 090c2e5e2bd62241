using System.Globalization;

namespace Astra.Simulation;

/// <summary>The field that a star is in: three degrees of Galactic longitude and latitude, whose middle its name says.</summary>
/// <param name="Name">Such as <c>009+09</c>.</param>
/// <param name="Location">A number of its own, which fits into 16 bits as those of DR13 do.</param>
readonly record struct SurveyField(string Name, int Location)
{
    const int Width = 3;
    const int Longitudes = 360 / Width;
    const int Latitudes = (180 / Width) + 1;
    const int FirstLocation = 20_000;

    /// <summary>The field at a place.</summary>
    public static SurveyField At(SkyPosition position)
    {
        int l = (int)Math.Round(position.GalacticLongitude / Width) % Longitudes;
        int b = (int)Math.Round(position.GalacticLatitude / Width);
        string name = string.Create(CultureInfo.InvariantCulture, $"{l * Width:D3}{(b < 0 ? '-' : '+')}{Math.Abs(b * Width):D2}");
        return new(name, FirstLocation + (l * Latitudes) + b + (Latitudes / 2));
    }
}
