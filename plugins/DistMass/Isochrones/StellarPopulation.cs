using Astra.Isochrones;

namespace Astra.Plugins.DistMass.Isochrones;

/// <summary>
/// Stars as they are expected (Stone-Martinez et al. 2024, section 4.2): masses by Kroupa's function, born at a constant rate over 13.5 Gyr, as many
/// at each [M/H].
/// </summary>
static class StellarPopulation
{
    /// <summary>How far neighbouring metallicities are apart, in dex.</summary>
    public const double MetallicityStep = 0.05;

    // In Gyr: each age stands for the time to the middle between it and its neighbours; the first and the last, for that to now and to 13.5.
    static readonly double[] Ages =
        [0.1, 0.3, 0.5, 0.7, 0.9, 1.1, 1.3, 1.5, 1.7, 1.9, 2.2, 2.6, 3, 3.5, 4, 4.5, 5, 5.5, 6, 6.5, 7, 7.5, 8, 8.5, 9, 9.5, 10, 11, 12, 13];

    const double Oldest = 13.5;

    // Tables whose Z was rounded differently (0.0480 and 0.0481) are of one metallicity.
    const double SameMetallicity = 0.003;

    /// <summary>
    /// Of resampled isochrones those that a population is made of: metallicities with several ages, and poorer ones that have the oldest of these.
    /// </summary>
    /// <param name="isochrones">The isochrones.</param>
    /// <returns>Groups of one metallicity, by metallicity.</returns>
    /// <exception cref="BadInputException">Fewer than two metallicities have tables of several ages.</exception>
    public static List<List<ResampledIsochrone>> Families(IEnumerable<ResampledIsochrone> isochrones)
    {
        List<List<ResampledIsochrone>> groups = [];
        foreach (ResampledIsochrone isochrone in isochrones.OrderBy(isochrone => isochrone.Age).ThenBy(isochrone => isochrone.Metallicity))
        {
            List<ResampledIsochrone>? same = groups.MinBy(Distance);
            if (same is null || Distance(same) > SameMetallicity)
            {
                groups.Add([isochrone]);
            }
            else if (same[^1].Age < isochrone.Age)
            {
                same.Add(isochrone);
            }

            double Distance(List<ResampledIsochrone> group) => Math.Abs(group[0].Metallicity - isochrone.Metallicity);
        }

        List<List<ResampledIsochrone>> several = [.. groups.Where(group => group.Count > 1).OrderBy(group => group[0].Metallicity)];
        return several.Count < 2
            ? throw new BadInputException($"tables of several ages exist for {several.Count} metallicities; two or more are needed.")
            : [.. groups.Where(group => group.Count == 1 && group[0].Age == several[0][^1].Age
                && group[0].Metallicity < several[0][0].Metallicity - SameMetallicity).OrderBy(group => group[0].Metallicity), .. several];
    }

    /// <summary>All stars of the population.</summary>
    /// <param name="families">What <see cref="Families"/> gave.</param>
    /// <param name="relation">Ages of giants on their first ascent.</param>
    /// <returns>[M/H], the star, and how many of it there are (not normalised).</returns>
    public static IEnumerable<(double Metallicity, IsochroneStar Star, double Number)> Stars(
        IReadOnlyList<List<ResampledIsochrone>> families, GiantAgeRelation relation)
    {
        IsochroneFamily[] nodes = [.. families.Select(family => new IsochroneFamily(family, relation))];
        IsochroneFamily poorest = nodes.First(node => node.HasAges);
        nodes = [.. nodes.Select((node, i) => node.HasAges
            ? node
            : new IsochroneFamily(families[i], relation) { BranchSlope = poorest.BranchSlope, HeliumSlope = poorest.HeliumSlope })];
        for (int age = 0; age < Ages.Length; age++)
        {
            double from = age == 0 ? 0 : (Ages[age - 1] + Ages[age]) / 2;
            double to = age == Ages.Length - 1 ? Oldest : (Ages[age] + Ages[age + 1]) / 2;
            ResampledIsochrone?[] isochrones = [.. nodes.Select(node => node.At(Ages[age]))];
            for (int step = (int)Math.Ceiling(nodes[0].Metallicity / MetallicityStep); step * MetallicityStep <= nodes[^1].Metallicity; step++)
            {
                double metallicity = step * MetallicityStep;
                int above = Array.FindIndex(nodes, node => node.Metallicity >= metallicity);
                int below = Math.Max(above - 1, 0);
                if (isochrones[below] is not { } poor || isochrones[above] is not { } rich)
                {
                    continue;
                }

                double gap = nodes[above].Metallicity - nodes[below].Metallicity;
                double fraction = above == below ? 0 : (metallicity - nodes[below].Metallicity) / gap;
                for (int point = 0; point < ResampledIsochrone.Points; point++)
                {
                    IsochroneStar star = IsochroneStar.Between(poor[point], rich[point], fraction);
                    double number = star.Width * KroupaMassFunction.At(star.InitialMass) * (to - from);
                    if (number > 0)
                    {
                        yield return (metallicity, star, number);
                    }
                }
            }
        }
    }
}
