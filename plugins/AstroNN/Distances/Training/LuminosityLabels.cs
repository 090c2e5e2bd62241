using System.Globalization;

namespace Astra.Plugins.AstroNN.Distances.Training;

/// <summary>
/// Pseudo-luminosities of a training set's stars, from whichever columns it has: a pseudo-luminosity, an absolute magnitude, a parallax with an
/// apparent magnitude, or a radius with a temperature. Errors are propagated to first order; an L of a parallax is linear in it, so that a negative
/// one counts.
/// </summary>
sealed class LuminosityLabels
{
    /// <summary>Each star by the first of the others that it has.</summary>
    public const string First = "first";

    public const string Fakemag = "fakemag";
    public const string AbsoluteMagnitude = "m_k";
    public const string Parallax = "parallax";
    public const string Radius = "radius";

    /// <summary>Relative change of L with a magnitude: ln(10) / 5.</summary>
    const double PerMagnitude = 0.46051701859880917;

    readonly IReadOnlyDictionary<string, int> places;
    readonly double zeroPoint;
    readonly IsochroneMagnitudes? isochrones;

    LuminosityLabels(IReadOnlyDictionary<string, int> places, double zeroPoint, IsochroneMagnitudes? isochrones) =>
        (this.places, this.zeroPoint, this.isochrones) = (places, zeroPoint, isochrones);

    /// <summary>What pseudo-luminosities may be made of, best first.</summary>
    public static IReadOnlyList<string> Origins { get; } = [Fakemag, AbsoluteMagnitude, Parallax, Radius];

    /// <summary>The labels that each of them needs.</summary>
    static IReadOnlyDictionary<string, string[]> Needed { get; } = new Dictionary<string, string[]>
    {
        [Fakemag] = ["fakemag"],
        [AbsoluteMagnitude] = ["m_k"],
        [Parallax] = ["plx", "e_plx", "k_mag"],
        [Radius] = ["radius", "teff", "logg", "fe_h"],
    };

    /// <summary>The pseudo-luminosities of a training set's stars. Stars without one are left out.</summary>
    /// <param name="data">The training set.</param>
    /// <param name="luminosity">Which of <see cref="Origins"/>, or <see cref="First"/>.</param>
    /// <param name="zeroPoint">What is subtracted from parallaxes for which the recipe of Gaia DR3 has no inputs, mas.</param>
    /// <param name="isochrones">Gives K magnitudes to stars with radii; null for none.</param>
    /// <param name="selection">Which stars to take.</param>
    /// <param name="log">Is told what is left out.</param>
    /// <exception cref="BadInputException">The labels do not make pseudo-luminosities, or no star has one.</exception>
    /// <exception cref="ConfigurationException">Radii need isochrones.</exception>
    public static List<LuminosityLabel> Of(
        ITrainingSet data,
        string luminosity,
        double zeroPoint,
        IsochroneMagnitudes? isochrones,
        Func<IReadOnlyDictionary<string, double>, double, bool> selection,
        Action<string> log)
    {
        Dictionary<string, int> places = new(StringComparer.OrdinalIgnoreCase);
        for (int i = 0; i < data.Labels.Count; i++)
        {
            places.TryAdd(data.Labels[i], i);
        }

        string[] origins = OriginsOf(places, luminosity, isochrones);
        LuminosityLabels maker = new(places, zeroPoint, isochrones);
        List<LuminosityLabel> stars = [];
        List<string> without = [];
        int deselected = 0;
        for (int i = 0; i < data.Count; i++)
        {
            TrainingStar star = data.Star(i);
            LuminosityLabel? label = origins.Select(origin => maker.Make(star, i, origin)).FirstOrDefault(made => made is not null);
            if (label is null)
            {
                without.Add($"{star.Name} (row {star.Row})");
            }
            else if (selection(ByName(star), label.Value))
            {
                stars.Add(label);
            }
            else
            {
                deselected++;
            }
        }

        if (without.Count > 0)
        {
            log($"{without.Count} stars without a pseudo-luminosity are left out: {string.Join(", ", without.Take(10))}{(without.Count > 10 ? ", ..." : "")}");
        }

        if (deselected > 0)
        {
            log($"{deselected} stars are left out by the selection");
        }

        log($"pseudo-luminosities: {string.Join(", ", stars.GroupBy(star => star.Origin).Select(part => $"{part.Count()} from {part.Key}"))}");
        return stars.Count > 0
            ? stars
            : throw new BadInputException($"No star of the training set has a pseudo-luminosity (from {string.Join(", ", origins)}) and is selected.");

        Dictionary<string, double> ByName(TrainingStar star) =>
            places.ToDictionary(place => place.Key, place => star.Labels[place.Value], StringComparer.OrdinalIgnoreCase);
    }

