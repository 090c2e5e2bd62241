using System.Text;
using System.Text.Json;
using Astra.Fits;
using Astra.Host.Errors;

namespace Astra.Host.Products;

/// <summary>
/// Writes the values of a result's document into the row of a table. A value that is absent or null stays what the table has for it.
/// </summary>
/// <param name="fields">The fields that are wanted, in the order in which documents are likely to have them.</param>
sealed class DocumentFields(IReadOnlyList<DocumentFields.Field> fields)
{
    readonly Field[] fields = [.. fields];
    readonly byte[][] names = [.. fields.Select(field => Encoding.UTF8.GetBytes(field.Name))];
    readonly double[] reals = new double[LongestArray(fields)];
    readonly int[] integers = new int[LongestArray(fields)];

    /// <summary>A field of the document, and where it goes.</summary>
    /// <param name="Name">As it stands in the document.</param>
    /// <param name="Column">The column as the table has it.</param>
    /// <param name="Index">Of the table's column.</param>
    /// <param name="Length">Elements of the table's column.</param>
    public readonly record struct Field(string Name, ProductColumn Column, int Index, int Length);

    /// <summary>Writes one document, in UTF-8, into the row that was added last.</summary>
    /// <exception cref="FitsException">A value does not fit in its column.</exception>
    /// <exception cref="UserException">It is no document, or has something else where a number or a text belongs.</exception>
    public void Write(ReadOnlySpan<byte> document, FitsRowBlock row)
    {
        string last = "document";
        try
        {
            Utf8JsonReader json = new(document);
            json.Read();
            int next = 0;
            while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
            {
                int field = Find(ref json, next);

                // Before its value is read: a document may end within it.
                last = field < 0 ? last : fields[field].Name;
                json.Read();
                if (field < 0)
                {
                    json.Skip();
                }
                else
                {
                    next = field + 1;
                    if (json.TokenType != JsonTokenType.Null)
                    {
                        Write(ref json, in fields[field], row);
                    }
                }
            }
        }
        catch (Exception damage) when (damage is JsonException or InvalidOperationException or FormatException)
        {
            throw DamagedResult.Found(row, last, damage.Message.TrimEnd('.'), damage);
        }
    }

    static int LongestArray(IReadOnlyList<Field> fields) =>
        fields.Where(field => field.Column.IsArray).Select(field => field.Length).DefaultIfEmpty().Max();

    static bool IsReal(ProductColumn column) => column.Type is ElementType.Single or ElementType.Double;

    /// <summary>
    /// Documents have their fields in the order of the declaration, so that the next one is nearly always the one that is looked for.
    /// </summary>
    int Find(ref Utf8JsonReader json, int next)
    {
        for (int i = 0, field = next; i < names.Length; i++, field++)
        {
            field = field < names.Length ? field : 0;
            if (json.ValueTextEquals(names[field]))
            {
                return field;
            }
        }

        return -1;
    }

    void Write(ref Utf8JsonReader json, in Field field, FitsRowBlock row)
    {
        if (json.TokenType == JsonTokenType.StartArray)
        {
            WriteArray(ref json, in field, row);
            return;
        }

        switch (field.Column.Type)
        {
            case ElementType.Single:
                WriteSingle(ref json, field.Index, row);
                break;
            case ElementType.Double:
                row.Write(field.Index, Real(ref json));
                break;
            case ElementType.Logical:
                row.Write(field.Index, json.GetBoolean());
                break;
            case ElementType.Text:
                row.Write(field.Index, HeaderText.Value(json.GetString()!));
                break;
            default:
                row.Write(field.Index, json.GetInt64());
                break;
        }
    }

    static void WriteSingle(ref Utf8JsonReader json, int column, FitsRowBlock row)
    {
        if (json.TokenType == JsonTokenType.Number && DecimalText.TryRead(json.ValueSpan, out float value))
        {
            row.Write(column, value);
        }
        else if (json.TryGetSingle(out value) && float.IsFinite(value))
        {
            row.Write(column, value);
        }
        else
        {
            row.Write(column, json.GetDouble());
        }
    }

    static double Real(ref Utf8JsonReader json) =>
        json.TokenType == JsonTokenType.Number && DecimalText.TryRead(json.ValueSpan, out double value) ? value : json.GetDouble();

    void WriteArray(ref Utf8JsonReader json, in Field field, FitsRowBlock row)
    {
        bool real = IsReal(field.Column);
        reals.AsSpan().Fill(double.NaN);
        integers.AsSpan().Fill(-1);
        for (int i = 0; json.Read() && json.TokenType != JsonTokenType.EndArray; i++)
        {
            if (json.TokenType == JsonTokenType.Number)
            {
                _ = real ? (reals[i] = Real(ref json)) : integers[i] = json.GetInt32();
            }
        }

        if (real)
        {
            row.Write(field.Index, reals.AsSpan(0, field.Length));
        }
        else
        {
            row.Write(field.Index, integers.AsSpan(0, field.Length));
        }
    }
}
