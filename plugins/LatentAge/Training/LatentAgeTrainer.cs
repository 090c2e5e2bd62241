using Astra.Neural;
using Astra.Plugins.LatentAge.Network;
using Astra.Plugins.LatentAge.PowerSpectra;
using Astra.Spectra;
using Astra.Spectra.Training;
using static Astra.Plugins.LatentAge.Training.LatentTrainingOptions;
using static Astra.Spectra.Training.SpectrumTrainingOptions;

namespace Astra.Plugins.LatentAge.Training;

/// <summary>
/// Trains encoder and decoder on pairs of spectra and power spectra, and then forests on the latent space (Leung et al. 2023, MNRAS 522, 4577). Power
/// spectra are those of light curves, or simulated from nu_max, Delta nu and evolutionary state. Errors and domain are calibrated on held-out stars, and the accuracy is
/// measured on test stars that nothing was fitted to.
/// </summary>
[Option(PowerSpectraOption, "", "File of power spectra, made of light curves by astra train LatentAge psd; simulated from the labels unless given")]
[Option(EpochsOption, 150, "Passes over the training pairs, at most")]
[Option(BatchOption, 128, "Pairs in a training step")]
[Option(RateOption, 5e-4, "Learning rate of Adam, at the start")]
[Option(ScheduleOption, Constant, "Learning rate over time: constant, plateau (halved after two epochs without progress), or cosine (falls to a hundredth at the last epoch)")]
[Option(DenseRateOption, 0.02, "Learning rate of the encoder's dense layer over that of the others")]
[Option(DivergenceOption, 1.0, "What the divergence of the latent space from the unit Gaussian is multiplied by")]
[Option(NoiseOption, 0.0, "Noise added to each spectrum, anew in every epoch, in units of its own errors")]
[Option(LowestSnrOption, 0.0, "When above 0, every spectrum is degraded instead, anew in every epoch, to an S/N between this and its own; validation, calibration and test too")]
[Option(NoiseCorrelationOption, 0.45, "Correlation of that noise between neighbouring pixels: 0.45 as measured in apStar spectra, which are resampled; 0 for independent noise")]
[Option(PatienceOption, 30, "Epochs without a lower validation loss after which the training ends")]
[Option(MinutesOption, 0.0, "No epoch begins that would end later than this many minutes after the start of the training; 0 for no limit")]
[Option(TreesOption, 100, "Trees in each forest")]
[Option(FewestInLeafOption, 5, "Fewest different stars in a leaf of the forests of labels and states")]
[Option(FewestInAgeLeafOption, 1, "Fewest different stars in a leaf of the forest of ages")]
[Option(SampleInputsOption, true, "Whether each tree sees the inputs drawn anew from their errors")]
[Option(SampleTargetsOption, true, "Whether each tree of the ages sees the ages drawn anew from their errors (the paper does, its code does not)")]
[Option(WeightsOption, InverseError, "How stars are weighted by the errors of their log ages: inverse_error (the paper), inverse_variance (its code) or equal")]
[Option(LinearBiasOption, false, "Whether a line fitted to the residuals of the training stars is added to ages (the paper's code)")]
[Option(ValidationOption, 0.1, "Share of the stars that tells when to stop")]
[Option(HeldOutOption, 0.1, "Share of the stars on which errors and domain are calibrated")]
[Option(TestOption, 0.1, "Share of the stars on which the accuracy is measured")]
[Option(FalseAlarmsOption, 0.01, "Share of spectra like those of the training set that may be flagged as outside of the domain")]
[Option(KeepOption, 100_000, "Stars whose spectra are kept in memory (30 kB each); others are read again in every epoch")]
[Option(CheckpointOption, "", "File from which a training that was interrupted goes on; none unless given")]
public sealed class LatentAgeTrainer : IModelTrainer
{
    const float InitialLogVariance = -4;

    /// <inheritdoc/>
    public string Pipeline => LatentAgePipeline.Name;

    /// <inheritdoc/>
    public string Needs =>
        "Giants with the labels nu_max and delta_nu (microhertz) and rc (1 in the red clump, 0 on the branch), from which power spectra are simulated, or with power spectra of light curves (option " +
        "power_spectra; by name or the label kic) and nu_max; for ages log_age (log10 Gyr) or age " +
        "(Gyr) with its error e_log_age or e_age, and teff (K) and fe_h with e_teff and e_fe_h. logg, alpha_m and c_n are read off the latent space where they are given. A tenth of the stars " +
        "must be 399 or more, for the calibration of the domain at a false-alarm rate of 1 %.";

