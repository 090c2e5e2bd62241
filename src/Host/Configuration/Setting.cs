using System.Globalization;

namespace Astra.Host.Configuration;

/// <summary>The one declaration of a setting: from it come its default, its check, <c>astra config show</c> and the documentation.</summary>
/// <param name="Key"><c>section:name</c>; upper and lower case are the same.</param>
/// <param name="DefaultValue">A string, bool, int, double or list of strings (<c>string[]</c>); its type is the type of the setting.</param>
/// <param name="Description">What it means, with its unit.</param>
sealed record Setting(string Key, object DefaultValue, string Description)
{
    /// <summary>The lowest and highest value of a whole number; null when any will do.</summary>
    public (int Minimum, int Maximum)? Range { get; init; }

    public bool IsList => DefaultValue is string[];

    /// <summary>What a valid value is.</summary>
    public string Expected => DefaultValue switch
    {
        int when Range is (int minimum, int maximum) => Invariant($"a whole number from {minimum} to {maximum}"),
        int => "a whole number",
        double => "a number",
        bool => "true or false",
        string[] => "a list",
        _ => "a text",
    };

    /// <summary>Converts what somebody wrote to the type of the default; null when it is not a valid value.</summary>
    public object? Convert(string text) => DefaultValue switch
    {
        int => int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int whole) && IsInRange(whole) ? whole : null,
        double => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && double.IsFinite(number)
            ? number
            : null,
        bool => bool.TryParse(text, out bool truth) ? truth : null,
        string[] => text.Split(Path.PathSeparator, StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries),
        _ => text,
    };

    bool IsInRange(int value) => Range is not (int minimum, int maximum) || (value >= minimum && value <= maximum);
}
