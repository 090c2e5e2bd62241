namespace Astra.Plugins.Cannon.Training;

/// <summary>
/// Looks for the minimum of a function of the logarithm u of the intrinsic variance, one evaluation at a time: first on a grid, then in every interval of
/// it across which the slope changes from down to up, by Newton's method kept inside of the interval. The lowest minimum wins, that at the
/// floor included; of equal ones the smallest scatter.
/// </summary>
/// <remarks>The weight of a star changes from one extreme to the other within a few units of u, so that no minimum hides between points of the grid.</remarks>
struct ScatterSearch
{
    // A scatter known to this fraction of itself; the rest is far below what float32 can say.
    const double Rest = 1e-8;

    const double GridStep = 2;
    const int MostPoints = 64;
    const int MostSteps = 60;

    readonly double floor;
    readonly double variance;
    readonly double ceiling;
    readonly double gridStep;
    readonly Point[] grid;
    int points;
    int interval;
    int steps;
    bool refining;
    Point low;
    Point high;
    double best;

    /// <summary>Starts a search.</summary>
    /// <param name="variance">The smallest variance allowed; above zero.</param>
    /// <param name="largest">The largest variance that is likely: the slope is up from there.</param>
    /// <param name="grid">Scratch memory, as <see cref="Scratch"/> makes it.</param>
    public ScatterSearch(double variance, double largest, Point[] grid)
    {
        this.variance = variance;
        this.grid = grid;
        floor = Math.Log(variance);
        double range = Math.Max(GridStep, Math.Log(largest) - floor);
        gridStep = range / Math.Ceiling(range / GridStep);
        ceiling = floor + range - (0.5 * gridStep);
        best = double.PositiveInfinity;
        Trial = floor;
    }

    ScatterSearch(double variance)
    {
        this.variance = variance;
        grid = [];
        floor = 0;
        Trial = 0;
    }

    /// <summary>The logarithm of the variance at which the function is to be evaluated next.</summary>
    public double Trial { get; private set; }

    /// <summary>The variance at which the function is to be evaluated next.</summary>
    public readonly double Variance => Trial == floor ? variance : Math.Exp(Trial);

    /// <summary>Whether the search is over.</summary>
    public bool Done { get; private set; }

    /// <summary>Whether the next evaluation needs the curvature.</summary>
    public readonly bool NeedsCurvature => refining && !Done;

    /// <summary>Memory for a search.</summary>
    public static Point[] Scratch() => new Point[MostPoints];

    /// <summary>A search that is over after one evaluation.</summary>
    /// <param name="variance">Where; zero or more.</param>
    public static ScatterSearch At(double variance) => new(variance);

    /// <summary>Gives up.</summary>
    public void Stop() => Done = true;

    /// <summary>Takes the function at <see cref="Trial"/>.</summary>
    /// <param name="value">Its value.</param>
    /// <param name="slope">Its derivative by u.</param>
    /// <param name="curvature">Its second derivative by u, where it was needed.</param>
    /// <returns>Whether this is the best minimum so far.</returns>
    public bool Report(double value, double slope, double curvature)
    {
        Point point = new(Trial, value, slope);
        if (!double.IsFinite(value) || !double.IsFinite(slope))
        {
            Done = true;
            return false;
        }

        if (grid.Length == 0)
        {
            Done = true;
            return true;
        }

        return refining ? Refine(point, curvature) : Scan(point);
    }

    bool Scan(Point point)
    {
        grid[points++] = point;
        bool keep = points == 1 && point.Slope >= 0 && Improve(point.Value);
        if (points < MostPoints && (point.U < ceiling || point.Slope < 0))
        {
            Trial = floor + (points * gridStep);
        }
        else
        {
            NextInterval();
        }

        return keep;
    }

    void NextInterval()
    {
        refining = true;
        steps = 0;
        while (++interval < points)
        {
            (low, high) = (grid[interval - 1], grid[interval]);
            if (low.Slope < 0 && high.Slope >= 0)
            {
                Trial = CubicMinimum(low, high);
                return;
            }
        }

        Done = true;
    }

    bool Refine(Point point, double curvature)
    {
        if (point.Slope < 0)
        {
            low = point;
        }
        else
        {
            high = point;
        }

        double step = curvature > 0 ? -point.Slope / curvature : double.NaN;
        if (Math.Abs(step) < Rest || high.U - low.U < Rest || ++steps == MostSteps)
        {
            bool keep = Improve(point.Value);
            NextInterval();
            return keep;
        }

        double next = point.U + step;
        Trial = next > low.U && next < high.U ? next : 0.5 * (low.U + high.U);
        return false;
    }

    bool Improve(double value)
    {
        // Equal but for rounding is not better.
        bool better = double.IsPositiveInfinity(best) || value < best - (1e-12 * Math.Abs(best));
        best = better ? value : best;
        return better;
    }

    /// <summary>The minimum of the cubic through two points with their slopes (Nocedal and Wright 2006, equation 3.59).</summary>
    static double CubicMinimum(Point low, Point high)
    {
        double width = high.U - low.U;
        double d1 = low.Slope + high.Slope - (3 * (high.Value - low.Value) / width);
        double d2 = Math.Sqrt(Math.Max(0, (d1 * d1) - (low.Slope * high.Slope)));
        double u = high.U - (width * (high.Slope + d2 - d1) / (high.Slope - low.Slope + (2 * d2)));
        return u > low.U && u < high.U ? u : 0.5 * (low.U + high.U);
    }

    /// <summary>The function somewhere.</summary>
    /// <param name="U">The logarithm of the variance.</param>
    /// <param name="Value">The function.</param>
    /// <param name="Slope">Its derivative.</param>
    public readonly record struct Point(double U, double Value, double Slope);
}
