using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Astra.Neural;

/// <summary>Tells one set of data from another by their size and a few of their samples.</summary>
static class DataFingerprint
{
    /// <summary>The count, the sizes and a hash of the first, the middle and the last sample.</summary>
    public static string Of(ITrainingData data)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        float[] input = new float[data.InputSize];
        float[] target = new float[data.TargetSize];
        foreach (int index in (ReadOnlySpan<int>)[0, data.Count / 2, data.Count - 1])
        {
            data.Read(index, 0, input, target);
            hash.AppendData(MemoryMarshal.AsBytes<float>(input));
            hash.AppendData(MemoryMarshal.AsBytes<float>(target));
        }

        string digits = Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, 6));
        return $"{data.Count} samples of {data.InputSize} inputs and {data.TargetSize} targets ({digits})";
    }
}
