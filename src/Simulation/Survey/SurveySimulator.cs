using System.Collections.Concurrent;
using System.Globalization;

namespace Astra.Simulation;

/// <summary>
/// Draws stars as a survey of the Galaxy's disc observes them (<see cref="SurveyPopulation"/>), each visit with noise of its own. Safe for several
/// threads; star n of a seed is the same to the last bit whoever draws it and when.
/// </summary>
public sealed class SurveySimulator
{
    /// <summary>
    /// Of 20 stars so many have 1 visit, 2, 3, and so on: as in the public releases, three are most usual (Zasowski et al. 2013, AJ 146, 81).
    /// </summary>
    static readonly int[] VisitFrequencies = [4, 3, 7, 2, 2, 2];

    const int FirstNight = 55_800;
    const int LastFirstNight = 56_800;
    const double MjdZero = 2_400_000.5;
    const int FirstPlate = 5000;
    const int Plates = 4000;

    /// <summary>Error of a velocity at S/N 100, and the least one, km/s: as in apStar files of giants.</summary>
    const double VelocityErrorAt100 = 0.008;

    const double LeastVelocityError = 0.004;

    /// <summary>Where the disc ends, parsec: brighter stars than are that far without extinction are not drawn fainter.</summary>
    const double FarthestDistance = 12_000;

    /// <summary>A_K towards the Galaxy's poles in the mean, and the most: a thin disc of dust of E(B-V) 0.03.</summary>
    const double PolarExtinction = 0.011;

    const double MostMeanExtinction = 0.4;

    /// <summary>
    /// A_K over E(B-V) (Wang and Chen 2019, ApJ 877, 116, with R_V = 3.16, and Schlafly and Finkbeiner 2011, ApJ 737, 103, as AstroNN takes it).
    /// </summary>
    const double ExtinctionOverReddening = 0.3517;

    /// <summary>Error of an extinction by infrared colours, mag, and the fractional error of a map's reddening.</summary>
    const double ExtinctionError = 0.02;

    const double ReddeningError = 0.1;

    readonly SurveySettings settings;
    readonly SimulationSettings spectra;
    readonly SurveyPopulation population;
    readonly SpectrumSimulator simulator;
    readonly ConcurrentBag<Scratch> idle = [];

    /// <summary>Makes a simulator.</summary>
    /// <param name="emulator">Gives the spectra.</param>
    /// <param name="settings">What to draw.</param>
    /// <exception cref="ConfigurationException">A setting is out of range, or the emulator is not for such stars.</exception>
    public SurveySimulator(Emulator emulator, SurveySettings settings)
    {
        settings.Check();
        this.settings = settings;
        spectra = settings.Spectra;
        population = new SurveyPopulation(emulator, settings.Seed);
        simulator = new SpectrumSimulator(emulator, spectra);
    }

    /// <summary>The emulator.</summary>
    public Emulator Emulator => simulator.Emulator;

    /// <summary>What is drawn.</summary>
    public SurveySettings Settings => settings;

