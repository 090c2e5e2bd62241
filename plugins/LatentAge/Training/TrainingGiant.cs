using Astra.Plugins.LatentAge.PowerSpectra.Simulation;

namespace Astra.Plugins.LatentAge.Training;

/// <summary>A giant with seismology.</summary>
/// <param name="Index">Its number in the training set.</param>
/// <param name="Name">What identifies it.</param>
/// <param name="Key">What it shares with stars that must not be split from it: its group, or its name.</param>
/// <param name="Kic">Its number in Kepler's input catalogue; null where not known.</param>
/// <param name="NuMax">Frequency of maximum power, microhertz.</param>
/// <param name="DeltaNu">Large frequency separation, microhertz; NaN where not known.</param>
/// <param name="IsClump">Whether it burns helium in its core; null where not known.</param>
/// <param name="Labels">A value for each of <see cref="LatentLabels.All"/>; NaN where not known.</param>
/// <param name="Teff">Its temperature in K with error, 0 where not known.</param>
/// <param name="FeH">[Fe/H] with error, 0 where not known.</param>
/// <param name="LogAge">log10(age / Gyr); NaN where not known.</param>
/// <param name="LogAgeError">Its error; NaN where not known.</param>
sealed record TrainingGiant(
    int Index,
    string Name,
    string Key,
    long? Kic,
    double NuMax,
    double DeltaNu,
    bool? IsClump,
    double[] Labels,
    (double Value, double Error) Teff,
    (double Value, double Error) FeH,
    double LogAge,
    double LogAgeError)
{
    // Leung et al. 2023, section 4.
    const double LargestNuMaxError = 0.1;

    /// <summary>Whether its age can be learned.</summary>
    public bool HasAge => double.IsFinite(LogAge + LogAgeError) && LogAgeError > 0 && double.IsFinite(Teff.Value + FeH.Value);

    /// <summary>The giants of a training set that are good enough: nu_max from 4 to 250 microhertz, known to 10 % where the error is known.</summary>
    /// <param name="data">The training set.</param>
    /// <param name="log">Is told what is left out.</param>
    /// <exception cref="BadInputException">There is no label nu_max, or no good star.</exception>
    public static List<TrainingGiant> Of(ITrainingSet data, Action<string> log)
    {
        LabelPlaces places = new(data.Labels);
        if (!places.Has(LatentLabels.NuMax))
        {
            throw new BadInputException(
                $"There is no label {LatentLabels.NuMax} (microhertz) among {string.Join(", ", data.Labels)}: pixels are weighted by it. Name it with --labels.");
        }

        string[] used = [.. places.Used];
        string[] unused = [.. data.Labels.Where(name => !used.Contains(name) && name != LatentLabels.Logg)];
        if (unused.Length > 0)
        {
            log($"LatentAge makes no use of {string.Join(", ", unused)}");
        }

        List<TrainingGiant> giants = [];
        int unknown = 0, outside = 0, uncertain = 0;
        for (int i = 0; i < data.Count; i++)
        {
            TrainingStar star = data.Star(i);
            double nuMax = places.Value(star, LatentLabels.NuMax), error = places.Value(star, $"e_{LatentLabels.NuMax}");
            if (!double.IsFinite(nuMax))
            {
                unknown++;
            }
            else if (nuMax is < SimulatedGiant.LowestNuMax or > SimulatedGiant.HighestNuMax)
            {
                outside++;
            }
            else if (error > LargestNuMaxError * nuMax)
            {
                uncertain++;
            }
            else
            {
                giants.Add(Giant(i, star, nuMax, places));
            }
        }

        Tell(unknown, "without nu_max");
        Tell(outside, FormattableString.Invariant($"with nu_max outside of {SimulatedGiant.LowestNuMax} to {SimulatedGiant.HighestNuMax} microhertz"));
        Tell(uncertain, FormattableString.Invariant($"with an error of nu_max above {LargestNuMaxError:P0} of it"));
        return giants.Count > 0 ? giants : throw new BadInputException("No star of the training set has a usable nu_max.");

        void Tell(int count, string what)
        {
            if (count > 0)
            {
                log($"{count} stars {what} are left out");
            }
        }
    }

    static TrainingGiant Giant(int index, TrainingStar star, double nuMax, LabelPlaces places)
    {
        double deltaNu = places.Value(star, LatentLabels.DeltaNu), state = places.Value(star, LatentLabels.RedClump);
        double age = places.Value(star, LatentLabels.Age), logAge = places.Value(star, LatentLabels.LogAge);
        double logAgeError = double.IsFinite(logAge)
            ? places.Value(star, $"e_{LatentLabels.LogAge}")
            : places.Value(star, $"e_{LatentLabels.Age}") / age / Math.Log(10);
        return new TrainingGiant(
            index,
            star.Name,
            star.Group ?? star.Name,
            places.Value(star, LatentLabels.Kic) is > 0 and var kic ? (long)kic : null,
            nuMax,
            deltaNu,
            double.IsFinite(state) ? state > 0.5 : null,
            [
                .. LatentLabels.All.Select(label => label.Name == LatentLabels.ExcessDeltaNu
                    ? LatentLabels.Excess(nuMax, deltaNu)
                    : places.Value(star, label.Name)),
            ],
            (places.Value(star, LatentLabels.Teff), places.Error(star, LatentLabels.Teff)),
            (places.Value(star, LatentLabels.FeH), places.Error(star, LatentLabels.FeH)),
            double.IsFinite(logAge) ? logAge : age > 0 ? Math.Log10(age) : double.NaN,
            logAgeError);
    }

    /// <summary>Where labels are in those of the training set.</summary>
    sealed class LabelPlaces(IReadOnlyList<string> names)
    {
        static readonly string[] Known =
        [
            .. LatentLabels.All.Select(label => label.Name), LatentLabels.RedClump, LatentLabels.Kic, LatentLabels.Age, LatentLabels.LogAge,
        ];

        readonly Dictionary<string, int> places = names.Select((name, i) => (name, i)).ToDictionary(pair => pair.name, pair => pair.i, StringComparer.OrdinalIgnoreCase);

        public IEnumerable<string> Used => Known.Concat(Known.Select(name => $"e_{name}"));

        public bool Has(string label) => places.ContainsKey(label);

        public double Value(TrainingStar star, string label) =>
            places.TryGetValue(label, out int place) && double.IsFinite(star.Labels[place]) ? star.Labels[place] : double.NaN;

        public double Error(TrainingStar star, string label) => Value(star, $"e_{label}") is > 0 and var error ? error : 0;
    }
}
