using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Astra.Host.Plugins;

namespace Astra.Host.Execution;

/// <summary>Turns a result into what is stored: a JSON document, and the values of the indexed columns beside it. For one thread at a time.</summary>
sealed class ResultDocument
{
    readonly PipelineDeclaration pipeline;
    readonly JsonEncodedText[] names;
    readonly JsonEncodedText flagsName = JsonEncodedText.Encode("result_flags");
    readonly int[] indexed;
    readonly ArrayBufferWriter<byte> buffer = new(4096);
    readonly Utf8JsonWriter json;

    public ResultDocument(PipelineDeclaration pipeline)
    {
        this.pipeline = pipeline;
        json = new Utf8JsonWriter(buffer, new JsonWriterOptions { SkipValidation = true });
        names = [.. pipeline.Columns.Select(column => JsonEncodedText.Encode(column.Name))];
        indexed = [.. pipeline.Columns.Select((column, i) => (column, i)).Where(pair => pair.column.Indexed).Select(pair => pair.i)];
    }

    /// <summary>Reads the values of a result in the order of the columns; what is not finite is null, "not measured".</summary>
    public object?[] ValuesOf(PipelineResult result) => PipelineAnswers.ValuesOf(pipeline, result);

    /// <summary>The values of a row without a result.</summary>
    public object?[] NoValues() => new object?[pipeline.Columns.Count];

    /// <summary>The values of the indexed columns.</summary>
    public object?[] Indexed(object?[] values) => [.. indexed.Select(i => AsNumber(values[i]))];

    /// <summary>
    /// A float as the double that its shortest decimal stands for, which is what the document holds: a value is the same beside the document, in it,
    /// and handed on in memory.
    /// </summary>
    public static object? AsNumber(object? value)
    {
        if (value is not float number)
        {
            return value;
        }

        Span<byte> text = stackalloc byte[32];
        number.TryFormat(text, out int length, "R", CultureInfo.InvariantCulture);
        return double.Parse(text[..length], CultureInfo.InvariantCulture);
    }

    /// <summary>The document: every column in the order of the declaration, then the flags.</summary>
    public byte[] Write(object?[] values, long flags)
    {
        buffer.ResetWrittenCount();
        json.Reset();
        json.WriteStartObject();
        for (int i = 0; i < values.Length; i++)
        {
            json.WritePropertyName(names[i]);
            Write(json, values[i]);
        }

        json.WriteNumber(flagsName, flags);
        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    static void Write(Utf8JsonWriter json, object? value)
    {
        switch (value)
        {
            case null:
                json.WriteNullValue();
                break;
            case float number:
                Write(json, number);
                break;
            case double number:
                Write(json, number);
                break;
            case int number:
                json.WriteNumberValue(number);
                break;
            case long number:
                json.WriteNumberValue(number);
                break;
            case bool truth:
                json.WriteBooleanValue(truth);
                break;
            case string text:
                json.WriteStringValue(text);
                break;
            case float[] numbers:
                json.WriteStartArray();
                foreach (float number in numbers)
                {
                    Write(json, number);
                }

                json.WriteEndArray();
                break;
            case double[] numbers:
                json.WriteStartArray();
                foreach (double number in numbers)
                {
                    Write(json, number);
                }

                json.WriteEndArray();
                break;
            case int[] numbers:
                json.WriteStartArray();
                foreach (int number in numbers)
                {
                    json.WriteNumberValue(number);
                }

                json.WriteEndArray();
                break;
            default:
                throw new ArgumentException(Invariant($"A {value.GetType().Name} cannot be a column."), nameof(value));
        }
    }

    static void Write(Utf8JsonWriter json, float number)
    {
        if (float.IsFinite(number))
        {
            json.WriteNumberValue(number);
        }
        else
        {
            json.WriteNullValue();
        }
    }

    static void Write(Utf8JsonWriter json, double number)
    {
        if (double.IsFinite(number))
        {
            json.WriteNumberValue(number);
        }
        else
        {
            json.WriteNullValue();
        }
    }
}
