using System.Globalization;
using System.Text.Json;
using static Astra.Plugins.DistMass.Training.DistMassTrainingOptions;

namespace Astra.Plugins.DistMass.Training;

/// <summary>
/// Trains one network of a model by the recipe of Stone-Martinez et al. 2024: 64, 16 and 20 per cent of the stars to train on, to stop by and to test
/// with; activation, optimiser and initial weights chosen on the validation stars. Cross-validation then tells how good such networks are on stars
/// that they
/// have not seen. The other networks of the model may be taken over from another model.
/// </summary>
[Option(TargetOption, "distance", "What to train: distance (absolute magnitude in Ks), mass_uncor_ss, mass_cor_ss, mass_uncor_mo, mass_cor_mo, mass_uncor_tw or mass_cor_tw")]
[Option(AddToOption, "", "Folder of a model whose other networks are taken over, so that one model has them all; none unless given")]
[Option(OriginOption, "apokasc", "Where masses are from, for the bitmask: apokasc, berger or serenelli")]
[Option(NeuronsOption, 8, "Neurons of the hidden layer")]
[Option(ActivationOption, Best, "Activation of the hidden layer: best (chosen on the validation stars), tanh, relu or sigmoid")]
[Option(OptimiserOption, Best, "best (chosen on the validation stars), adam or adamax")]
[Option(RestartsOption, 3, "Initial weights tried with each activation and optimiser")]
[Option(EpochsOption, 400, "Passes over the training stars, at most")]
[Option(PatienceOption, 30, "Epochs without a lower validation loss after which the training ends")]
[Option(BatchOption, 64, "Stars in a training step")]
[Option(RateOption, 0.01, "Learning rate at the start; it is halved after five epochs without progress")]
[Option(FoldsOption, 10, "Parts of the cross-validation, from which the errors come; 0 for none, so that they come from the test stars alone")]
[Option(ParallaxOption, 0.15, "Stars with a larger fractional error of the parallax are left out")]
[Option(ExtinctionCutOption, 0.5, "Stars with an A_K (mag) of this or more are left out")]
[Option(MagnitudeOption, 0.5, "Stars with a larger error of K (mag), such as 2MASS has for saturated ones, are left out")]
[Option(MassOption, 0.1, "Stars with a larger fractional error of the mass are left out")]
[Option(BinariesOption, 0.13, "Stars whose distance a first network puts too near by more than this fraction are binaries: removed, and the network trained anew; 0 for none")]
[Option(ClustersOption, true, "Whether stars without a precise parallax in a cluster of table 1 (--group) get its distance")]
[Option(ExtinctionOption, ExtinctionRules, "A_K of stars without a label a_k: rules (those of the pipeline) or none (0: for stars so near that there is none)")]
[Option(FloorOption, 0.0, "Added in quadrature to the error of each star (mag, or solar masses), so that a few precise ones do not outweigh all others")]
[Option(FalseAlarmsOption, 0.01, "Share of stars like those of the training set that may be flagged as outside of its label space")]
public sealed class DistMassTrainer : IModelTrainer
{
    const double ValidationShare = 0.2;
    const double TestShare = 0.2;
    const int FewestStars = 100;

    // More do not change the fifth-nearest distances much, and each is looked at for every star.
    const int MostDomainStars = 1500;

    /// <inheritdoc/>
    public string Pipeline => DistMassPipeline.Name;

    /// <inheritdoc/>
    public string Needs =>
        "For a mass network the labels mass and e_mass (solar masses); for the one of distances radius and e_radius (solar radii), or columns plx and e_plx (mas) with k and k_err. " +
        "Teff, log g, [Fe/H], [C/Fe] and [N/Fe] come from columns with the names of the pipeline's inputs, or from labels teff, logg, fe_h, c_fe, n_fe; A_K from a label a_k or " +
        "the pipeline's rules. A label age (Gyr) is compared with. 100 stars or more; no spectra.";

