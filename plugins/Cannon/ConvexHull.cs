namespace Astra.Plugins.Cannon;

/// <summary>
/// Whether a point is a mixture of other points, in any number of dimensions: the point of the hull that is nearest to it is found by Wolfe's algorithm
/// (Wolfe 1976, Math. Programming 11, 128), which looks at all points a few times and never builds the hull.
/// </summary>
static class ConvexHull
{
    // In units in which the points spread by about 1: a distance of 1e-6.
    const double Touching = 1e-12;

    const int MostRounds = 1000;

    /// <summary>Whether a point lies within the convex hull of points, or on its surface.</summary>
    /// <param name="points">Points x dimensions, spread by about 1 in each.</param>
    /// <param name="point">The point; finite.</param>
    public static bool Contains(ReadOnlySpan<double> points, ReadOnlySpan<double> point)
    {
        int dimensions = point.Length;
        List<double[]> corners = [Difference(points, NearestOf(points, point), point)];
        List<double> shares = [1];
        double[] nearest = [.. corners[0]];
        for (int round = 0; round < MostRounds; round++)
        {
            double squared = Inner(nearest, nearest);
            if (squared <= Touching)
            {
                return true;
            }

            (int candidate, double least) = (-1, double.PositiveInfinity);
            double offset = Inner(nearest, point);
            for (int n = 0; n < points.Length / dimensions; n++)
            {
                double along = Inner(nearest, points.Slice(n * dimensions, dimensions)) - offset;
                (candidate, least) = along < least ? (n, along) : (candidate, least);
            }

            // All points lie beyond a plane that the point itself does not reach.
            if (least > 0)
            {
                return false;
            }

            corners.Add(Difference(points, candidate, point));
            shares.Add(0);
            if (!Approach(corners, shares, nearest))
            {
                // Corners in one plane: as near as arithmetic goes.
                return squared <= 1e4 * Touching;
            }
        }

        return false;
    }

    /// <summary>Moves to the mixture of the corners that is nearest to the origin, dropping corners that it does not need.</summary>
    static bool Approach(List<double[]> corners, List<double> shares, double[] nearest)
    {
        while (true)
        {
            int count = corners.Count;
            double[] matrix = new double[count * count];
            double[] affine = [.. Enumerable.Repeat(1.0, count)];
            for (int i = 0; i < count; i++)
            {
                for (int j = 0; j <= i; j++)
                {
                    matrix[(i * count) + j] = 1 + Inner(corners[i], corners[j]);
                }
            }

            if (!CholeskyFactor.TryFactor(matrix, count))
            {
                return false;
            }

            CholeskyFactor.Solve(matrix, count, affine);
            double sum = affine.Sum();
            double step = 1;
            for (int i = 0; i < count; i++)
            {
                affine[i] /= sum;
                step = affine[i] < 0 ? Math.Min(step, shares[i] / (shares[i] - affine[i])) : step;
            }

            for (int i = count - 1; i >= 0; i--)
            {
                shares[i] += step * (affine[i] - shares[i]);
                if (shares[i] <= 1e-14)
                {
                    shares.RemoveAt(i);
                    corners.RemoveAt(i);
                }
            }

            if (step >= 1 || corners.Count == 0)
            {
                break;
            }
        }

        Array.Clear(nearest);
        for (int i = 0; i < corners.Count; i++)
        {
            for (int d = 0; d < nearest.Length; d++)
            {
                nearest[d] += shares[i] * corners[i][d];
            }
        }

        return corners.Count > 0;
    }

    static int NearestOf(ReadOnlySpan<double> points, ReadOnlySpan<double> point)
    {
        (int best, double least) = (0, double.PositiveInfinity);
        for (int n = 0; n < points.Length / point.Length; n++)
        {
            double squared = 0;
            for (int d = 0; d < point.Length; d++)
            {
                double difference = points[(n * point.Length) + d] - point[d];
                squared += difference * difference;
            }

            (best, least) = squared < least ? (n, squared) : (best, least);
        }

        return best;
    }

    static double[] Difference(ReadOnlySpan<double> points, int n, ReadOnlySpan<double> point)
    {
        double[] difference = points.Slice(n * point.Length, point.Length).ToArray();
        for (int d = 0; d < difference.Length; d++)
        {
            difference[d] -= point[d];
        }

        return difference;
    }

    static double Inner(ReadOnlySpan<double> one, ReadOnlySpan<double> two)
    {
        double sum = 0;
        for (int d = 0; d < one.Length; d++)
        {
            sum += one[d] * two[d];
        }

        return sum;
    }
}
