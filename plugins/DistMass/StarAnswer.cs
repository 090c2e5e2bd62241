using Astra.Isochrones;
using Astra.Plugins.DistMass.Isochrones;

namespace Astra.Plugins.DistMass;

/// <summary>What the networks say of a star, and what follows from it.</summary>
/// <param name="model">The model.</param>
/// <param name="isochrones">Ages, and distances of another kind.</param>
/// <param name="star">What is known of the star; its labels are all known and plausible.</param>
/// <param name="membership">The training sets that it belongs to.</param>
sealed class StarAnswer(DistMassModel model, IsochroneFile isochrones, StarInputs star, Membership membership)
{
    /// <summary>2MASS saturates at about this magnitude (Skrutskie et al. 2006, AJ 131, 1163, section 4.3).</summary>
    const double SaturatedBelow = 4;

    /// <summary>Errors of unsaturated stars of this brightness are well below.</summary>
    const double SaturatedError = 0.1;

    /// <summary>The cut of the training set (section 4.1 of the paper).</summary>
    const double TrainedExtinction = 0.5;

    /// <summary>Below, the inverse of a parallax is no distance (Bailer-Jones 2015, PASP 127, 994).</summary>
    const double LeastParallaxSignificance = 5;

    const double DifferentBy = 3;

    /// <summary>
    /// The quoted error is a median over stars whose labels had errors, too, some of which they have in common with the truth: only labels much
    /// worse than theirs make it too small.
    /// </summary>
    const double LargeLabelErrors = 4;

    /// <summary>Giants (section 6.1 of the paper).</summary>
    const double GiantLogg = 3.5;

    /// <summary>In Gyr (Planck Collaboration 2016, A&amp;A 594, A13).</summary>
    const double AgeOfUniverse = 13.8;

    /// <summary>The predicted absolute magnitude; NaN without a network.</summary>
    public required double Magnitude { get; init; }

    /// <summary>What the labels' errors do to it; NaN when not known.</summary>
    public required double MagnitudeLabelError { get; init; }

    /// <summary>The predicted masses, in the order of <see cref="NetworkTargets.Masses"/>; NaN without a network.</summary>
    public required double[] Masses { get; init; }

    /// <summary>The row of the table.</summary>
    /// <param name="work">Arrays of the thread.</param>
    public DistMassResult ToResult(MagnitudeWork work)
    {
        DistMassFlags flags = star.AreFromAstroNN ? DistMassFlags.LabelsFromAstroNN : DistMassFlags.None;
        flags |= star.IsStarBad ? DistMassFlags.StarBad : DistMassFlags.None;
        DistMassResult result = WithMasses(WithDistance(new DistMassResult().With(star.Labels), work, ref flags), ref flags);
        return result with { Flags = flags };
    }

    DistMassResult WithDistance(DistMassResult result, MagnitudeWork work, ref DistMassFlags flags)
    {
        (double extinction, string? rule, bool isFallback) = star.AK();
        (double gaia, double gaiaError) = Gaia();
        StellarLabels labels = star.Labels;
        StellarLabels errors = star.Errors;
        MagnitudeDistribution ofIsochrones = isochrones.Magnitudes.Magnitude(
            labels.Teff, errors.Teff, labels.Logg, errors.Logg, labels.FeH, errors.FeH, work);
        IsochroneDistance nmsu = IsochroneDistance.Of(ofIsochrones, star.K, star.KError, extinction);
        Set(ref flags, DistMassFlags.NoKMagnitude, double.IsNaN(star.K));
        Set(ref flags, DistMassFlags.SaturatedK, star.K < SaturatedBelow || star.KError > SaturatedError);
        Set(ref flags, DistMassFlags.NoExtinction, double.IsNaN(extinction));
        Set(ref flags, DistMassFlags.ExtinctionFallback, isFallback);
        Set(ref flags, DistMassFlags.HighExtinction, extinction >= TrainedExtinction);
        Set(ref flags, DistMassFlags.NoGaiaDistance, double.IsNaN(gaia));
        result = result with
        {
            NmsuDistance = (float)nmsu.Median,
            NmsuDistanceLower = (float)nmsu.Lower,
            NmsuDistanceUpper = (float)nmsu.Upper,
            GaiaDistance = (float)gaia,
            GaiaDistanceError = (float)gaiaError,
            Extinction = (float)extinction,
            ExtinctionRule = rule,
            Magnitude = (float)star.K,
        };
        if (model[NetworkTarget.AbsoluteMagnitude] is not { } network)
        {
            return result;
        }

        double domain = DomainOf(network);
        double fraction = network.Description.DistanceError!.At(star.Labels.Logg);
        double distance = AbsoluteMagnitudes.Distance(star.K, extinction, Magnitude);
        double error = fraction * distance;
        Set(ref flags, DistMassFlags.OutsideDistanceDomain, domain > 1);
        Set(ref flags, DistMassFlags.LargeLabelErrors, MagnitudeLabelError > LargeLabelErrors * fraction * AbsoluteMagnitudes.PerFraction);
        Set(ref flags, DistMassFlags.DistancesDiffer, Math.Abs(distance - gaia) > DifferentBy * Math.Sqrt((error * error) + (gaiaError * gaiaError)));
        (double weighted, double weightedError) = Weighted((distance, error), (gaia, gaiaError));
        return result with
        {
            AbsoluteMagnitude = (float)Magnitude,
            AbsoluteMagnitudeError = (float)(fraction * AbsoluteMagnitudes.PerFraction),
            AbsoluteMagnitudeLabelError = (float)MagnitudeLabelError,
            Distance = (float)distance,
            DistanceError = (float)error,
            DistanceWeighted = (float)weighted,
            DistanceWeightedError = (float)weightedError,
            DistanceDomain = (float)Math.Min(domain, float.MaxValue),
        };
    }

