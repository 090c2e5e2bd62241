using System.Buffers;
using System.Buffers.Binary;
using System.Text.Json;

namespace Astra.Neural;

/// <summary>Writes the safetensors format: see <see cref="SafetensorsReader"/>.</summary>
static class SafetensorsWriter
{
    const string MetadataName = "__metadata__";

    public static void Write(string path, Tensor[] tensors, IReadOnlyDictionary<string, string> metadata)
    {
        if (tensors.CountBy(tensor => tensor.Name).FirstOrDefault(name => name.Value > 1 || name.Key == MetadataName).Key is { } name)
        {
            throw new ArgumentException($"The name {name} is taken.", nameof(tensors));
        }

        // Wide numbers first keeps every tensor aligned to its own type, as the format's own writer does.
        Tensor[] ordered = [.. tensors.OrderByDescending(tensor => tensor.Type.Size()).ThenBy(tensor => tensor.Name, StringComparer.Ordinal)];
        ReadOnlySpan<byte> header = Header(ordered, metadata);
        string unfinished = $"{path}.{Guid.NewGuid():N}.tmp";
        try
        {
            try
            {
                using (FileStream file = new(unfinished, FileMode.CreateNew, FileAccess.Write))
                {
                    Span<byte> length = stackalloc byte[sizeof(long)];
                    BinaryPrimitives.WriteInt64LittleEndian(length, header.Length);
                    file.Write(length);
                    file.Write(header);
                    foreach (Tensor tensor in ordered)
                    {
                        file.Write(tensor.Bytes.Span);
                    }

                    file.Flush(flushToDisk: true);
                }

                File.Move(unfinished, path, overwrite: true);
            }
            catch
            {
                File.Delete(unfinished);
                throw;
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new WeightFileErrors(path).CannotWrite(e);
        }
    }

    static ReadOnlySpan<byte> Header(Tensor[] tensors, IReadOnlyDictionary<string, string> metadata)
    {
        ArrayBufferWriter<byte> header = new();
        using (Utf8JsonWriter json = new(header))
        {
            json.WriteStartObject();
            if (metadata.Count > 0)
            {
                json.WriteStartObject(MetadataName);
                foreach ((string key, string value) in metadata.OrderBy(pair => pair.Key, StringComparer.Ordinal))
                {
                    json.WriteString(key, value);
                }

                json.WriteEndObject();
            }

            long offset = 0;
            foreach (Tensor tensor in tensors)
            {
                json.WriteStartObject(tensor.Name);
                json.WriteString("dtype", tensor.Type.FormatName());
                json.WriteStartArray("shape");
                foreach (int axis in tensor.Shape)
                {
                    json.WriteNumberValue(axis);
                }

                json.WriteEndArray();
                json.WriteStartArray("data_offsets");
                json.WriteNumberValue(offset);
                json.WriteNumberValue(offset += (long)tensor.Count * tensor.Type.Size());
                json.WriteEndArray();
                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        // The numbers begin at a multiple of eight, for readers that map the file; the format fills up with spaces.
        int padding = -header.WrittenCount & 7;
        header.GetSpan(padding)[..padding].Fill((byte)' ');
        header.Advance(padding);
        return header.WrittenSpan;
    }
}