    static string[] OriginsOf(Dictionary<string, int> places, string luminosity, IsochroneMagnitudes? isochrones)
    {
        string[] wanted = luminosity == First ? [.. Origins] : [luminosity];
        string[] possible = [.. wanted.Where(origin => Needed[origin].All(places.ContainsKey))];
        if (possible.Length == 0)
        {
            string ways = string.Join("; or ", wanted.Select(origin => string.Join(", ", Needed[origin])));
            throw new BadInputException($"A pseudo-luminosity needs the labels {ways}. The labels are {string.Join(", ", places.Keys)}: name the others with --labels.");
        }

        return possible.Contains(Radius) && isochrones is null
            ? throw new ConfigurationException(
                $"Radii make pseudo-luminosities with the K magnitudes of isochrones: set the option {AstroNNDistTrainingOptions.IsochronesOption} to a table or a folder of them, " +
                $"or {AstroNNDistTrainingOptions.LuminosityOption} to something else.")
            : possible;
    }

    LuminosityLabel? Make(TrainingStar star, int index, string origin)
    {
        (double value, double error) = origin switch
        {
            Fakemag => (Known("fakemag"), Error("e_fakemag")),
            AbsoluteMagnitude => OfMagnitude(Magnitude("m_k"), Error("e_m_k")),
            Parallax => OfParallax(),
            _ => OfRadius(),
        };
        return double.IsFinite(value) && double.IsFinite(error) && value > -9000
            ? new LuminosityLabel(index, star.Group ?? star.Name, value, error, origin)
            : null;

        double Known(string name) => places.TryGetValue(name, out int place) ? star.Labels[place] : double.NaN;

        double Magnitude(string name) => Known(name) is > -30 and < 30 and double magnitude ? magnitude : double.NaN;

        // Published tables write -9999 for an error that is not known.
        double Error(string name) => Known(name) is >= 0 and < double.PositiveInfinity and double error ? error : 0;

        (double, double) OfMagnitude(double magnitude, double sigma) =>
            PseudoLuminosity.OfMagnitude(magnitude) is var luminosity ? (luminosity, PerMagnitude * sigma * luminosity) : default;

        (double, double) OfParallax()
        {
            StarPhotometry photometry = StarPhotometry.Of(Known("k_mag"), Known("a_k"), Known("ebv"));
            double parallax = Known("plx");
            double sigma = Known("e_plx");
            if (parallax <= -999 || !(sigma > 0))
            {
                return (double.NaN, double.NaN);
            }

            double given = Known("zero_point");
            double recipe = GaiaZeroPoint.Of(Known("g_mag"), Known("nu_eff"), Known("pseudocolour"), Known("ecl_lat"), Known("params_solved"));
            double offset = double.IsFinite(given) ? given : double.IsNaN(recipe) ? zeroPoint : recipe;
            double luminosity = PseudoLuminosity.OfParallax(parallax - offset, photometry.K0);
            double fromParallax = PseudoLuminosity.OfParallax(sigma, photometry.K0);
            double fromMagnitude = PerMagnitude * Error("e_k_mag") * luminosity;
            return (luminosity, Math.Sqrt((fromParallax * fromParallax) + (fromMagnitude * fromMagnitude)));
        }

        (double, double) OfRadius()
        {
            double radius = Known("radius");
            double teff = Known("teff");
            double fraction = places.ContainsKey("e_radius") ? Error("e_radius") / radius : Error("e_radius_fraction");
            double sigmaOfRadius = 5 * fraction / Math.Log(10);
            double sigmaOfTeff = 10 * Error("e_teff") / teff / Math.Log(10);
            double sigma = Math.Sqrt((sigmaOfRadius * sigmaOfRadius) + (sigmaOfTeff * sigmaOfTeff) + (isochrones!.Scatter * isochrones.Scatter));
            return OfMagnitude(isochrones.Of(radius, teff, Known("logg"), Known("fe_h")), sigma);
        }
    }
}
