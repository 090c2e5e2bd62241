using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace Astra.Neural;

/// <summary>
/// The file from which a training goes on: the magic "ASTRACKP", a version (int32), the length of what follows without the hash (int64), a
/// description of the training as pairs of strings, the <see cref="TrainingState"/>, the optimiser's steps and moments, the weights and the best
/// weights (each array as its length and float32 values), and the SHA-256 of all bytes before it. Numbers are little-endian.
/// </summary>
static class Checkpoint
{
    const int Version = 1;
    const int HeaderLength = 8 + sizeof(int) + sizeof(long);
    static readonly byte[] Magic = "ASTRACKP"u8.ToArray();

    /// <summary>Writes a checkpoint beside its place, flushes it to disk, and moves it there, so that there is a whole one at any instant.</summary>
    public static void Write(
        string path,
        IReadOnlyList<KeyValuePair<string, string>> description,
        IReadOnlyList<Parameter> parameters,
        Optimiser optimiser,
        TrainingState state)
    {
        string partial = path + ".partial";
        using (FileStream file = new(partial, FileMode.Create, FileAccess.ReadWrite))
        {
            using (BinaryWriter writer = new(file, Encoding.UTF8, leaveOpen: true))
            {
                writer.Write(Magic);
                writer.Write(Version);
                writer.Write(0L);
                WriteBody(writer, description, parameters, optimiser, state);
                writer.Flush();
                long length = file.Length - HeaderLength;
                file.Position = HeaderLength - sizeof(long);
                writer.Write(length);
            }

            file.Position = 0;
            byte[] hash = SHA256.HashData(file);
            file.Write(hash);
            file.Flush(flushToDisk: true);
        }

        File.Move(partial, path, overwrite: true);
    }

    /// <summary>Reads a checkpoint into a network and its optimiser.</summary>
    /// <returns>The state of the training.</returns>
    /// <exception cref="CheckpointException">The file is damaged, or its description differs; nothing has been changed then.</exception>
    public static TrainingState Read(
        string path, IReadOnlyList<KeyValuePair<string, string>> description, IReadOnlyList<Parameter> parameters, Optimiser optimiser)
    {
        using FileStream file = File.OpenRead(path);
        if (WhatIsDamaged(file) is { } damage)
        {
            throw new CheckpointException(
                $"The checkpoint {path} is damaged ({damage}). Delete it to train from the start, or put a good copy in its place.");
        }

        file.Position = HeaderLength;
        using BinaryReader reader = new(file, Encoding.UTF8);
        RefuseOtherTraining(path, reader, description);

        TrainingState state =
            new() { Batch = reader.ReadInt32(), LossSum = reader.ReadDouble(), Seconds = reader.ReadDouble(), BestEpoch = reader.ReadInt32() };
        int epochs = reader.ReadInt32();
        for (int i = 0; i < epochs; i++)
        {
            state.Epochs.Add(new EpochRecord(
                reader.ReadInt32(), reader.ReadInt64(), reader.ReadDouble(), reader.ReadDouble(), reader.ReadDouble(), reader.ReadDouble()));
        }

        long steps = reader.ReadInt64();
        optimiser.Reset(parameters);
        foreach (float[] moment in optimiser.State)
        {
            ReadArray(reader, moment);
        }

        optimiser.Resume(steps);
        foreach (Parameter parameter in parameters)
        {
            ReadArray(reader, parameter.Value);
        }

        state.BestWeights = [.. Enumerable.Range(0, reader.ReadInt32()).Select(i => new float[parameters[i].Value.Length])];
        foreach (float[] weights in state.BestWeights)
        {
            ReadArray(reader, weights);
        }

        return state;
    }

