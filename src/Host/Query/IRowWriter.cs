namespace Astra.Host.Query;

/// <summary>Writes rows as text, one after the other, without keeping them.</summary>
interface IRowWriter
{
    /// <param name="row">
    /// A value for each column: long, double, string or null, as SQLite has it. It is only valid during the call.
    /// </param>
    void Write(ReadOnlySpan<object?> row);

    /// <summary>Writes what belongs after the last row.</summary>
    void Complete();
}
