using System.Buffers.Binary;
using System.Runtime.InteropServices;
using FsCheck;
using FsCheck.Fluent;

namespace Astra.Fits.Tests;

/// <summary>The kernels beside the plain loops that they stand for.</summary>
public sealed class NumberConversionTests
{
    [Fact]
    public void Reversed_bytes_are_those_of_the_plain_loop() => Prop.ForAll<byte[]>(bytes =>
    {
        byte[] longer = [.. Enumerable.Repeat(bytes, 9).SelectMany(part => part)];
        return Agree(longer, bytes => BinaryPrimitives.ReadInt16BigEndian(bytes)) && Agree(longer, bytes => BinaryPrimitives.ReadInt32BigEndian(bytes)) &&
            Agree(longer, bytes => BinaryPrimitives.ReadInt64BigEndian(bytes)) &&
            Agree(longer, bytes => BitConverter.SingleToInt32Bits(BinaryPrimitives.ReadSingleBigEndian(bytes))) &&
            Agree(longer, bytes => BitConverter.DoubleToInt64Bits(BinaryPrimitives.ReadDoubleBigEndian(bytes)));
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Scaled_integers_are_those_of_exact_arithmetic() => Prop.ForAll<short[], int>((numbers, zero) =>
    {
        FitsHeader header = HeaderOf($"BSCALE  = {zero % 7}", $"BZERO   = {zero}");
        long[] converted = new long[numbers.Length];
        double[] physical = new double[numbers.Length];
        Scaling scaling = Scaling.Read(header, "BSCALE", "BZERO", null);

        NumberConversion.Convert(ElementType.Int16, Stored(numbers), scaling, converted.AsSpan());
        NumberConversion.Convert(ElementType.Int16, Stored(numbers), scaling, physical.AsSpan());

        return converted.SequenceEqual(numbers.Select(number => (number * (long)(zero % 7)) + zero)) &&
            physical.SequenceEqual(numbers.Select(number => (number * (double)(zero % 7)) + zero));
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void An_integer_converts_exactly_or_is_reported() => Prop.ForAll<long[]>(numbers =>
    {
        byte[] stored = new byte[numbers.Length * sizeof(long)];
        for (int i = 0; i < numbers.Length; i++)
        {
            BinaryPrimitives.WriteInt64BigEndian(stored.AsSpan(i * sizeof(long)), numbers[i]);
        }

        byte[] converted = new byte[numbers.Length];
        int misfit = NumberConversion.Convert(ElementType.Int64, stored, Scaling.None, converted.AsSpan());
        int expected = Array.FindIndex(numbers, number => number is < byte.MinValue or > byte.MaxValue);
        int whole = expected < 0 ? numbers.Length : expected;
        return misfit == expected && converted.Take(whole).Select(number => (long)number).SequenceEqual(numbers.Take(whole));
    }).QuickCheckThrowOnFailure();

    delegate T ReadOne<T>(ReadOnlySpan<byte> bytes);

    static bool Agree<T>(byte[] bytes, ReadOne<T> readOne)
        where T : unmanaged
    {
        int size = Marshal.SizeOf<T>();
        T[] numbers = MemoryMarshal.Cast<byte, T>(bytes).ToArray();
        NumberConversion.FromBigEndian(numbers.AsSpan());
        return numbers.SequenceEqual(Enumerable.Range(0, numbers.Length).Select(i => readOne(bytes.AsSpan(i * size))));
    }

    static byte[] Stored(short[] numbers)
    {
        byte[] stored = new byte[numbers.Length * sizeof(short)];
        for (int i = 0; i < numbers.Length; i++)
        {
            BinaryPrimitives.WriteInt16BigEndian(stored.AsSpan(i * sizeof(short)), numbers[i]);
        }

        return stored;
    }

    static FitsHeader HeaderOf(params string[] cards) =>
        new(new HduPlace("test.fits", 0), System.Text.Encoding.ASCII.GetBytes(string.Concat(cards.Select(card => card.PadRight(CardSyntax.CardBytes)))));
}
