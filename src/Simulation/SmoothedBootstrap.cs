namespace Astra.Simulation;

/// <summary>
/// Draws stars from the rows of a table: a row at random, with replacement, and normal noise on each of its values (the smoothed bootstrap: Efron
/// 1979, Ann. Statist. 7, 1; Silverman and Young 1987, Biometrika 74, 469). There may be any number of draws without two alike, and none is kept.
/// Safe for several threads if what it is given is.
/// </summary>
/// <remarks>Draw n has the same values whatever else is drawn, in whichever order: seed and n decide it.</remarks>
public sealed class SmoothedBootstrap
{
    /// <summary>How often the noise on a row is drawn anew because a draw was not accepted, before the row stands as it is.</summary>
    public const int MostAttempts = 100;

    readonly int rows;
    readonly Func<int, double[]> row;
    readonly double[] widths;
    readonly int seed;
    readonly Func<double[], bool> accepts;

    /// <summary>Makes a bootstrap.</summary>
    /// <param name="rows">The number of rows, 1 or more.</param>
    /// <param name="row">
    /// Gives the values of a row, 0-based; of any units, NaN where not known. It is asked for each draw, so rows need not be kept twice.
    /// </param>
    /// <param name="widths">The standard deviation of the noise on each value, in its units; 0 for none.</param>
    /// <param name="seed">Where random numbers start.</param>
    /// <param name="accepts">
    /// Whether values may be those of a star; rows should pass. What does not pass is drawn again, so that nothing piles up at the edge.
    /// </param>
    /// <exception cref="ArgumentException">There is no row, or a width is negative or no number.</exception>
    public SmoothedBootstrap(int rows, Func<int, double[]> row, IReadOnlyList<double> widths, int seed, Func<double[], bool> accepts)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(rows, 1);
        for (int i = 0; i < widths.Count; i++)
        {
            if (!(widths[i] >= 0) || double.IsInfinity(widths[i]))
            {
                throw new ArgumentException(FormattableString.Invariant($"The noise on value {i} is {widths[i]} wide, but must be 0 or more."), nameof(widths));
            }
        }

        this.rows = rows;
        this.row = row;
        this.widths = [.. widths];
        this.seed = seed;
        this.accepts = accepts;
    }

    /// <summary>The row that a draw comes from, 0-based.</summary>
    /// <param name="number">The draw's number.</param>
    public int RowOf(long number) => RowFrom(Random(number));

    /// <summary>A draw: the row that it comes from, 0-based, and its values.</summary>
    /// <param name="number">The draw's number.</param>
    /// <exception cref="ArgumentException">The row has another number of values than there are widths.</exception>
    public (int Row, double[] Values) Draw(long number)
    {
        RandomSource random = Random(number);
        int from = RowFrom(random);
        double[] values = row(from);
        if (values.Length != widths.Length)
        {
            throw new ArgumentException(FormattableString.Invariant($"Row {from} has {values.Length} values, but the noise on {widths.Length} is known."));
        }

        double[] noisy = new double[values.Length];
        for (int attempt = 0; attempt < MostAttempts; attempt++)
        {
            for (int i = 0; i < values.Length; i++)
            {
                noisy[i] = values[i] + (widths[i] * random.NextGaussian());
            }

            if (accepts(noisy))
            {
                return (from, noisy);
            }
        }

        return (from, values);
    }

    RandomSource Random(long number) => RandomSource.FromName(FormattableString.Invariant($"bootstrap\n{seed}\n{number}"));

    int RowFrom(RandomSource random) => (int)(random.NextDouble() * rows);
}