    static void WriteBody(
        BinaryWriter writer,
        IReadOnlyList<KeyValuePair<string, string>> description,
        IReadOnlyList<Parameter> parameters,
        Optimiser optimiser,
        TrainingState state)
    {
        writer.Write(description.Count);
        foreach ((string name, string value) in description)
        {
            writer.Write(name);
            writer.Write(value);
        }

        writer.Write(state.Batch);
        writer.Write(state.LossSum);
        writer.Write(state.Seconds);
        writer.Write(state.BestEpoch);
        writer.Write(state.Epochs.Count);
        foreach (EpochRecord epoch in state.Epochs)
        {
            writer.Write(epoch.Epoch);
            writer.Write(epoch.Steps);
            writer.Write(epoch.LearningRate);
            writer.Write(epoch.TrainingLoss);
            writer.Write(epoch.ValidationLoss);
            writer.Write(epoch.Seconds);
        }

        writer.Write(optimiser.Steps);
        foreach (float[] moment in optimiser.State)
        {
            WriteArray(writer, moment);
        }

        foreach (Parameter parameter in parameters)
        {
            WriteArray(writer, parameter.Value);
        }

        writer.Write(state.BestWeights.Length);
        foreach (float[] weights in state.BestWeights)
        {
            WriteArray(writer, weights);
        }
    }

    static string? WhatIsDamaged(FileStream file)
    {
        if (file.Length < HeaderLength + SHA256.HashSizeInBytes)
        {
            return $"it ends after {file.Length} bytes";
        }

        using BinaryReader reader = new(file, Encoding.UTF8, leaveOpen: true);
        if (!reader.ReadBytes(Magic.Length).AsSpan().SequenceEqual(Magic))
        {
            return "it does not begin with ASTRACKP";
        }

        int version = reader.ReadInt32();
        if (version != Version)
        {
            return $"it has version {version}, and this program reads version {Version}";
        }

        long length = reader.ReadInt64();
        long expected = file.Length - HeaderLength - SHA256.HashSizeInBytes;
        if (length != expected)
        {
            return $"it announces {length} bytes and holds {expected}";
        }

        file.Position = 0;
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] buffer = new byte[1 << 16];
        for (long left = HeaderLength + length; left > 0;)
        {
            int read = file.Read(buffer, 0, (int)Math.Min(left, buffer.Length));
            hash.AppendData(buffer, 0, read);
            left -= read;
        }

        byte[] stored = new byte[SHA256.HashSizeInBytes];
        file.ReadExactly(stored);
        return hash.GetHashAndReset().AsSpan().SequenceEqual(stored) ? null : "its SHA-256 does not match";
    }

    static void RefuseOtherTraining(string path, BinaryReader reader, IReadOnlyList<KeyValuePair<string, string>> description)
    {
        Dictionary<string, string> stored = [];
        int count = reader.ReadInt32();
        for (int i = 0; i < count; i++)
        {
            stored[reader.ReadString()] = reader.ReadString();
        }

        Dictionary<string, string> current = new(description);
        string[] differences = [.. current.Keys.Union(stored.Keys)
            .Where(name => current.GetValueOrDefault(name) != stored.GetValueOrDefault(name))
            .Select(name => $"{name}: {stored.GetValueOrDefault(name, "none")} there, {current.GetValueOrDefault(name, "none")} here")];
        if (differences.Length > 0)
        {
            throw new CheckpointException(
                $"The checkpoint {path} belongs to another training ({string.Join("; ", differences)}). "
                + "Set these back to go on with it, or delete the file to train from the start.");
        }
    }

    static void WriteArray(BinaryWriter writer, float[] values)
    {
        writer.Write(values.Length);
        writer.Write(MemoryMarshal.AsBytes<float>(values));
    }

    static void ReadArray(BinaryReader reader, float[] values)
    {
        int length = reader.ReadInt32();
        if (length != values.Length)
        {
            throw new InvalidDataException(
                $"A checkpoint whose description fits holds an array of {length} values in the place of one of {values.Length}.");
        }

        reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(values.AsSpan()));
    }
}
