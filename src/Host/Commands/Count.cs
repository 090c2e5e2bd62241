using System.Globalization;

namespace Astra.Host.Commands;

/// <summary>Counts for people: 1,204.</summary>
static class Count
{
    public static string Text(long count) => count.ToString("N0", CultureInfo.InvariantCulture);
}