    /// <summary>Draws a star.</summary>
    /// <param name="number">Its number, 0 or more: with the seed it decides everything that is random.</param>
    public SimulatedStar Draw(long number)
    {
        SurveyStar star = population.Draw(number);
        string name = string.Create(CultureInfo.InvariantCulture, $"SIM{settings.Seed}_{number:D6}");
        RandomSource random = RandomSource.FromName($"survey star\n{name}");
        SkyPosition position = SkyPosition.Draw(random);
        double towards = Math.Max(Math.Abs(Math.Sin(position.GalacticLatitude * Math.PI / 180)), PolarExtinction / MostMeanExtinction);
        SimulationSettings its = spectra with { Mass = star.Mass, MeanExtinction = PolarExtinction / towards };
        double farthest = StarPhotometry.Intrinsic(its, star.Teff, star.Logg, star.Metals).Absolute.H + (5 * Math.Log10(FarthestDistance / 10));
        its = its with { HFaintest = Math.Clamp(farthest, its.HBrightest, its.HFaintest) };
        StarPhotometry photometry = StarPhotometry.Draw(its, star.Teff, star.Logg, star.Metals, random);
        Dictionary<string, double> metadata = photometry.Catalogue();
        metadata["a_k"] = Math.Max(0, photometry.Extinction + (ExtinctionError * random.NextGaussian()));
        metadata["ebv_sfd"] = photometry.Extinction / ExtinctionOverReddening * Math.Exp(ReddeningError * random.NextGaussian());
        double snr = settings.SnrMin * Math.Pow(settings.SnrMax / settings.SnrMin, random.NextDouble());
        double velocity = spectra.VelocityDispersion * random.NextGaussian();
        SurveyField field = SurveyField.At(position);
        (int Mjd, double JulianDate)[] nights = DrawNights(random);
        double[] corrections = Array.ConvertAll(nights, night => EarthOrbit.VelocityTowards(position, night.JulianDate));
        int[] shifts = Array.ConvertAll(corrections, correction => (int)Math.Round((velocity - correction) / LineBroadening.PixelVelocity));

        if (!idle.TryTake(out Scratch? scratch))
        {
            scratch = new Scratch(spectra);
        }

        ObservedVisits observed;
        double[] ratios;
        try
        {
            float level = (float)simulator.ShapeOf(population.LabelsOf(star), photometry.Apparent.H, random, scratch.Shape);
            observed = scratch.Observation.ObserveVisits(scratch.Shape, level, snr, shifts, random);
            ratios = [.. observed.Rows.Append(observed.Combined).Select(row => row.Snr(scratch.Median))];
        }
        finally
        {
            idle.Add(scratch);
        }

        MeasuredLabels measured = MeasuredLabels.Of(star, ratios[^1], random);
        Seismology oscillations = Seismology.Of(star.Mass, photometry.Radius, star.Teff, random);
        SurveyVisit[] visits = [.. nights.Select((night, v) => VisitAt(night, v))];
        return new SimulatedStar(number, name, position, measured, oscillations, visits, observed, ratios)
        {
            Truth = star,
            Radius = photometry.Radius,
            Luminosity = photometry.Luminosity,
            Distance = photometry.Distance,
            Extinction = photometry.Extinction,
            Velocity = velocity,
            Metadata = metadata,
        };

        SurveyVisit VisitAt((int Mjd, double JulianDate) night, int visit)
        {
            double error = Math.Max(LeastVelocityError, VelocityErrorAt100 * 100 / ratios[visit]);
            return new SurveyVisit(
                night.Mjd,
                night.JulianDate,
                night.JulianDate + EarthOrbit.TimeTowards(position, night.JulianDate) - 2_400_000,
                FirstPlate + (field.Location % Plates),
                corrections[visit],
                velocity - corrections[visit] + (error * random.NextGaussian()),
                error);
        }
    }

    static (int Mjd, double JulianDate)[] DrawNights(RandomSource random)
    {
        int draw = (int)(random.NextDouble() * VisitFrequencies.Sum());
        int visits = 1;
        while (draw >= VisitFrequencies[visits - 1])
        {
            draw -= VisitFrequencies[visits++ - 1];
        }

        (int, double)[] nights = new (int, double)[visits];
        int mjd = FirstNight + (int)((LastFirstNight - FirstNight) * random.NextDouble());
        for (int v = 0; v < visits; v++)
        {
            // Nights at Apache Point are from 1 to 13 hours UT; a plate is taken again after some days or weeks.
            nights[v] = (mjd, mjd + MjdZero + ((1.5 + (10.5 * random.NextDouble())) / 24));
            mjd += 1 + (int)(30 * random.NextDouble());
        }

        return nights;
    }

    sealed class Scratch(SimulationSettings settings)
    {
        public float[] Shape { get; } = new float[Emulator.Pixels];

        public Observation Observation { get; } = new(settings);

        public Median Median { get; } = new(WavelengthGrid.Pixels);
    }
}
