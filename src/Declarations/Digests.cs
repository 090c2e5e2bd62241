using System.Security.Cryptography;
using System.Text;

namespace Astra.Declarations;

/// <summary>Digests that stay the same from process to process, unlike <see cref="HashCode"/>.</summary>
public static class Digests
{
    /// <summary>Mixes a value into a running digest (the finaliser of SplitMix64; Steele, Lea and Flood 2014).</summary>
    public static ulong Mix(ulong digest, ulong value)
    {
        ulong z = (digest ^ value) + 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    /// <summary>SHA-256 of a text in lower-case hexadecimal.</summary>
    public static string Sha256(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    /// <summary>SHA-256 of a file in lower-case hexadecimal.</summary>
    public static string Sha256OfFile(string path)
    {
        using FileStream stream = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }
}
