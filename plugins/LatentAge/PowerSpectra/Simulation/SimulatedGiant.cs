namespace Astra.Plugins.LatentAge.PowerSpectra.Simulation;

/// <summary>
/// A red giant as its power spectrum shows it: what follows from nu_max, Delta nu and evolutionary state, and what it has of its own.
/// </summary>
/// <remarks>
/// What is its own scatters as it does from star to star. None of it may tell a network more of nu_max and Delta nu than a real spectrum would, nor
/// hide them.
/// </remarks>
sealed record SimulatedGiant
{
    /// <summary>The lowest nu_max, in microhertz (the sample of Leung et al. 2023, section 4).</summary>
    public const double LowestNuMax = 4;

    /// <summary>The highest nu_max, in microhertz.</summary>
    public const double HighestNuMax = 250;

    // Real giants of APOKASC-2 lie within 0.76 and 1.55 of the expected separation.
    const double LeastOfExpected = 0.5, MostOfExpected = 2;

    // In full widths of the envelope; it is 1 % of its height there.
    const double EnvelopeReach = 1.3;

    const double MassOfSecondaryClump = 1.8;

    /// <summary>
    /// What radial modes and those of degree 1, 2 and 3 show in Kepler's band, radial ones being 1 (Ballot et al. 2011, A&amp;A 531, A124, for 4800
    /// K).
    /// </summary>
    static readonly double[] Visibility = [1, 1.54, 0.58, 0.043];

    /// <summary>The frequency of maximum power, in microhertz.</summary>
    public required double NuMax { get; init; }

    /// <summary>The large frequency separation at nu_max, in microhertz.</summary>
    public required double DeltaNu { get; init; }

    /// <summary>Whether it burns helium in its core; else it is on the red-giant branch.</summary>
    public required bool IsClump { get; init; }

    /// <summary>Where its pressure modes are.</summary>
    public required PressureModes Pressure { get; init; }

    /// <summary>Where its dipole modes are.</summary>
    public required MixedModes Dipoles { get; init; }

    /// <summary>The granulation that its modes stand on.</summary>
    public required Granulation Granulation { get; init; }

    /// <summary>The density of power of all modes at nu_max, averaged over an order, in ppm^2 per microhertz.</summary>
    public required double EnvelopeHeight { get; init; }

    /// <summary>The full width at half maximum of the Gaussian envelope of the modes' power, in microhertz.</summary>
    public required double EnvelopeWidth { get; init; }

    /// <summary>The power of degrees 0 to 3 in relation to that of degree 0.</summary>
    public required IReadOnlyList<double> Visibilities { get; init; }

    /// <summary>The full width at half maximum of radial modes, in microhertz: 1 over pi times their lifetime.</summary>
    public required double RadialWidth { get; init; }

    /// <summary>The density of the instrument's noise, in ppm^2 per microhertz.</summary>
    public required double WhiteNoise { get; init; }

    /// <summary>Whether a giant with this nu_max can have this Delta nu, both in microhertz.</summary>
    public static bool IsOfGiant(double nuMax, double deltaNu) =>
        deltaNu / PixelGrid.ExpectedSeparation(nuMax) is >= LeastOfExpected and <= MostOfExpected;

    /// <summary>Draws what a giant has of its own. The same star comes from the same numbers.</summary>
    /// <param name="nuMax">The frequency of maximum power, in microhertz: 4 to 250.</param>
    /// <param name="deltaNu">The large frequency separation, in microhertz: from half to twice of what is expected for nu_max.</param>
    /// <param name="isClump">Whether it burns helium in its core; else it is on the red-giant branch.</param>
    /// <param name="random">Where random numbers come from; the same count of them for every star.</param>
    /// <exception cref="BadInputException">nu_max or Delta nu is not that of a red giant.</exception>
    public static SimulatedGiant Draw(double nuMax, double deltaNu, bool isClump, RandomSource random)
    {
        if (!(nuMax >= LowestNuMax && nuMax <= HighestNuMax))
        {
            throw new BadInputException(FormattableString.Invariant(
                $"nu_max is {nuMax} microhertz; power spectra are simulated for {LowestNuMax} to {HighestNuMax}. Leave the star out."));
        }

        double expected = PixelGrid.ExpectedSeparation(nuMax);
        if (!IsOfGiant(nuMax, deltaNu))
        {
            throw new BadInputException(FormattableString.Invariant(
                $"Delta nu is {deltaNu} microhertz where nu_max is {nuMax}; a red giant has about {expected:F2}, and not below {LeastOfExpected * expected:F2} or above {MostOfExpected * expected:F2}. Leave the star out."));
        }

        PressureModes pressure = new(
            nuMax, deltaNu,
            PressureModes.ExpectedEpsilon(deltaNu) + (0.03 * random.NextGaussian()),
            PressureModes.ExpectedCurvature(deltaNu) * Around(0.15, random));
        MixedModes dipoles = new(pressure, PeriodSpacingOf(nuMax, deltaNu, isClump, random), CouplingOf(isClump, random), random.NextDouble());
        double[] visibilities = [1, Visibility[1] * Around(0.15, random), Visibility[2] * Around(0.2, random), Visibility[3] * Around(0.2, random)];
        return new SimulatedGiant
        {
            NuMax = nuMax,
            DeltaNu = deltaNu,
            IsClump = isClump,
            Pressure = pressure,
            Dipoles = dipoles,
            Visibilities = visibilities,
            EnvelopeHeight = ExpectedHeight(nuMax) * Around(0.25, random),
            EnvelopeWidth = ExpectedWidth(nuMax) * Around(0.1, random),
            RadialWidth = ExpectedRadialWidth(nuMax, isClump) * Around(0.2, random),
            Granulation = new Granulation(nuMax, Around(0.2, random), Around(0.05, random)),
            WhiteNoise = KeplerObservation.WhiteNoise(Math.Clamp(11.9 + (0.9 * random.NextGaussian()), 8, 13.5)),
        };
    }

