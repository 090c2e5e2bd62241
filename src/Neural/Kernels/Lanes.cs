using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Astra.Neural;

/// <summary>What kernels need of a vector type. One kernel text serves all widths: the runtime compiles it once for each.</summary>
/// <typeparam name="TVector">A vector of 32-bit numbers.</typeparam>
internal unsafe interface ILanes<TVector>
    where TVector : struct
{
    /// <summary>Numbers in a vector.</summary>
    static abstract int Width { get; }

    /// <summary>Whether the machine has the registers for 24 sums at a time (32 vector registers instead of 16).</summary>
    static abstract bool HasManyRegisters { get; }

    static abstract TVector Load(float* source);

    static abstract void Store(TVector value, float* target);

    static abstract TVector Create(float value);

    /// <summary>left times right plus addend, rounded once.</summary>
    static abstract TVector FusedMultiplyAdd(TVector left, TVector right, TVector addend);

    static abstract TVector Add(TVector left, TVector right);

    /// <summary>The larger; the second where one is not a number.</summary>
    static abstract TVector Max(TVector left, TVector right);

    static abstract float Sum(TVector value);

    /// <summary>The larger of each two neighbours of a pair of vectors.</summary>
    static abstract TVector MaxOfPairs(TVector first, TVector second);

    /// <summary>Notes for each two neighbours of a pair of vectors whether the second is larger: 1 if so, else 0.</summary>
    static abstract void StoreChoices(TVector first, TVector second, byte* target);

    /// <summary>Puts each number in the place of the neighbour that was noted, and 0 in that of the other.</summary>
    static abstract void Spread(TVector value, byte* choices, float* target);

    /// <summary>The value where a result is positive, else 0.</summary>
    static abstract TVector WherePositive(TVector result, TVector value);

    /// <summary>The numbers at even and those at odd places of a pair of vectors.</summary>
    static abstract (TVector Even, TVector Odd) Split(TVector first, TVector second);

    /// <summary>The reverse of <see cref="Split"/>.</summary>
    static abstract (TVector First, TVector Second) Merge(TVector even, TVector odd);

    /// <summary>The scaled values of consecutive indices where the stream's number at the index reaches a threshold, else 0.</summary>
    static abstract TVector Drop(TVector value, uint firstIndex, ulong streamKey, uint threshold, float scale);
}

/// <inheritdoc/>
internal unsafe struct Lanes512 : ILanes<Vector512<float>>
{
    public static int Width => Vector512<float>.Count;