    /// <inheritdoc/>
    public ModelManifest Train(ITrainingSet data, string folder, TrainingContext context, CancellationToken cancellation)
    {
        DistMassTrainingOptions options = Read(context);
        DistMassModel? other = options.AddTo.Length > 0 ? DistMassModel.Load(options.AddTo) : null;
        ValidationTables? otherTables = options.AddTo.Length > 0 ? ValidationTables.Load(options.AddTo) : null;
        TrainingSamples stars = TrainingSamples.Of(data, options, context, cancellation);
        IReadOnlyList<TrainingSample> samples = stars.Samples;
        if (samples.Count < FewestStars)
        {
            throw new BadInputException(string.Create(
                CultureInfo.InvariantCulture,
                    $"{samples.Count} of {stars.Given} stars are left after the cuts, and {FewestStars} are needed. {Describe(stars.Removed)}"));
        }

        string[] names = [.. samples.Select(sample => sample.Name)];
        (int[] test, int[] rest) = SampleSplit.Take([.. Enumerable.Range(0, samples.Count)], names, TestShare, context.RandomFor("test stars"));
        (int[] validation, int[] training) = SampleSplit.Take(rest, names, ValidationShare, context.RandomFor("validation stars"));
        NetworkTraining networks = new(samples, options, context, cancellation);
        context.Progress(new TrainingStep("training", 0));
        TrainedNetwork network = networks.Best(networks.Candidates, training, validation, "network");
        (double[] crossValidated, int[] removedInFolds) = CrossValidate(networks, network.Candidate, samples, names, options, context);
        double[] tested = network.Predict([.. test.Select(i => samples[i].Labels)]);
        HashSet<int> binaries = [.. network.Removed];

        PredictedStar[] testStars = [.. test.Select((i, n) => new PredictedStar(samples[i], tested[n]))];
        PredictedStar[] judged = options.Folds > 0 ? [.. samples.Select((sample, i) => new PredictedStar(sample, crossValidated[i]))] : testStars;
        double massError = Statistics.Deviation([.. judged.Select(star => star.FractionalMassError)]);
        ErrorCurve? curve = null;
        LabelDomain domain;
        try
        {
            curve = options.Target == NetworkTarget.AbsoluteMagnitude
                ? ErrorCurve.Fit([.. judged.Select(star => star.Sample.Labels.Logg)],
                    [.. judged.Select(star => Math.Abs(star.FractionalDistanceError))])
                : null;
            domain = LabelDomain.Calibrate(
                network.Standardise([.. Spread([.. training.Where(i => !binaries.Contains(i))], MostDomainStars).Select(i => samples[i].Labels)]),
                network.Standardise([.. validation.Concat(test).Select(i => samples[i].Labels)]),
                options.FalseAlarms);
        }
        catch (ArgumentException e)
        {
            throw new BadInputException($"{e.Message} Give more stars, or raise {FalseAlarmsOption}.", e);
        }

        Dictionary<string, int> counts = new() { ["given"] = stars.Given };
        foreach ((string cut, int count) in stars.Removed)
        {
            counts[$"left out: {cut}"] = count;
        }

        counts["removed as binaries"] = binaries.Count;
        counts["training"] = training.Count(i => !binaries.Contains(i));
        counts["validation"] = validation.Count(i => !binaries.Contains(i));
        counts["test"] = test.Length;
        foreach (IGrouping<string, int> origin in training.Concat(validation).Where(i => !binaries.Contains(i)).GroupBy(i => samples[i].Origin)
            .OrderBy(g => g.Key, StringComparer.Ordinal))
        {
            counts[$"training and validation: {origin.Key}"] = origin.Count();
        }

        Dictionary<string, double> accuracy = Accuracy(options, judged, testStars);
        NetworkDescription description = new()
        {
            Target = NetworkTargets.NameOf(options.Target),
            Activation = NameOf(network.Candidate.Activation),
            Optimiser = network.Candidate.Optimiser,
            Command = context.Command,
            TrainedOn = data.Description,
            Stars = counts,
            Accuracy = accuracy,
            InputMean = network.InputMean,
            InputDeviation = network.InputDeviation,
            TargetMean = network.TargetMean,
            TargetDeviation = network.TargetDeviation,
            HiddenWeights = network.Network.Parameters[0].Value,
            HiddenBias = network.Network.Parameters[1].Value,
            OutputWeights = network.Network.Parameters[2].Value,
            OutputBias = network.Network.Parameters[3].Value[0],
            DistanceError = curve,
            MassError = options.Target == NetworkTarget.AbsoluteMagnitude ? null : massError,
            DomainEdge = domain.Edge,
            DomainStars = domain.Stars,
        };
        if (description.Fault() is string fault)
        {
            throw new BadInputException($"The stars do not make a network: {fault}.");
        }

        DistMassModel model = new(
            [description, .. other?.Networks.Where(each => each.Target != description.Target) ?? []],
            [
                .. training.Concat(validation).Where(i => !binaries.Contains(i)).Order()
                    .Select(i => new TrainedStar(samples[i].Name, options.Target, samples[i].Origin)),
                .. other?.Stars.Where(star => star.Target != options.Target) ?? [],
            ]);
        model.Write(folder);
        ValidationTables tables = ValidationTables.Of(
            options, description, network, judged, testStars, removedInFolds, judged == testStars
                ? "the test stars" : $"{options.Folds}-fold cross-validation");
        tables = tables.With(otherTables, description.Target);
        tables.Write(folder);
        ValidationReport.Write(model, tables, folder);
        return new ModelManifest
        {
            Pipeline = Pipeline,
            Name = "trained",
            Description = $"Networks of {string.Join(", ", model.Networks.Select(each => each.Target))}",
            TrainedOn = string.Join("; ", model.Networks.Select(each => $"{each.Target}: {each.TrainedOn}")),
            Command = string.Join("; then ", model.Networks.Reverse().Select(each => each.Command)),
            Created = DateTimeOffset.UtcNow,
            Accuracy = model.Networks.SelectMany(each =>
                each.Accuracy.Select(figure => KeyValuePair.Create($"{each.Target}: {figure.Key}", figure.Value))).ToDictionary(),
            Files = new[] { DistMassModel.NetworksFile, DistMassModel.StarsFile, ValidationTables.FileName }.ToDictionary(file => file, _ => ""),
            Settings = JsonSerializer.SerializeToElement(new { Networks = Slots(model) }, NetworkJson.Options),
        };
    }