    /// <summary>
    /// The height of the envelope that goes with nu_max in microhertz, in ppm^2 per microhertz (Mosser et al. 2012, A&amp;A 537, A30).
    /// </summary>
    public static double ExpectedHeight(double nuMax) => 2.03e7 * Math.Pow(nuMax, -2.38);

    /// <summary>
    /// The full width at half maximum of the envelope that goes with nu_max, both in microhertz (Mosser et al. 2012, A&amp;A 537, A30).
    /// </summary>
    public static double ExpectedWidth(double nuMax) => 0.66 * Math.Pow(nuMax, 0.88);

    /// <summary>
    /// The full width at half maximum of radial modes that goes with nu_max, both in microhertz: about 0.1 on the branch and more in the clump,
    /// growing with about the fifth power of the temperature (Vrard et al. 2018, A&amp;A 616, A94), which on the branch goes as nu_max^0.038 (the
    /// giants of APOKASC-2).
    /// </summary>
    public static double ExpectedRadialWidth(double nuMax, bool isClump) => isClump ? 0.19 : 0.12 * Math.Pow(nuMax / 80, 5 * 0.038);

    /// <summary>
    /// All modes that rise above a hundredth of the highest. The power of an order, envelope times separation, is shared by the degrees as they are
    /// visible (Kjeldsen et al. 2008, ApJ 682, 1370); that of degree 1 by the mixed modes in proportion to their energy in the envelope, as in
    /// equipartition, and their damping too (Dupret et al. 2009, A&amp;A 506, 57; Benomar et al. 2014, ApJ 781, L29).
    /// </summary>
    public IEnumerable<OscillationMode> Modes()
    {
        double low = Math.Max(0.2 * NuMax, NuMax - (EnvelopeReach * EnvelopeWidth)), high = NuMax + (EnvelopeReach * EnvelopeWidth);
        foreach ((int degree, double offset) in new[] { (0, 0.0), (2, Pressure.QuadrupoleOffset), (3, PressureModes.OctupoleOffset) })
        {
            for (double order = Math.Ceiling(Pressure.Order(low) - offset); Pressure.Frequency(order + offset) <= high; order++)
            {
                yield return Mode(degree, Pressure.Frequency(order + offset), 1);
            }
        }

        foreach ((double frequency, double share) in Dipoles.Between(low, high))
        {
            yield return Mode(1, frequency, share);
        }
    }

    /// <summary>The mean density of power that four years of Kepler's observations of it have, in ppm^2 per microhertz.</summary>
    /// <param name="frequencies">Where.</param>
    public double[] Density(FrequencySampling frequencies)
    {
        double[] density = new double[frequencies.Count];
        Granulation.Add(frequencies, density);
        foreach (OscillationMode mode in Modes())
        {
            Lorentzian.Add(mode, frequencies, density);
        }

        for (int i = 0; i < density.Length; i++)
        {
            density[i] = (density[i] * KeplerObservation.Transmission(frequencies[i])) + WhiteNoise;
        }

        return density;
    }

    OscillationMode Mode(int degree, double frequency, double envelopeShare)
    {
        double distance = (frequency - NuMax) / EnvelopeWidth;
        double envelope = EnvelopeHeight * Math.Exp(-4 * Math.Log(2) * distance * distance);
        double share = envelopeShare * Visibilities[degree] / Visibility.Sum();
        return new OscillationMode(
            degree, frequency, envelope * Pressure.Separation(frequency) * share, (RadialWidth * envelopeShare) + KeplerObservation.Resolution);
    }

    /// <summary>
    /// On the branch 60 s + 1.7 s per microhertz of Delta nu (Vrard et al. 2016, A&amp;A 588, A87); in the clump 300 s, and less in the secondary
    /// clump of stars whose core was never degenerate (Mosser et al. 2014, A&amp;A 572, L5).
    /// </summary>
    static double PeriodSpacingOf(double nuMax, double deltaNu, bool isClump, RandomSource random)
    {
        double scatter = Math.Clamp(random.NextGaussian(), -2.5, 2.5);
        if (!isClump)
        {
            return 60 + (1.7 * deltaNu) + (2.5 * scatter);
        }

        // The scaling relation for the mass at 4900 K, the temperature of the clump (Kjeldsen and Bedding 1995; the Sun of Leung et al. 2023's code).
        double mass = Math.Pow(nuMax / 3076, 3) * Math.Pow(4900.0 / 5780, 1.5) * Math.Pow(deltaNu / 135.146, -4);
        return mass > MassOfSecondaryClump ? 235 + (25 * scatter) : 300 + (18 * scatter);
    }

    /// <summary>Weaker on the branch than in the clump (Mosser et al. 2017, A&amp;A 600, A1).</summary>
    static double CouplingOf(bool isClump, RandomSource random)
    {
        double scatter = Math.Clamp(random.NextGaussian(), -2.5, 2.5);
        return isClump ? 0.28 + (0.03 * scatter) : 0.15 + (0.02 * scatter);
    }

    /// <summary>A factor around 1 whose logarithm is drawn from a normal distribution, cut at 2.5 standard deviations.</summary>
    static double Around(double sigma, RandomSource random) => Math.Exp(sigma * Math.Clamp(random.NextGaussian(), -2.5, 2.5));
}