    /// <inheritdoc/>
    public ModelManifest Train(ITrainingSet data, string folder, TrainingContext context, CancellationToken cancellation)
    {
        LatentTrainingOptions options = new(context);
        List<TrainingGiant> named = WithPower(options.PowerSpectra, TrainingGiant.Of(data, message => context.Log(LogLevel.Information, message)), context);
        ObservedSpectra spectra = ObservedSpectra.Load(data, [.. named.Select(giant => giant.Index)], options.Keep, context, cancellation);
        HashSet<int> usable = [.. Enumerable.Range(0, spectra.Count).Select(spectra.Index)];
        TrainingGiant[] giants = [.. named.Where(giant => usable.Contains(giant.Index))];
        StarSplit split = options.Split(giants.Select(giant => giant.Key), context);
        PowerTargets power = PowerTargets.Of(options.PowerSpectra, giants, context, cancellation);
        SpectrumDraw draw = new(spectra, options.Noise);
        InputScale scale = InputScale.Of(split.Training.Length, (i, flux) => draw.ObserveNormalised(split.Training[i], flux), spectra.Seen);
        Neural.Network network = LatentArchitecture.Autoencoder(context.RandomFor("initial weights").NextUInt64());
        network.Threads = context.Threads;

        // With the noise of a unit Gaussian from the start, the decoder learns to overlook the latent space before there is anything in it.
        Array.Fill(network.Parameters.Single(parameter => parameter.Name == LatentArchitecture.LogVarianceBias).Value, InitialLogVariance);
        TrainingResult training = options.Train(
            network,
            new LossSum(
                new LossTerm(new PixelSquaredError(PixelGrid.Pixels), 0),
                new LossTerm(new LatentDivergence(LatentArchitecture.Dimensions), PixelGrid.Pixels, options.Divergence)),
            new PairData(spectra, power, split.Training, scale, options.Noise, isTraining: true),
            new PairData(spectra, power, split.Validation, scale, options.Noise, isTraining: false),
            null,
            context,
            cancellation);

        // From here on the weights are those that are stored, so that everything is learned from what is used.
        LatentNetwork exact = new(network.Parameters, scale, domain: null);
        Tensor[] weights = [.. network.Parameters.ToTensors().Select(tensor => tensor.ToHalf())];
        foreach ((Parameter parameter, Tensor tensor) in network.Parameters.Zip(weights))
        {
            tensor.ReadSingle(parameter.Value);
        }

        LatentNetwork stored = new(network.Parameters, scale, domain: null);
        EncodedStars encode = new(spectra, giants, options.Noise, context, cancellation);
        (EncodedStar[] learned, SpectralDomainCalibration calibration) = Encode(encode, stored, split.Training, spectra, context);
        EncodedStar[] heldOut = encode.Of(
            stored, split.HeldOut, "calibration", (_, features, flux, error) => calibration.Add(features, flux, error));
        Tensor[] domain = calibration.ToMeasure(options.FalseAlarms).ToTensors(LatentNetwork.DomainPrefix);
        (LatentAgeSettings settings, LatentForests forests) = new ForestTraining(options, context, cancellation).Grow(learned, heldOut, options.PowerSpectra.Origin);
        LatentNetwork final = new(network.Parameters, scale, SpectralDomain.FromTensors(domain, LatentNetwork.DomainPrefix));
        WeightFile.Write(Path.Combine(folder, LatentAgeModel.WeightFileName), LatentNetwork.Tensors(weights, scale, domain));
        LatentAgeModel.WriteForests(folder, settings, forests);

        // As it will be read: leaves are stored in 16 bits.
        LatentAgeModel model = new(settings, final, LatentAgeModel.ReadForests(folder, settings));
        EncodedStar[] test = encode.Of(final, split.Test, "accuracy");
        LatentAgeReport report = new()
        {
            TrainedOn = data.Description,
            PowerSpectra = options.PowerSpectra.Origin,
            Stars = TrainingReport.CountsOf(split),
            Training = training,
            Rounding = Rounding(test, encode.Of(exact, split.Test, "rounding")),
            FalseAlarmRate = options.FalseAlarms,
            OutsideDomain = (double)test.Count(star => star.Point.DomainDistance > DomainMeasure.Threshold) / test.Length,
            Settings = settings,
            Options = context.Options,
            TestStars = TestAnswer.Of(model, test, star => context.RandomFor(ForestTraining.PurposeOf(star))),
            Reconstructions = Reconstruction.Of(final, power, test, options.PowerSpectra.Another),
        };
        report.Write(folder);
        Spectrum[] verified = [spectra.Original(test[0].Star)];
        StoredAnswers.Write(Path.Combine(folder, StoredAnswers.FileName), "the training of this model", verified, LatentAgeVerifier.Ask(final, verified));
        return new ModelManifest
        {
            Pipeline = Pipeline,
            Name = "trained",
            Description = Describe(settings, split.Training.Length),
            TrainedOn = $"{data.Description}; power spectra {options.PowerSpectra.Origin}",
            Command = context.Command,
            Created = DateTimeOffset.UtcNow,
            Accuracy = report.Figures(),
            Files = new[] { LatentAgeModel.WeightFileName, LatentAgeModel.ForestFileName, StoredAnswers.FileName }.ToDictionary(name => name, _ => ""),
            Settings = settings.ToJson(),
        };
    }

