namespace Astra.Plugins.LatentAge.Training;

/// <summary>What a model says of a star whose labels are known.</summary>
/// <param name="Star">The star.</param>
/// <param name="Labels">For each label of the model, what its forest says (<see cref="LatentLabel.ToTarget"/>), its error, and the truth.</param>
/// <param name="RedClumpProbability">NaN without a forest of states.</param>
/// <param name="LogAge">log10(age / Gyr); NaN without a forest of ages, or without Teff and [Fe/H].</param>
/// <param name="LogAgeError">Its calibrated error.</param>
/// <param name="LogAgeScatter">The scatter of the trees, as it is.</param>
sealed record TestAnswer(
    EncodedStar Star,
    IReadOnlyList<(double Value, double Error, double Truth)> Labels,
    double RedClumpProbability,
    double LogAge,
    double LogAgeError,
    double LogAgeScatter)
{
    /// <summary>Asks a model about stars.</summary>
    /// <param name="model">The model.</param>
    /// <param name="stars">The stars.</param>
    /// <param name="random">A source of each star's own.</param>
    public static TestAnswer[] Of(LatentAgeModel model, EncodedStar[] stars, Func<EncodedStar, RandomSource> random)
    {
        LatentReading reading = new(model.Forests, samplesInputs: true);
        int[] places = [.. model.Settings.Labels.Select(label => LatentLabels.All.Select(known => known.Name).ToList().IndexOf(label.Name))];
        return
        [
            .. stars.Select(star =>
            {
                RandomSource source = random(star);
                (double, double, double)[] labels =
                [
                    .. places.Select((place, i) =>
                    {
                        (double value, double scatter) = reading.Label(i, star.Point, source);
                        return (value, model.Settings.Labels[i].Error.Error(scatter), LatentLabels.All[place].ToTarget(star.Giant.Labels[place]));
                    }),
                ];
                (double logAge, double ageScatter, _) = double.IsFinite(star.Giant.Teff.Value + star.Giant.FeH.Value)
                    ? reading.Age(star.Point, star.Giant.Teff, star.Giant.FeH, source)
                    : (double.NaN, double.NaN, double.NaN);
                return new TestAnswer(
                    star, labels, reading.RedClumpProbability(star.Point), logAge, model.Settings.Age?.Error.Error(ageScatter) ?? double.NaN, ageScatter);
            }),
        ];
    }
}
