namespace Astra.Fuzzing;

/// <summary>Damage that knows nothing of formats.</summary>
static class ByteMutations
{
    /// <summary>Inputs do not grow beyond it: what is bounded by a multiple of the input's size shows in small ones as well.</summary>
    public const int MostBytes = 1 << 19;

    /// <summary>Damages some bytes once.</summary>
    /// <param name="bytes">What to damage; it is not changed.</param>
    /// <param name="random">Decides how and where.</param>
    /// <param name="other">Another input, to splice with.</param>
    /// <param name="first">Where damage may begin.</param>
    /// <param name="end">Where it ends; what moves things moves those after it too.</param>
    public static byte[] Apply(byte[] bytes, MutationRandom random, byte[] other, int first = 0, int end = int.MaxValue)
    {
        end = Math.Min(end, bytes.Length);
        first = Math.Min(first, end);
        if (end == first)
        {
            return random.OneIn(2) ? bytes : [.. bytes, .. Noise(random, 16)];
        }

        int at = first + random.Below(end - first);
        int length = Math.Min(random.Length(4096), end - at);
        int to = first + random.Below(end - first);
        int moved = Math.Min(length, bytes.Length - to);
        switch (random.Below(12))
        {
            case 0:
                return Changed(bytes, at, cell => cell[0] ^= (byte)(1 << random.Below(8)));
            case 1:
                return Changed(bytes, at, cell => cell[0] = (byte)random.Bits());
            case 2:
                return Changed(bytes, at, cell => NumberEdges.Write(cell, random));
            case 3:
                return Changed(bytes, at, cell => cell[..length].Fill(random.Pick<byte>([0, 1, 0x7F, 0x80, 0xFF, (byte)' ', (byte)'0', (byte)'9'])));
            case 4:
                return Changed(bytes, at, cell => Noise(random, length).CopyTo(cell));
            case 5:
                return [.. bytes.AsSpan(0, at), .. bytes.AsSpan(at + length)];
            case 6:
                return Inserted(bytes, to, bytes.AsSpan(at, length));
            case 7:
                return Changed(bytes, at, cell => bytes.AsSpan(to, moved).CopyTo(cell));
            case 8:
                return bytes[..at];
            case 9:
                return Inserted(bytes, bytes.Length, random.OneIn(2) ? Noise(random, length) : new byte[random.Length(8192)]);
            case 10:
                int cut = random.Below(other.Length);
                return Inserted(bytes[..at], at, other.AsSpan(cut));
            default:
                return Repeated(bytes, at, Math.Min(length, 64), random);
        }
    }

    /// <summary>A copy with something else from a place on.</summary>
    public static byte[] Changed(byte[] bytes, int at, Action<Span<byte>> change)
    {
        byte[] copy = [.. bytes];
        change(copy.AsSpan(at));
        return copy;
    }

    /// <summary>A copy with more bytes at a place.</summary>
    public static byte[] Inserted(byte[] bytes, int at, ReadOnlySpan<byte> more) =>
        bytes.Length + more.Length > MostBytes ? [.. bytes] : [.. bytes.AsSpan(0, at), .. more, .. bytes.AsSpan(at)];

    static byte[] Repeated(byte[] bytes, int at, int length, MutationRandom random)
    {
        int times = 1 + random.Below(Math.Min(4096, (MostBytes - Math.Min(MostBytes, bytes.Length)) / length + 1));
        byte[] run = new byte[times * length];
        for (int i = 0; i < times; i++)
        {
            bytes.AsSpan(at, length).CopyTo(run.AsSpan(i * length));
        }

        return Inserted(bytes, at, run);
    }

    static byte[] Noise(MutationRandom random, int length)
    {
        byte[] noise = new byte[length];
        for (int i = 0; i < length; i++)
        {
            noise[i] = (byte)random.Bits();
        }

        return noise;
    }
}