    /// <summary>Those whose power spectrum can be had.</summary>
    static List<TrainingGiant> WithPower(IPowerSource source, List<TrainingGiant> giants, TrainingContext context)
    {
        foreach (IGrouping<string?, TrainingGiant> faulty in giants.GroupBy(source.Fault).Where(group => group.Key is not null))
        {
            context.Log(LogLevel.Information, $"{faulty.Count()} stars {faulty.Key} are left out");
        }

        List<TrainingGiant> possible = [.. giants.Where(giant => source.Fault(giant) is null)];
        return possible.Count > 0 ? possible : throw new BadInputException(
            $"No star has a power spectrum: {giants.Count} are {source.Fault(giants[0])} or the like. Name {LatentLabels.DeltaNu} and {LatentLabels.RedClump} with --labels, or give a file with the option {PowerSpectraOption}.");
    }

    /// <summary>Encodes the stars to learn from, and learns what their spectra look like, these with as little noise as there is.</summary>
    static (EncodedStar[] Learned, SpectralDomainCalibration Calibration) Encode(
        EncodedStars encode, LatentNetwork network, int[] part, ObservedSpectra spectra, TrainingContext context)
    {
        float[][] features = new float[part.Length][];
        EncodedStar[] learned = encode.Of(network, part, "latent space", (place, seen, _, _) => features[place] = seen.ToArray());
        SpectralDomainFit fit = new(LatentArchitecture.Hidden, spectra.Segments());
        foreach (float[] sample in features)
        {
            fit.AddFeatures(sample);
        }

        float[] flux = new float[LatentArchitecture.Pixels];
        float[] sigma = new float[flux.Length];
        bool[] masked = new bool[flux.Length];
        foreach (int star in StarSplit.Spread(part, SpectralDomainFit.MostSpectra))
        {
            spectra.ReadMeasured(star, flux, sigma, masked);
            fit.AddSpectrum(flux, sigma);
        }

        context.Progress(new TrainingStep("domain: principal components", 0));
        return (learned, fit.ToCalibration());
    }

    /// <summary>The largest move of a latent number by storing the weights in 16 bits, in units of its error; the 99th percentile of the stars.</summary>
    static double Rounding(EncodedStar[] stored, EncodedStar[] exact) => ErrorCalibration.Percentile(
        [
            .. stored.Zip(exact).Select(pair => Enumerable.Range(0, LatentArchitecture.Dimensions)
                .Max(i => Math.Abs(pair.First.Point.Mean[i] - pair.Second.Point.Mean[i]) / (double)pair.Second.Point.Deviation[i])),
        ],
        0.99);

    static string Describe(LatentAgeSettings settings, int stars)
    {
        string ages = settings.Age is { } age
            ? FormattableString.Invariant($"; ages from {Math.Pow(10, age.Range[0]):F1} to {Math.Pow(10, age.Range[1]):F1} Gyr")
            : "; no ages";
        return FormattableString.Invariant($"Latent space of power spectra, trained on {stars} giants{ages}");
    }
}
