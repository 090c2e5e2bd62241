using System.Buffers.Binary;
using System.Text.Json;

namespace Astra.Neural;

/// <summary>
/// Reads the safetensors format (github.com/huggingface/safetensors): the length of the header in eight bytes, the header in JSON (type, shape and byte range of every
/// tensor), then the numbers; everything little-endian. The ranges must cover the data exactly, without holes or overlaps.
/// </summary>
static class SafetensorsReader
{
    /// <summary>Room for more than a hundred thousand tensors.</summary>
    const int MaximumHeader = 16 << 20;

    const string MetadataName = "__metadata__";

    public static WeightFile Read(string path, ReadOnlyMemory<byte> file, WeightFileErrors errors)
    {
        ulong length = BinaryPrimitives.ReadUInt64LittleEndian(file.Span);
        if (length > (ulong)(file.Length - sizeof(long)))
        {
            throw errors.HeaderBeyondFile(length, file.Length - sizeof(long));
        }

        if (length > MaximumHeader)
        {
            throw errors.HeaderTooLong(length, MaximumHeader);
        }

        try
        {
            using JsonDocument header = JsonDocument.Parse(
                file.Slice(sizeof(long), (int)length), new JsonDocumentOptions { AllowDuplicateProperties = false });
            return Read(path, header.RootElement, file[(sizeof(long) + (int)length)..], errors);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // The JSON reader reports strings that are not text as an invalid operation.
            throw errors.BadHeader(e);
        }
    }

    static WeightFile Read(string path, JsonElement header, ReadOnlyMemory<byte> data, WeightFileErrors errors)
    {
        OrderedDictionary<string, Tensor> tensors = [];
        Dictionary<string, string> metadata = [];
        List<(long Begin, long End, string Name)> ranges = [];
        foreach (JsonProperty entry in header.EnumerateObject())
        {
            if (entry.Name == MetadataName)
            {
                ReadMetadata(entry.Value, metadata, errors);
                continue;
            }

            (TensorType type, int[] shape, long begin, long end) = ReadEntry(entry, data.Length, errors);
            ranges.Add((begin, end, entry.Name));
            tensors.Add(entry.Name, new Tensor(entry.Name, TensorView.RowMajor(type, data[(int)begin..(int)end], shape)));
        }

        long covered = 0;
        foreach ((long begin, long end, string name) in ranges.Order())
        {
            if (begin != covered)
            {
                throw begin < covered ? errors.Overlap(name, begin, covered) : errors.Hole(name, begin, covered);
            }

            covered = end;
        }

        return covered == data.Length ? new WeightFile(
            path, tensors, new Dictionary<string, Tensor>(), metadata) : throw errors.UnclaimedData(covered, data.Length);
    }

    static void ReadMetadata(JsonElement values, Dictionary<string, string> metadata, WeightFileErrors errors)
    {
        if (values.ValueKind != JsonValueKind.Object)
        {
            throw errors.BadMetadata(MetadataName);
        }

        foreach (JsonProperty value in values.EnumerateObject())
        {
            metadata.Add(value.Name, value.Value.ValueKind == JsonValueKind.String ? value.Value.GetString()! : throw errors.BadMetadata(value.Name));
        }
    }

    static (TensorType Type, int[] Shape, long Begin, long End) ReadEntry(JsonProperty entry, int available, WeightFileErrors errors)
    {
        if (entry.Value.ValueKind != JsonValueKind.Object
            || !entry.Value.TryGetProperty("dtype", out JsonElement typeName) || typeName.ValueKind != JsonValueKind.String
            || !entry.Value.TryGetProperty("shape", out JsonElement axes) || axes.ValueKind != JsonValueKind.Array
            || !entry.Value.TryGetProperty("data_offsets", out JsonElement offsets) || offsets.ValueKind != JsonValueKind.Array || offsets.GetArrayLength() != 2)
        {
            throw errors.IncompleteEntry(entry.Name);
        }

        if (!TensorTypes.TryParse(typeName.GetString(), out TensorType type))
        {
            throw errors.UnknownType(entry.Name, typeName.GetString()!);
        }

        int[] shape = axes.GetArrayLength() <= TensorView.MaximumRank ? new int[axes.GetArrayLength()] : throw errors.TooManyAxes(entry.Name, axes.GetArrayLength());
        for (int axis = 0; axis < shape.Length; axis++)
        {
            if (axes[axis].ValueKind != JsonValueKind.Number || !axes[axis].TryGetInt32(out shape[axis]) || shape[axis] < 0)
            {
                throw errors.BadAxis(entry.Name, axis, axes[axis].GetRawText());
            }
        }

        if (offsets[0].ValueKind != JsonValueKind.Number || !offsets[0].TryGetInt64(out long begin)
            || offsets[1].ValueKind != JsonValueKind.Number || !offsets[1].TryGetInt64(out long end)
            || begin < 0 || end < begin || end > available)
        {
            throw errors.BadRange(entry.Name, offsets.GetRawText(), available);
        }

        long? count = TensorView.CountOf(shape);
        return count * type.Size() == end - begin ? (type, shape, begin, end) : throw errors.ShapeDisagrees(entry.Name, type, shape, end - begin);
    }
}
