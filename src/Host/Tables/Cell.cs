using System.Globalization;

namespace Astra.Host.Tables;

/// <summary>What the value of a cell means in the tables of SDSS and APOKASC.</summary>
static class Cell
{
    /// <summary>The cell's value; null for NaN, an empty text, and -9999, -9999.99 and -999999 in a column of floating-point numbers.</summary>
    public static object? Known(object? cell) => cell switch
    {
        double number when !double.IsFinite(number) || IsMissing(number) => null,
        string { Length: 0 } => null,
        _ => cell,
    };

    /// <summary>The cell as a number: NaN where nothing is known. In a label, the marks of a missing value count in whole numbers, too.</summary>
    public static double Number(object? cell) => cell switch
    {
        double number when double.IsFinite(number) && !IsMissing(number) => number,
        long number when !IsMissing(number) => number,
        _ => double.NaN,
    };

    /// <summary>The cell as a text without spaces around it; null where there is none.</summary>
    public static string? Text(object? cell) =>
        Convert.ToString(cell, CultureInfo.InvariantCulture)?.Trim() is { Length: > 0 } text ? text : null;

    static bool IsMissing(double value) => value is -9999 or -9999.99 or -999999 || value == -9999.99f;
}
