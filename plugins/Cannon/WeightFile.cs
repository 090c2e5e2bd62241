using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Astra.Plugins.Cannon;

/// <summary>An array of doubles with its shape, slowest axis first.</summary>
/// <param name="Shape">Its axes.</param>
/// <param name="Values">Its values, row-major.</param>
sealed record Tensor(int[] Shape, double[] Values);

/// <summary>
/// Reads and writes named arrays of 64-bit floats in the safetensors format (github.com/huggingface/safetensors): the length of the header in eight
/// bytes, the header in JSON (type, shape and byte range of every array), then the values; everything little-endian.
/// </summary>
static class WeightFile
{
    /// <summary>Writes arrays.</summary>
    public static void Write(string path, IReadOnlyDictionary<string, Tensor> tensors)
    {
        Dictionary<string, object> header = [];
        long offset = 0;
        foreach ((string name, Tensor tensor) in tensors)
        {
            long end = offset + (tensor.Values.LongLength * sizeof(double));
            header[name] = new { dtype = "F64", shape = tensor.Shape, data_offsets = new[] { offset, end } };
            offset = end;
        }

        byte[] json = JsonSerializer.SerializeToUtf8Bytes(header);
        Span<byte> length = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(length, json.Length);
        using FileStream file = File.Create(path);
        file.Write(length);
        file.Write(json);
        foreach (Tensor tensor in tensors.Values)
        {
            file.Write(MemoryMarshal.AsBytes(tensor.Values.AsSpan()));
        }
    }

    /// <summary>Reads all arrays.</summary>
    /// <exception cref="ConfigurationException">The file is absent, or not what <see cref="Write"/> writes; the message names file and reason.</exception>
    public static IReadOnlyDictionary<string, Tensor> Read(string path)
    {
        byte[] bytes;
        try
        {
            bytes = File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ConfigurationException($"{path}: the model's weights cannot be read: {e.Message}", e);
        }

        if (bytes.Length < sizeof(long))
        {
            throw Bad(path, $"has {bytes.Length} bytes, which is less than its header");
        }

        long headerLength = BinaryPrimitives.ReadInt64LittleEndian(bytes);
        if (headerLength < 0 || headerLength > bytes.Length - sizeof(long))
        {
            throw Bad(path, $"says that its header has {headerLength} bytes, but there are {bytes.Length - sizeof(long)}");
        }

        ReadOnlySpan<byte> data = bytes.AsSpan(sizeof(long) + (int)headerLength);
        Dictionary<string, Tensor> tensors = [];
        try
        {
            using JsonDocument header = JsonDocument.Parse(bytes.AsMemory(sizeof(long), (int)headerLength));
            foreach (JsonProperty entry in header.RootElement.EnumerateObject().Where(entry => entry.Name != "__metadata__"))
            {
                tensors[entry.Name] = ReadTensor(path, entry, data);
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException or KeyNotFoundException)
        {
            throw new ConfigurationException($"{path}: not a safetensors file: its header is not understood ({e.Message}). Import the model again.", e);
        }

        return tensors;
    }

    static Tensor ReadTensor(string path, JsonProperty entry, ReadOnlySpan<byte> data)
    {
        string? type = entry.Value.GetProperty("dtype").GetString();
        if (type != "F64")
        {
            throw Bad(path, $"has the array '{entry.Name}' of type {type}; The Cannon's are F64");
        }

        int[] shape = [.. entry.Value.GetProperty("shape").EnumerateArray().Select(axis => axis.GetInt32())];
        long[] range = [.. entry.Value.GetProperty("data_offsets").EnumerateArray().Select(offset => offset.GetInt64())];
        if (shape.Any(axis => axis < 0) || range.Length != 2 || range[0] < 0 || range[1] < range[0] || range[1] > data.Length)
        {
            throw Bad(path, $"has the array '{entry.Name}' outside of its {data.Length} bytes of data");
        }

        ReadOnlySpan<byte> section = data[(int)range[0]..(int)range[1]];
        decimal expected = shape.Aggregate((decimal)sizeof(double), (product, axis) => product * axis);
        if (section.Length != expected)
        {
            throw Bad(path, $"gives the array '{entry.Name}' {section.Length} bytes; its shape {string.Join(" x ", shape)} needs {expected}");
        }

        double[] values = new double[section.Length / sizeof(double)];
        section.CopyTo(MemoryMarshal.AsBytes(values.AsSpan()));
        return new Tensor(shape, values);
    }

    static ConfigurationException Bad(string path, string reason) => new($"{path}: {reason}. Import the model again.");
}
