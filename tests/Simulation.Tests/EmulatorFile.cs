using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Astra.Simulation.Tests;

/// <summary>Writes emulator files with invented weights, good and bad.</summary>
sealed class EmulatorFile : IDisposable
{
    const int BlockBytes = 2880;
    const int Hidden = 3;

    readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("astra-simulation-");
    readonly List<(string Name, long[] Axes, float[] Values)> images = [];

    /// <summary>An emulator whose pixels differ, of four labels or five.</summary>
    public EmulatorFile(int labels)
    {
        RandomSource random = RandomSource.FromName("invented emulator");
        Add("W_ARRAY_0", [labels, Hidden, Emulator.Pixels], () => (float)(2 * random.NextGaussian()));
        Add("W_ARRAY_1", [Hidden, Emulator.Pixels], () => (float)(0.05 * random.NextGaussian()));
        Add("B_ARRAY_0", [Hidden, Emulator.Pixels], () => (float)random.NextGaussian());
        Add("B_ARRAY_1", [Emulator.Pixels], () => 1);
        float[] minimum = [3500, 0, -1.5f, -1.7f, 0.1f];
        float[] maximum = [7500, 5, 0.4f, 2.8f, 20];
        Set("X_MIN", [labels], minimum[..labels]);
        Set("X_MAX", [labels], maximum[..labels]);
    }

    public string Path => System.IO.Path.Combine(folder.FullName, "emulator.fits");

    public void Dispose() => folder.Delete(recursive: true);

    public void Set(string name, long[] axes, float[] values)
    {
        images.RemoveAll(image => image.Name == name);
        images.Add((name, axes, values));
    }

    public float[] Values(string name) => images.Single(image => image.Name == name).Values;

    public void Remove(string name) => images.RemoveAll(image => image.Name == name);

    /// <summary>Writes the file; null for all of it, otherwise so many bytes.</summary>
    public string Write(int? bytes = null)
    {
        using MemoryStream stream = new();
        Header(stream, ["SIMPLE  =                    T", "BITPIX  =                    8", "NAXIS   =                    0", "EXTEND  =                    T"]);
        foreach ((string name, long[] axes, float[] values) in images)
        {
            Header(
                stream,
                [
                    "XTENSION= 'IMAGE   '", "BITPIX  =                  -32", Card("NAXIS", axes.Length),
                    .. axes.Select((length, i) => Card($"NAXIS{i + 1}", length)),
                    "PCOUNT  =                    0", "GCOUNT  =                    1", $"EXTNAME = '{name,-8}'",
                ]);
            byte[] data = new byte[(((values.Length * 4) + BlockBytes - 1) / BlockBytes) * BlockBytes];
            for (int i = 0; i < values.Length; i++)
            {
                BinaryPrimitives.WriteSingleBigEndian(data.AsSpan(4 * i), values[i]);
            }

            stream.Write(data);
        }

        byte[] all = stream.ToArray();
        File.WriteAllBytes(Path, bytes is int length ? all[..length] : all);
        return Path;
    }

    static string Card(string key, long value) => string.Create(CultureInfo.InvariantCulture, $"{key,-8}= {value,20}");

    static void Header(Stream stream, string[] cards)
    {
        StringBuilder text = new();
        foreach (string card in cards)
        {
            text.Append(card.PadRight(80));
        }

        text.Append("END".PadRight(80));
        text.Append(' ', (BlockBytes - (text.Length % BlockBytes)) % BlockBytes);
        stream.Write(Encoding.ASCII.GetBytes(text.ToString()));
    }

    void Add(string name, long[] axes, Func<float> draw)
    {
        float[] values = new float[axes.Aggregate(1L, (product, length) => product * length)];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = draw();
        }

        images.Add((name, axes, values));
    }
}
