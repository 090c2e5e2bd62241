using System.Diagnostics;

namespace Astra.Neural.Tests;

/// <summary>Good files with bytes changed at random: whatever is accepted must be whole, and whatever is not must be refused in the one way.</summary>
public sealed class WeightFileFuzzTests
{
    const int Cases = 4_000;

    [Fact]
    public void A_checkpoint_with_random_damage_is_read_or_refused() => Damage(GoodCheckpoint.File(), file => file);

    [Fact]
    public void A_pickle_with_random_damage_is_read_or_refused() => Damage(GoodCheckpoint.Pickle(), pickle => ZipBuilder.Checkpoint(pickle, GoodCheckpoint.Storages));

    [Fact]
    public void Safetensors_with_random_damage_are_read_or_refused()
    {
        using TemporaryFolder folder = new();
        string path = folder.Path("good.safetensors");
        WeightFile.Write(path, [Tensor.From("a", [2, 3], [1f, 2, 3, 4, 5, 6]), Tensor.From("b", [2], [1d, 2]), Tensor.From("c", [], [3f]).ToHalf()], new Dictionary<string, string> { ["k"] = "v" });
        Damage(File.ReadAllBytes(path), file => file);
    }

    static void Damage(byte[] good, Func<byte[], byte[]> pack)
    {
        Random random = new(20_240_917);
        int refused = 0;
        for (int i = 0; i < Cases; i++)
        {
            byte[] file = pack(Damaged(good, random));
            long before = GC.GetAllocatedBytesForCurrentThread();
            long start = Stopwatch.GetTimestamp();
            try
            {
                WeightFile read = WeightFile.Read("damaged", file, null);
                foreach (Tensor tensor in read.Tensors.Values.Concat(read.OtherTensors.Values))
                {
                    Assert.Equal(tensor.Count, tensor.ReadSingle().Length);
                    Assert.Equal(tensor.Shape.Aggregate(1L, (product, axis) => product * axis), tensor.Count);
                }
            }
            catch (WeightFileException e)
            {
                Assert.StartsWith("damaged: ", e.Message);
                refused++;
            }

            // Tensors may repeat up to 16 Mi numbers of four bytes beyond those of the file.
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 80 << 20);
            Assert.InRange(Stopwatch.GetElapsedTime(start), TimeSpan.Zero, TimeSpan.FromSeconds(10));
        }

        Assert.InRange(refused, Cases / 4, Cases);
    }

    static byte[] Damaged(byte[] good, Random random)
    {
        List<byte> bytes = [.. good];
        for (int changes = random.Next(1, 5); changes > 0; changes--)
        {
            int at = random.Next(bytes.Count);
            int length = Math.Min(random.Next(1, 9), bytes.Count - at);
            switch (random.Next(5))
            {
                case 0:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 1:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 2 when bytes.Count > length:
                    bytes.RemoveRange(at, length);
                    break;
                case 3:
                    bytes.InsertRange(at, bytes.GetRange(random.Next(bytes.Count - length + 1), length));
                    break;
                default:
                    bytes[at] = random.Next(2) == 0 ? byte.MinValue : byte.MaxValue;
                    break;
            }
        }

        return [.. bytes];
    }
}
