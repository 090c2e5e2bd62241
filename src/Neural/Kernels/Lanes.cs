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
