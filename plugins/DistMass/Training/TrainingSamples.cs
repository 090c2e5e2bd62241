using System.Globalization;

namespace Astra.Plugins.DistMass.Training;

/// <summary>The stars of a training set that can be trained on, and what became of the others.</summary>
/// <param name="Samples">The stars.</param>
/// <param name="Removed">How many stars each cut removed, in the order of the cuts.</param>
/// <param name="Given">The stars before any cut.</param>
sealed record TrainingSamples(IReadOnlyList<TrainingSample> Samples, IReadOnlyDictionary<string, int> Removed, int Given)
{
    /// <summary>
    /// What an absolute magnitude from radius and Teff is uncertain by besides their errors: how well the polynomial follows the isochrones'
    /// bolometric
    /// corrections (at most 0.022 mag), and what these differ by between libraries of atmospheres.
    /// </summary>
    const double CorrectionError = 0.02;

    /// <summary>Reads labels, and applies the cuts.</summary>
    /// <exception cref="BadInputException">The labels say nothing of the target, or no star is left.</exception>
    public static TrainingSamples Of(ITrainingSet data, DistMassTrainingOptions options, TrainingContext context, CancellationToken cancellation)
    {
        Dictionary<string, int> places = data.Labels.Index().ToDictionary(label => label.Item, label => label.Index);
        bool isMass = options.Target != NetworkTarget.AbsoluteMagnitude;
        if (isMass && !places.ContainsKey("mass"))
        {
            throw new BadInputException("There is no label mass. Name it and its error, both in solar masses: --labels mass=COLUMN,e_mass=COLUMN.");
        }

        List<TrainingSample> samples = [];
        Dictionary<string, int> removed = [];
        for (int i = 0; i < data.Count; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            Star star = new(data.Star(i), StarInputs.Of(data.Read(i)), places);
            (TrainingSample? sample, string? cut) = isMass ? OfMass(star, options) : OfMagnitude(star, options);
            if (sample is not null)
            {
                samples.Add(sample);
            }
            else
            {
                removed[cut!] = removed.GetValueOrDefault(cut!) + 1;
            }

            if (i % 1000 == 0)
            {
                context.Progress(new TrainingStep("reading stars", (double)i / data.Count));
            }
        }

        Dictionary<string, int> sorted = removed.OrderByDescending(cut => cut.Value).ThenBy(cut => cut.Key, StringComparer.Ordinal).ToDictionary();
        foreach ((string cut, int count) in sorted)
        {
            context.Log(LogLevel.Information,
                string.Create(CultureInfo.InvariantCulture, $"{count:N0} of {data.Count:N0} stars are left out: {cut}."));
        }

        return samples.Count > 0 ? new TrainingSamples(samples, sorted, data.Count) : throw new BadInputException(
            $"No star is left: {string.Join("; ", sorted.Select(cut => string.Create(CultureInfo.InvariantCulture, $"{cut.Value:N0} {cut.Key}")))}.");
    }

    static (TrainingSample? Sample, string? Cut) OfMass(Star star, DistMassTrainingOptions options)
    {
        if (star.Unusable() is string cut)
        {
            return (null, cut);
        }

        double mass = StarInputs.Positive(star["mass"]);
        double error = StarInputs.Positive(star["e_mass"]);
        if (double.IsNaN(mass) || double.IsNaN(error))
        {
            return (null, "without a mass and its error");
        }

        if (error > options.MaxMassError * mass)
        {
            return (null, Invariant($"with an error of the mass above {options.MaxMassError:P0}"));
        }

        return (star.Sample(mass, Math.Sqrt((error * error) + (options.ErrorFloor * options.ErrorFloor)), options.Origin), null);
    }

    static (TrainingSample? Sample, string? Cut) OfMagnitude(Star star, DistMassTrainingOptions options)
    {
        if (star.Unusable() is string unusable)
        {
            return (null, unusable);
        }

        (Magnitude? known, string? cut) = Magnitude.OfRadius(star);
        if (known is null && cut is null)
        {
            (known, cut) = Magnitude.OfDistance(star, options);
        }

        return known is { } m
            ? (star.Sample(m.Value, Math.Sqrt((m.Error * m.Error) + (options.ErrorFloor * options.ErrorFloor)), m.Origin) with
            {
                ParallaxError = m.ParallaxError,
                MagnitudeError = m.Origin == Magnitude.Seismic ? double.NaN : star.Inputs.KError,
            }, null)
            : (null, cut);
    }

    static string Invariant(FormattableString text) => FormattableString.Invariant(text);

    /// <summary>A star with what the user's table and the pipeline's inputs say of it.</summary>
    sealed class Star(TrainingStar star, StarInputs inputs, Dictionary<string, int> places)
    {
        public StarInputs Inputs => inputs;

        public string? Group => star.Group;

        /// <summary>The labels of the networks: those that the user names, else the pipeline's inputs.</summary>
        public StellarLabels Labels { get; } = new(
            Own(star, places, "teff", inputs.Labels.Teff), Own(star, places, "logg", inputs.Labels.Logg),
                Own(star, places, "fe_h", inputs.Labels.FeH),
            Own(star, places, "c_fe", inputs.Labels.CFe), Own(star, places, "n_fe", inputs.Labels.NFe));