    public static bool HasManyRegisters => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Load(float* source) => Vector512.Load(source);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector512<float> value, float* target) => value.Store(target);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Create(float value) => Vector512.Create(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> FusedMultiplyAdd(Vector512<float> left, Vector512<float> right, Vector512<float> addend) => Vector512.FusedMultiplyAdd(left, right, addend);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Add(Vector512<float> left, Vector512<float> right) => left + right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Max(Vector512<float> left, Vector512<float> right) => Vector512.MaxNative(left, right);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Sum(Vector512<float> value) => Vector512.Sum(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> MaxOfPairs(Vector512<float> first, Vector512<float> second) => Max(
        Vector512.Narrow(first.AsUInt64(), second.AsUInt64()).AsSingle(),
        Vector512.Narrow(first.AsUInt64() >> 32, second.AsUInt64() >> 32).AsSingle());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreChoices(Vector512<float> first, Vector512<float> second, byte* target)
    {
        Vector512<float> even = Vector512.Narrow(first.AsUInt64(), second.AsUInt64()).AsSingle();
        Vector512<float> odd = Vector512.Narrow(first.AsUInt64() >> 32, second.AsUInt64() >> 32).AsSingle();
        Vector512<uint> larger = Vector512.GreaterThan(odd, even).AsUInt32() & Vector512<uint>.One;
        Vector256<ushort> words = Vector256.Narrow(larger.GetLower(), larger.GetUpper());
        Vector128.Narrow(words.GetLower(), words.GetUpper()).Store(target);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Spread(Vector512<float> value, byte* choices, float* target)
    {
        Vector256<ushort> words = Vector256.Create(Vector128.WidenLower(Vector128.Load(choices)), Vector128.WidenUpper(Vector128.Load(choices)));
        Vector512<uint> second = Vector512.Equals(Vector512.Create(Vector256.WidenLower(words), Vector256.WidenUpper(words)), Vector512<uint>.One);
        Vector512<uint> odd = value.AsUInt32() & second, even = Vector512.AndNot(value.AsUInt32(), second);
        (Vector512.WidenLower(even) | (Vector512.WidenLower(odd) << 32)).AsSingle().Store(target);
        (Vector512.WidenUpper(even) | (Vector512.WidenUpper(odd) << 32)).AsSingle().Store(target + 16);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> WherePositive(Vector512<float> result, Vector512<float> value) => value & Vector512.GreaterThan(result, Vector512<float>.Zero);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (Vector512<float> Even, Vector512<float> Odd) Split(Vector512<float> first, Vector512<float> second) => (
        Vector512.Narrow(first.AsUInt64(), second.AsUInt64()).AsSingle(),
        Vector512.Narrow(first.AsUInt64() >> 32, second.AsUInt64() >> 32).AsSingle());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (Vector512<float> First, Vector512<float> Second) Merge(Vector512<float> even, Vector512<float> odd) => (
        (Vector512.WidenLower(even.AsUInt32()) | (Vector512.WidenLower(odd.AsUInt32()) << 32)).AsSingle(),
        (Vector512.WidenUpper(even.AsUInt32()) | (Vector512.WidenUpper(odd.AsUInt32()) << 32)).AsSingle());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Drop(Vector512<float> value, uint firstIndex, ulong streamKey, uint threshold, float scale)
    {
        Vector512<uint> x = (Vector512<uint>.Indices + Vector512.Create(firstIndex)) * CounterRandom.Step + Vector512.Create((uint)streamKey);
        x ^= x >> 16;
        x *= CounterRandom.Multiplier1;
        x ^= x >> 15;
        x += Vector512.Create((uint)(streamKey >> 32));
        x *= CounterRandom.Multiplier2;
        x ^= x >> 15;
        return Vector512.ConditionalSelect(Vector512.GreaterThanOrEqual(x, Vector512.Create(threshold)).AsSingle(), value * scale, Vector512<float>.Zero);
    }
}

/// <inheritdoc/>
internal unsafe struct Lanes256 : ILanes<Vector256<float>>
{
    public static int Width => Vector256<float>.Count;

    public static bool HasManyRegisters => Vector512.IsHardwareAccelerated;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Load(float* source) => Vector256.Load(source);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector256<float> value, float* target) => value.Store(target);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Create(float value) => Vector256.Create(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> FusedMultiplyAdd(Vector256<float> left, Vector256<float> right, Vector256<float> addend) => Vector256.FusedMultiplyAdd(left, right, addend);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Add(Vector256<float> left, Vector256<float> right) => left + right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Max(Vector256<float> left, Vector256<float> right) => Vector256.MaxNative(left, right);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Sum(Vector256<float> value) => Vector256.Sum(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> MaxOfPairs(Vector256<float> first, Vector256<float> second) => Max(
        Vector256.Narrow(first.AsUInt64(), second.AsUInt64()).AsSingle(),
        Vector256.Narrow(first.AsUInt64() >> 32, second.AsUInt64() >> 32).AsSingle());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreChoices(Vector256<float> first, Vector256<float> second, byte* target)
    {
        Vector256<float> even = Vector256.Narrow(first.AsUInt64(), second.AsUInt64()).AsSingle();
        Vector256<float> odd = Vector256.Narrow(first.AsUInt64() >> 32, second.AsUInt64() >> 32).AsSingle();
        Vector256<uint> larger = Vector256.GreaterThan(odd, even).AsUInt32() & Vector256<uint>.One;
        Vector128<ushort> words = Vector128.Narrow(larger.GetLower(), larger.GetUpper());
        *(ulong*)target = Vector128.Narrow(words, words).AsUInt64().ToScalar();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Spread(Vector256<float> value, byte* choices, float* target)
    {
        Vector128<ushort> words = Vector128.WidenLower(Vector128.CreateScalar(*(ulong*)choices).AsByte());
        Vector256<uint> second = Vector256.Equals(Vector256.Create(Vector128.WidenLower(words), Vector128.WidenUpper(words)), Vector256<uint>.One);
        Vector256<uint> odd = value.AsUInt32() & second, even = Vector256.AndNot(value.AsUInt32(), second);
        (Vector256.WidenLower(even) | (Vector256.WidenLower(odd) << 32)).AsSingle().Store(target);
        (Vector256.WidenUpper(even) | (Vector256.WidenUpper(odd) << 32)).AsSingle().Store(target + 8);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> WherePositive(Vector256<float> result, Vector256<float> value) => value & Vector256.GreaterThan(result, Vector256<float>.Zero);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (Vector256<float> Even, Vector256<float> Odd) Split(Vector256<float> first, Vector256<float> second) => (
        Vector256.Narrow(first.AsUInt64(), second.AsUInt64()).AsSingle(),
        Vector256.Narrow(first.AsUInt64() >> 32, second.AsUInt64() >> 32).AsSingle());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (Vector256<float> First, Vector256<float> Second) Merge(Vector256<float> even, Vector256<float> odd) => (
        (Vector256.WidenLower(even.AsUInt32()) | (Vector256.WidenLower(odd.AsUInt32()) << 32)).AsSingle(),
        (Vector256.WidenUpper(even.AsUInt32()) | (Vector256.WidenUpper(odd.AsUInt32()) << 32)).AsSingle());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Drop(Vector256<float> value, uint firstIndex, ulong streamKey, uint threshold, float scale)
    {
        Vector256<uint> x = (Vector256<uint>.Indices + Vector256.Create(firstIndex)) * CounterRandom.Step + Vector256.Create((uint)streamKey);
        x ^= x >> 16;
        x *= CounterRandom.Multiplier1;
        x ^= x >> 15;
        x += Vector256.Create((uint)(streamKey >> 32));
        x *= CounterRandom.Multiplier2;
        x ^= x >> 15;
        return Vector256.ConditionalSelect(Vector256.GreaterThanOrEqual(x, Vector256.Create(threshold)).AsSingle(), value * scale, Vector256<float>.Zero);
    }
}

/// <inheritdoc/>
internal unsafe struct Lanes128 : ILanes<Vector128<float>>
{
    public static int Width => Vector128<float>.Count;

    public static bool HasManyRegisters => Vector512.IsHardwareAccelerated || System.Runtime.Intrinsics.Arm.AdvSimd.Arm64.IsSupported;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Load(float* source) => Vector128.Load(source);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector128<float> value, float* target) => value.Store(target);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Create(float value) => Vector128.Create(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> FusedMultiplyAdd(Vector128<float> left, Vector128<float> right, Vector128<float> addend) => Vector128.FusedMultiplyAdd(left, right, addend);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Add(Vector128<float> left, Vector128<float> right) => left + right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Max(Vector128<float> left, Vector128<float> right) => Vector128.MaxNative(left, right);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Sum(Vector128<float> value) => Vector128.Sum(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> MaxOfPairs(Vector128<float> first, Vector128<float> second) => Max(
        Vector128.Narrow(first.AsUInt64(), second.AsUInt64()).AsSingle(),
        Vector128.Narrow(first.AsUInt64() >> 32, second.AsUInt64() >> 32).AsSingle());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreChoices(Vector128<float> first, Vector128<float> second, byte* target)
    {
        Vector128<float> even = Vector128.Narrow(first.AsUInt64(), second.AsUInt64()).AsSingle();
        Vector128<float> odd = Vector128.Narrow(first.AsUInt64() >> 32, second.AsUInt64() >> 32).AsSingle();
        Vector128<uint> larger = Vector128.GreaterThan(odd, even).AsUInt32() & Vector128<uint>.One;
        Vector128<ushort> words = Vector128.Narrow(larger, larger);
        *(uint*)target = Vector128.Narrow(words, words).AsUInt32().ToScalar();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Spread(Vector128<float> value, byte* choices, float* target)
    {
        Vector128<uint> second = Vector128.Equals(Vector128.WidenLower(Vector128.WidenLower(Vector128.CreateScalar(*(uint*)choices).AsByte())), Vector128<uint>.One);
        Vector128<uint> odd = value.AsUInt32() & second, even = Vector128.AndNot(value.AsUInt32(), second);
        (Vector128.WidenLower(even) | (Vector128.WidenLower(odd) << 32)).AsSingle().Store(target);
        (Vector128.WidenUpper(even) | (Vector128.WidenUpper(odd) << 32)).AsSingle().Store(target + 4);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> WherePositive(Vector128<float> result, Vector128<float> value) => value & Vector128.GreaterThan(result, Vector128<float>.Zero);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (Vector128<float> Even, Vector128<float> Odd) Split(Vector128<float> first, Vector128<float> second) => (
        Vector128.Narrow(first.AsUInt64(), second.AsUInt64()).AsSingle(),
        Vector128.Narrow(first.AsUInt64() >> 32, second.AsUInt64() >> 32).AsSingle());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (Vector128<float> First, Vector128<float> Second) Merge(Vector128<float> even, Vector128<float> odd) => (
        (Vector128.WidenLower(even.AsUInt32()) | (Vector128.WidenLower(odd.AsUInt32()) << 32)).AsSingle(),
        (Vector128.WidenUpper(even.AsUInt32()) | (Vector128.WidenUpper(odd.AsUInt32()) << 32)).AsSingle());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Drop(Vector128<float> value, uint firstIndex, ulong streamKey, uint threshold, float scale)
    {
        Vector128<uint> x = (Vector128<uint>.Indices + Vector128.Create(firstIndex)) * CounterRandom.Step + Vector128.Create((uint)streamKey);
        x ^= x >> 16;
        x *= CounterRandom.Multiplier1;
        x ^= x >> 15;
        x += Vector128.Create((uint)(streamKey >> 32));
        x *= CounterRandom.Multiplier2;
        x ^= x >> 15;
        return Vector128.ConditionalSelect(Vector128.GreaterThanOrEqual(x, Vector128.Create(threshold)).AsSingle(), value * scale, Vector128<float>.Zero);
    }
}