    DistMassResult WithMasses(DistMassResult result, ref DistMassFlags flags)
    {
        double[] domains = [.. NetworkTargets.Masses.Select(target => model[target] is { } network ? DomainOf(network) : double.NaN)];
        double domain = domains.Where(each => !double.IsNaN(each)).DefaultIfEmpty(double.NaN).Max();
        bool isOutside = domain > 1;
        Set(ref flags, DistMassFlags.OutsideMassDomain, isOutside);
        double massError = double.NaN;
        double[] masses = (double[])Masses.Clone();
        for (int slot = 0; slot < masses.Length; slot++)
        {
            // A line that goes on below zero: no mass at all.
            if (masses[slot] <= 0)
            {
                Set(ref flags, DistMassFlags.MassImplausible, true);
                masses[slot] = double.NaN;
            }
            else if (double.IsNaN(massError) && model[NetworkTargets.Masses[slot]] is { } network)
            {
                massError = network.Description.MassError!.Value * masses[slot];
            }
        }

        AgeInterval[] ages = [.. masses.Select((mass, slot) => domains[slot] <= 1 ? AgeOf(mass, slot) : AgeInterval.None)];
        bool mayHaveAge = !isOutside && star.Labels.Logg < GiantLogg;
        Set(ref flags, DistMassFlags.NotAGiant, !(star.Labels.Logg < GiantLogg));
        Set(ref flags, DistMassFlags.OutsideAgeRelation, mayHaveAge && masses.Zip(ages)
            .Any(slot => double.IsFinite(slot.First) && double.IsNaN(slot.Second.LogAge)));
        Set(ref flags, DistMassFlags.AgeAboveUniverse, ages.Any(age => Math.Pow(10, age.LogAge) > AgeOfUniverse));
        result = result with
        {
            AgeUncorSs = Linear(ages[0].LogAge),
            AgeUncorSsLower = Linear(ages[0].LogAge - ages[0].Below),
            AgeUncorSsUpper = Linear(ages[0].LogAge + ages[0].Above),
            AgeCorSs = Linear(ages[1].LogAge),
            AgeCorSsLower = Linear(ages[1].LogAge - ages[1].Below),
            AgeCorSsUpper = Linear(ages[1].LogAge + ages[1].Above),
            AgeUncorMo = Linear(ages[2].LogAge),
            AgeUncorMoLower = Linear(ages[2].LogAge - ages[2].Below),
            AgeUncorMoUpper = Linear(ages[2].LogAge + ages[2].Above),
            AgeCorMo = Linear(ages[3].LogAge),
            AgeCorMoLower = Linear(ages[3].LogAge - ages[3].Below),
            AgeCorMoUpper = Linear(ages[3].LogAge + ages[3].Above),
            AgeUncorTw = Linear(ages[4].LogAge),
            AgeUncorTwLower = Linear(ages[4].LogAge - ages[4].Below),
            AgeUncorTwUpper = Linear(ages[4].LogAge + ages[4].Above),
            AgeCorTw = Linear(ages[5].LogAge),
            AgeCorTwLower = Linear(ages[5].LogAge - ages[5].Below),
            AgeCorTwUpper = Linear(ages[5].LogAge + ages[5].Above),
            AgeError = (float)ages.Where(age => double.IsFinite(age.LogAge)).Select(age => (age.Below + age.Above) / 2).DefaultIfEmpty(double.NaN)
                .First(),
        };
        return result with
        {
            MassUncorSs = (float)masses[0],
            MassCorSs = (float)masses[1],
            MassUncorMo = (float)masses[2],
            MassCorMo = (float)masses[3],
            MassUncorTw = (float)masses[4],
            MassCorTw = (float)masses[5],
            MassError = (float)massError,
            MassDomain = (float)Math.Min(domain, float.MaxValue),
            Bitmask = (int)(membership | (isOutside ? Membership.OutsideMassDomain : Membership.None)),
        };
    }

    /// <summary>The age of a giant of a mass.</summary>
    AgeInterval AgeOf(double mass, int slot) => star.Labels.Logg < GiantLogg && model[NetworkTargets.Masses[slot]] is { } network
        ? isochrones.Ages.Age(mass, network.Description.MassError!.Value * mass, star.Labels.FeH, star.Errors.FeH)
        : AgeInterval.None;

    static float Linear(double logAge) => (float)Math.Pow(10, logAge);

    double DomainOf(LabelNetwork network)
    {
        Span<float> standardised = stackalloc float[StellarLabels.Count];
        network.Standardise(star.Labels, standardised);
        return network.Domain.Distance(standardised);
    }

    (double Distance, double Error) Gaia() => double.IsFinite(star.GaiaDistance.Value) ? star.GaiaDistance
        : star.Parallax >= LeastParallaxSignificance * star.ParallaxError
            ? (1000 / star.Parallax, 1000 / star.Parallax * (star.ParallaxError / star.Parallax))
            : (double.NaN, double.NaN);

    /// <summary>The mean of two distances by the inverse squares of their errors; one of them where there is no other.</summary>
    static (double Distance, double Error) Weighted((double Value, double Error) one, (double Value, double Error) other)
    {
        if (double.IsNaN(one.Value) || double.IsNaN(other.Value))
        {
            return double.IsNaN(one.Value) ? other : one;
        }

        double weight = 1 / (one.Error * one.Error);
        double otherWeight = 1 / (other.Error * other.Error);
        return (((one.Value * weight) + (other.Value * otherWeight)) / (weight + otherWeight), Math.Sqrt(1 / (weight + otherWeight)));
    }

    static void Set(ref DistMassFlags flags, DistMassFlags flag, bool condition) => flags |= condition ? flag : DistMassFlags.None;
}