        /// <summary>A label of the user; NaN where it is not known or not named.</summary>
        public double this[string label] => Own(star, places, label, double.NaN);

        /// <summary>Why the star cannot be used, whatever for; null when it can.</summary>
        public string? Unusable() =>
            !Labels.AreKnown ? "without all of teff, logg, fe_h, c_fe and n_fe"
            : Labels.Implausible is not null ? "with a label that no star has"
            : inputs.IsStarBad ? "with STAR_BAD in ASPCAPFLAG"
            : null;

        public TrainingSample Sample(double value, double error, string origin) =>
            new(star.Name, Labels, value, error, origin, double.NaN, double.NaN, StarInputs.Positive(this["age"]));

        static double Own(TrainingStar star, Dictionary<string, int> places, string label, double otherwise) =>
            places.TryGetValue(label, out int place) && StarInputs.Known(star.Labels[place]) is var value && double.IsFinite(value)
                ? value : otherwise;
    }

    /// <summary>An absolute magnitude and where it comes from.</summary>
    readonly record struct Magnitude(double Value, double Error, string Origin, double ParallaxError)
    {
        public const string Seismic = "seismic";

        /// <summary>From the radius that oscillations give, with Teff and a bolometric correction; nothing and no reason without a radius.</summary>
        public static (Magnitude? Magnitude, string? Cut) OfRadius(Star star)
        {
            double radius = StarInputs.Positive(star["radius"]);
            if (double.IsNaN(radius))
            {
                return (null, null);
            }

            double radiusError = StarInputs.Positive(star["e_radius"]);
            double teffError = StarInputs.Positive(star["e_teff"]) is var own && double.IsFinite(own) ? own : star.Inputs.Errors.Teff;
            if (double.IsNaN(radiusError) || double.IsNaN(teffError))
            {
                return (null, "with a radius but without its error or that of Teff");
            }

            StellarLabels labels = star.Labels;
            double magnitude = At(labels.Teff);
            double slope = (At(labels.Teff + 1) - At(labels.Teff - 1)) / 2;
            double ofRadius = AbsoluteMagnitudes.PerFraction * radiusError / radius;
            return double.IsFinite(magnitude) && double.IsFinite(slope)
                ? (new Magnitude(
                    magnitude,
                    Math.Sqrt((ofRadius * ofRadius) + (slope * slope * teffError * teffError) + (CorrectionError * CorrectionError)),
                    Seismic,
                    double.NaN), null)
                : (null, "with a radius, outside of the bolometric corrections");

            double At(double teff) => SeismicMagnitude.Of(radius, teff, labels.Logg, labels.FeH);
        }

        /// <summary>From a distance: given as such, from the parallax, or that of a cluster.</summary>
        public static (Magnitude? Magnitude, string? Cut) OfDistance(Star star, DistMassTrainingOptions options)
        {
            StarInputs inputs = star.Inputs;
            double parallax = StarInputs.Known(star["plx"]) is var own && double.IsFinite(own) ? own : inputs.Parallax;
            double parallaxError = StarInputs.Positive(star["e_plx"]) is var ownError && double.IsFinite(ownError) ? ownError : inputs.ParallaxError;
            double fraction = parallax > 0 ? parallaxError / parallax : double.NaN;
            bool isPrecise = fraction <= options.MaxParallaxError;
            double ofCluster = options.HasClusters ? ClusterDistances.Of(star.Group) : double.NaN;
            (double distance, double distanceError, string origin) =
                isPrecise && double.IsFinite(inputs.GaiaDistance.Value) ? (inputs.GaiaDistance.Value, inputs.GaiaDistance.Error, "distance")
                : isPrecise ? (1000 / parallax, 1000 / parallax * fraction, "parallax")
                : (ofCluster, ofCluster * ClusterDistances.Error, "cluster");
            if (double.IsNaN(distance))
            {
                return (null, double.IsNaN(fraction)
                    ? "without a radius, a positive parallax with its error, or a cluster of known distance"
                    : Invariant($"with an error of the parallax above {options.MaxParallaxError:P0}"));
            }

            if (double.IsNaN(inputs.K) || !(inputs.KError <= options.MaxMagnitudeError))
            {
                return (null, Invariant($"without K, or with an error of K above {options.MaxMagnitudeError} mag (saturated)"));
            }

            double given = StarInputs.Known(star["a_k"]);
            double extinction = double.IsFinite(given) ? given : options.HasExtinctionRules ? inputs.AK().Value : 0;
            if (double.IsNaN(extinction))
            {
                return (null, "without an extinction");
            }

            if (extinction >= options.MaxExtinction)
            {
                return (null, Invariant($"with A_K of {options.MaxExtinction} mag or more"));
            }

            double ofDistance = AbsoluteMagnitudes.PerFraction * distanceError / distance;
            return (new Magnitude(
                AbsoluteMagnitudes.Of(inputs.K, extinction, distance),
                Math.Sqrt((ofDistance * ofDistance) + (inputs.KError * inputs.KError)),
                origin,
                origin == "cluster" ? double.NaN : fraction), null);
        }
    }
}
