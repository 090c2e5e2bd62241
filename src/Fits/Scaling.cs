namespace Astra.Fits;

/// <summary>
/// How stored numbers become physical ones: zero + scale x stored, and which stored integer means "no value"
/// (BZERO, BSCALE, BLANK; TZEROn, TSCALn, TNULLn).
/// </summary>
readonly struct Scaling
{
    Scaling(double scale, double zero, Int128? wholeScale, Int128? wholeZero, long? nullValue)
    {
        Scale = scale;
        Zero = zero;
        WholeScale = wholeScale;
        WholeZero = wholeZero;
        Null = nullValue;
    }

    public double Scale { get; }

    public double Zero { get; }

    /// <summary>The scale as an integer; null where it is none.</summary>
    public Int128? WholeScale { get; }

    /// <summary>The zero point as an integer, all digits kept; null where it is none.</summary>
    public Int128? WholeZero { get; }

    public long? Null { get; }

    public bool IsIdentity => Scale == 1 && Zero == 0;

    public static Scaling None { get; } = new(1, 0, 1, 0, null);

    /// <exception cref="FitsException">A card has the wrong type, or a scale or zero point that is not finite.</exception>
    public static Scaling Read(FitsHeader header, string scaleKey, string zeroKey, string? nullKey)
    {
        FitsValue scale = header.FiniteNumber(scaleKey) ?? new(FitsValueKind.Integer, Integer: 1);
        FitsValue zero = header.FiniteNumber(zeroKey) ?? new(FitsValueKind.Integer, Integer: 0);
        long? nullValue = nullKey is not null && header.TryGetInt64(nullKey, out long value) ? value : null;
        return new Scaling(Number(scale), Number(zero), Whole(scale), Whole(zero), nullValue);
    }

    static double Number(FitsValue value) => value.Kind == FitsValueKind.Integer ? value.Integer : value.Real;

    static Int128? Whole(FitsValue value)
    {
        // 2^63, the zero point of unsigned 64-bit integers, is the largest that any convention needs.
        const double Largest = 9223372036854775808.0;
        return value.Kind == FitsValueKind.Integer ? value.Integer
            : double.IsInteger(value.Real) && Math.Abs(value.Real) <= Largest ? (Int128)value.Real
            : null;
    }
}
