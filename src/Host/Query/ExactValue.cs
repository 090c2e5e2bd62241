using System.Globalization;
using System.Text;
using Astra.Host.Plugins;

namespace Astra.Host.Query;

/// <summary>Numbers as text from which the same number can be read back.</summary>
static class ExactValue
{
    /// <summary>Appends a long or double in as few digits as its column's type needs.</summary>
    public static void Append(StringBuilder text, object number, ColumnType type)
    {
        CultureInfo invariant = CultureInfo.InvariantCulture;
        _ = (number, type) switch
        {
            (long whole, ColumnType.Boolean) => text.Append(whole == 0 ? "false" : "true"),
            (double wide, ColumnType.Float32) when (float)wide == wide && double.IsFinite(wide) => text.Append(invariant, $"{(float)wide}"),
            _ => text.Append(invariant, $"{number}"),
        };
    }
}