    /// <summary>What is in each slot of a model, or why there is nothing.</summary>
    internal static Dictionary<string, string> Slots(DistMassModel model) => Enum.GetValues<NetworkTarget>().ToDictionary(
        NetworkTargets.NameOf,
        target => model[target] is { } network
            ? $"trained on {network.Description.TrainedOn}"
            : $"no network: not trained, so its columns are empty (astra train {DistMassPipeline.Name} --option {TargetOption}={NetworkTargets.NameOf(target)})");

    static (double[] Predicted, int[] Removed) CrossValidate(
        NetworkTraining networks, Candidate chosen, IReadOnlyList<TrainingSample> samples, string[] names, DistMassTrainingOptions options,
            TrainingContext context)
    {
        double[] predicted = new double[samples.Count];
        Array.Fill(predicted, double.NaN);
        List<int> removed = [];
        int[][] folds = options.Folds > 0 ? SampleSplit.Deal(names, options.Folds, context.RandomFor("folds")) : [];
        Candidate[] candidates = [.. Enumerable.Range(0, options.Restarts).Select(restart => chosen with { Restart = restart })];
        for (int fold = 0; fold < folds.Length; fold++)
        {
            context.Progress(new TrainingStep("cross-validation", (double)fold / folds.Length));
            string purpose = string.Create(CultureInfo.InvariantCulture, $"fold {fold}");
            (int[] validation, int[] training) = SampleSplit.Take(
                [.. folds.Where(part => part != folds[fold]).SelectMany(part => part).Order()], names, ValidationShare,
                    context.RandomFor($"{purpose} validation stars"));
            TrainedNetwork network = networks.Best(candidates, training, validation, purpose);
            removed.AddRange(network.Removed);
            double[] answers = network.Predict([.. folds[fold].Select(i => samples[i].Labels)]);
            foreach ((int n, int sample) in folds[fold].Index())
            {
                predicted[sample] = answers[n];
            }
        }

        return (predicted, [.. removed.Distinct().Order()]);
    }

    static Dictionary<string, double> Accuracy(DistMassTrainingOptions options, PredictedStar[] judged, PredictedStar[] test)
    {
        Dictionary<string, double> figures = [];
        (string Name, PredictedStar[] Stars)[] sets = options.Folds > 0
            ? [($"{options.Folds}-fold", judged), ("test stars", test)]
            : [("test stars", test)];
        foreach ((string name, PredictedStar[] stars) in sets)
        {
            if (options.Target != NetworkTarget.AbsoluteMagnitude)
            {
                double[] errors = [.. stars.Select(star => star.FractionalMassError)];
                figures[$"{name}: stars"] = errors.Length;
                figures[$"{name}: median fractional error"] = Round(Statistics.Median(errors));
                figures[$"{name}: standard deviation of the fractional error"] = Round(Statistics.Deviation(errors));
                figures[$"{name}: median absolute fractional error"] = Round(Statistics.Median(errors.Select(Math.Abs)));
                continue;
            }

            foreach (IGrouping<string, PredictedStar> origin in stars.GroupBy(star => star.Sample.Origin)
                .OrderBy(group => group.Key, StringComparer.Ordinal))
            {
                double[] errors = [.. origin.Select(star => star.FractionalDistanceError)];
                figures[$"{name}, {origin.Key}: stars"] = errors.Length;
                figures[$"{name}, {origin.Key}: median fractional error of the distance"] = Round(Statistics.Median(errors));
                figures[$"{name}, {origin.Key}: median absolute fractional error of the distance"] = Round(Statistics.Median(errors.Select(Math.Abs)));
            }
        }

        return figures;

        static double Round(double value) => Math.Round(value, 4);
    }

    static string Describe(IReadOnlyDictionary<string, int> removed) =>
        $"{string.Join("; ", removed.Select(cut => string.Create(CultureInfo.InvariantCulture, $"{cut.Value:N0} {cut.Key}")))}.";

    /// <summary>At most so many, evenly over all.</summary>
    static int[] Spread(int[] part, int most) =>
        part.Length <= most ? part : [.. Enumerable.Range(0, most).Select(i => part[(int)((long)i * part.Length / most)])];
}
