using System.Globalization;
using Astra.Neural;
using static Astra.Plugins.ApogeeNet.Training.ApogeeNetTrainingOptions;

namespace Astra.Plugins.ApogeeNet.Training;

/// <summary>
/// Trains APOGEE Net II by the recipe of Sprague et al. 2022: standardised log g, log10 Teff and [Fe/H], squared errors weighted against the density
/// of the training set in the plane of Teff and log g, Adamax, dropout, noise from the error array, early stopping. Then it calibrates errors and
/// domain on held-out stars and measures the accuracy on test stars that nothing was fitted to.
/// </summary>
[Option(EpochsOption, 60, "Passes over the training stars, at most")]
[Option(BatchOption, 128, "Stars in a training step")]
[Option(RateOption, 7.5e-4, "Learning rate of Adamax, at the start")]
[Option(ScheduleOption, Cosine, "Learning rate over time: cosine (falls to a hundredth at the last epoch), constant, or plateau (halved after three epochs without progress)")]
[Option(WarmUpOption, 1.0, "Epochs over which the rate of the schedule cosine rises: at its full height Adamax moves 8576 inputs of a neuron at once by as much")]
[Option(DropoutOption, 0.07646, "Share of the neurons of the two hidden layers that a training step leaves out")]
[Option(NoiseOption, 1.0, "Noise added to each spectrum, anew in every epoch, in units of its own errors")]
[Option(LowestSnrOption, 0.0, "When above 0, every spectrum is degraded instead, anew in every epoch, to an S/N between this and its own; validation, calibration and test too")]
[Option(NoiseCorrelationOption, 0.45, "Correlation of that noise between neighbouring pixels: 0.45 as measured in apStar spectra, which are resampled; 0 for independent noise")]
[Option(DropMetadataOption, 0.2, "Probability that parallax, the Gaia magnitudes or the 2MASS magnitudes of a star are hidden, so that the network can do without")]
[Option(ContinuumOption, 0.0, "Standard deviation of three coefficients by which the continuum of each detector is bent, anew in every epoch; not with input=raw")]
[Option(BandwidthOption, DensityWeights.PublishedBandwidth, "Width of the density kernel in the plane of standardised log10 Teff and log g")]
[Option(WeightCapOption, DensityWeights.PublishedCap, "Largest weight of a star; the mean is 1")]
[Option(PatienceOption, 12, "Epochs without a lower validation loss after which the training ends")]
[Option(MinutesOption, 0.0, "No epoch begins that would end later than this many minutes after the start of the training; 0 for no limit")]
[Option(InputOption, InputSettings.Relative, "Scaling of the spectra: relative (flux over median, less one), log (its logarithm), or raw (none, as in the paper)")]
[Option(MedianOption, InputSettings.OfChip, "What the median is taken over: chip (each detector) or spectrum")]
[Option(GainOption, 5.0, "What the scaled flux is multiplied by, so that it varies by about one")]
[Option(ClipOption, 0.8, "Relative flux farther from one than this is cut")]
[Option(BadPixelMaskOption, (int)PixelMask.Bad, "Pixels with any of these mask bits count as pixels without data; 20735 adds those near sky lines")]
[Option(PixelsOption, 7214, "Pixels that the network sees: 7214 (those of emulated spectra), 7514 (DR13 and later) or 8575 (all)")]
[Option(ValidationOption, 0.1, "Share of the stars that tells when to stop")]
[Option(HeldOutOption, 0.1, "Share of the stars on which errors and domain are calibrated")]
[Option(TestOption, 0.1, "Share of the stars on which the accuracy is measured")]
[Option(DrawsOption, 20, "Noise draws of each spectrum for the calibration of the errors")]
[Option(FalseAlarmsOption, 0.01, "Share of spectra like those of the training set that may be flagged as outside of the domain")]
[Option(KeepOption, 100_000, "Stars whose spectra are kept in memory (29 kB each); others are read again in every epoch")]
[Option(SpectralTypesOption, "", "CSV file of spectral types (star, spectral_type, teff, logg): pairs to fit an interpolation to, and stars that get their labels from it")]
[Option(CheckpointOption, "", "File from which a training that was interrupted goes on; none unless given")]
[Option(StartOption, "", "Weights to begin with in place of random ones: weights.safetensors of a model, or a published state dict")]
[Option(HottestFeHOption, 6500.0, "Hotter stars (K) without [Fe/H] are trained with 0, and [Fe/H] is not reported of them")]
public sealed class ApogeeNetTrainer : IModelTrainer
{
    // Calibrations do not get better for more, and 21 passes of each take time.
    const int MostCalibrated = 4000;

    // The covariance of 512 features has converged long before.
    const int MostDomainStars = 20_000;

    const int VerifiedStars = 3;

    /// <inheritdoc/>
    public string Pipeline => "ApogeeNet";

    /// <inheritdoc/>
    public string Needs =>
        "The labels teff (K; or log_teff), logg and fe_h (or m_h; may be missing), photometry and parallax where known, and stars over the whole range that the " +
        "network is to answer for: tens of thousands. A tenth of them must be 399 or more, for the calibration of the domain at a false-alarm rate of 1 %.";

    /// <inheritdoc/>
    public ModelManifest Train(ITrainingSet data, string folder, TrainingContext context, CancellationToken cancellation)
    {
        ApogeeNetTrainingOptions options = Read(context);
        SpectralTypeTable? types = options.SpectralTypes.Length > 0 ? SpectralTypeTable.Read(options.SpectralTypes) : null;
        List<LabelledStar> labelled = LabelledStar.Of(data, types, options.HottestFeH, message => context.Log(LogLevel.Information, message));
        PreparedStars stars = PreparedStars.Load(data, labelled, options.Input, options.Keep, context, cancellation);
        StarSplit split = Split(stars, options, context);
        ApogeeNetSettings settings = new()
        {
            Labels = Standardisation.OfLabels(stars, split.Training),
            Metadata = Standardisation.OfMetadata(stars, split.Training),
            Input = options.Input,
            NoiseModels = [.. Enumerable.Repeat(new NoiseModel(1, 0), ApogeeNetArchitecture.Labels)],
            ValidRange = ValidRange(stars, split.Training),
            HottestFeH = options.HottestFeH,
        };
        if (settings.Fault() is string fault)
        {
            throw new ConfigurationException($"The options do not make a model: {fault}.");
        }

        (Network network, Node labels, Node features) = ApogeeNetArchitecture.Build(
            options.Dropout, context.RandomFor("initial weights").NextUInt64());
        network.Threads = context.Threads;
        Start(network, options.Start);
        TrainingResult training = Fit(network, stars, split, settings, options, context, cancellation);

        // From here on the weights are those that are stored, so that everything is calibrated on what is used.
        ApogeeNetModel exact = new(settings, network.Freeze(labels, features), domain: null);
        Tensor[] weights = [.. network.Parameters.ToTensors().Select(tensor => tensor.ToHalf())];
        foreach ((Parameter parameter, Tensor tensor) in network.Parameters.Zip(weights))
        {
            tensor.ReadSingle(parameter.Value);
        }

        ApogeeNetModel plain = new(settings, network.Freeze(labels, features), domain: null);
        StarData observed = new(stars, [], [], settings, options.Augmentation, isTraining: false);
        SpectralDomainCalibration calibration = LearnDomain(
            stars, split, settings, Ask(plain, StarSplit.Spread(split.Training, MostDomainStars), draws: 0, null, "domain"), context);
        StarAnswer[] heldOut = Ask(plain, StarSplit.Spread(split.HeldOut, MostCalibrated), options.Draws, calibration, "calibration");
        SpectralDomain domain = calibration.ToMeasure(options.FalseAlarms);
        settings = settings with { NoiseModels = [.. Enum.GetValues<Label>().Select(label => NoiseModelOf(heldOut, label))] };
        ApogeeNetModel model = new(settings, plain.Network, domain);
        StarAnswer[] test = Ask(model, StarSplit.Spread(split.Test, MostCalibrated), options.Draws, null, "accuracy");
        StarAnswer[] unrounded = Ask(exact, [.. test.Select(answer => answer.Star)], draws: 0, null, "rounding");
        AccuracyReport report = new()
        {
            Bins = AccuracyReport.Measure(test, settings),
            Stars = TrainingReport.CountsOf(split),
            TrainedOn = data.Description,
            Training = training,
            Rounding = Rounding(test, unrounded, settings),
            FalseAlarmRate = options.FalseAlarms,
            Options = context.Options,
        };
        report.Write(folder);
        WeightFile.Write(
            Path.Combine(folder, ApogeeNetModel.WeightFileName),
            [.. weights, .. domain.ToParameters(ApogeeNetModel.DomainPrefix).ToTensors()]);
        WriteVerification(model, stars, test, folder);
        return new ModelManifest
        {
            Pipeline = Pipeline,
            Name = "trained",
            Description = $"APOGEE Net II, trained on {split.Training.Length.ToString(CultureInfo.InvariantCulture)} stars; valid for {Describe(settings.ValidRange)}",
            TrainedOn = data.Description,
            Command = context.Command,
            Created = DateTimeOffset.UtcNow,
            Accuracy = report.Figures(),
            Files = new Dictionary<string, string> { [ApogeeNetModel.WeightFileName] = "", [StoredAnswers.FileName] = "" },
            Settings = settings.ToJson(),
        };

        StarAnswer[] Ask(ApogeeNetModel of, int[] chosen, int draws, SpectralDomainCalibration? calibration, string step) =>
            StarAnswers.Of(of, stars, observed, chosen, draws, calibration, step, context, cancellation);
    }

    /// <summary>Features are those of spectra as they are observed; what spectra look like is learned with as little noise as there is.</summary>
    static SpectralDomainCalibration LearnDomain(
        PreparedStars stars, StarSplit split, ApogeeNetSettings settings, StarAnswer[] training, TrainingContext context)
    {
        SpectralDomainFit fit = new(ApogeeNetArchitecture.Features, settings.Input.Chips);
        foreach (StarAnswer answer in training)
        {
            fit.AddFeatures(answer.Features);
        }

        float[] flux = new float[WavelengthGrid.Pixels];
        float[] sigma = new float[WavelengthGrid.Pixels];
        foreach (int star in StarSplit.Spread(split.Training, SpectralDomainFit.MostSpectra))
        {
            stars.Spectrum(star, flux, sigma);
            settings.Input.ToObserved(flux, flux);
            fit.AddSpectrum(flux, sigma);
        }

        context.Progress(new TrainingStep("domain: principal components", 0));
        return fit.ToCalibration();
    }

    static StarSplit Split(PreparedStars stars, ApogeeNetTrainingOptions options, TrainingContext context)
    {
        string[] keys = [.. Enumerable.Range(0, stars.Count).Select(star => stars.Star(star).Key)];
        StarSplit split = StarSplit.Of(keys, options.Validation, options.HeldOut, options.Test, context.RandomFor("parts").NextDouble);

        if (split.Fault(options.FalseAlarms) is string fault)
        {
            throw new BadInputException(fault);
        }

        return split;
    }

    static void Start(Network network, string path)
    {
        try
        {
            if (path.Length > 0)
            {
                WeightLoading.Apply(network.Parameters, WeightFile.Read(path), buffers: [$"{ApogeeNetModel.DomainPrefix}.*"]);
            }
        }
        catch (WeightFileException e)
        {
            throw new ConfigurationException($"The training cannot begin with these weights. {e.Message}", e);
        }
    }

    static double[][] ValidRange(PreparedStars stars, int[] part) =>
    [
        .. Enum.GetValues<Label>().Select(label =>
        {
            double[] known = [.. part.Select(star => stars.Star(star).Labels[(int)label]).Where(double.IsFinite)];
            double[] range = known.Length > 0 ? [known.Min(), known.Max()] : [0, 0];
            return label == Label.Teff ? [Math.Pow(10, range[0]), Math.Pow(10, range[1])] : range;
        }),
    ];

    static string Describe(double[][] range) => string.Create(
        CultureInfo.InvariantCulture,
        $"Teff {range[(int)Label.Teff][0]:F0} to {range[(int)Label.Teff][1]:F0} K, log g {range[(int)Label.Logg][0]:F2} to {range[(int)Label.Logg][1]:F2}, " +
        $"[Fe/H] {range[(int)Label.FeH][0]:F2} to {range[(int)Label.FeH][1]:F2}");

    static TrainingResult Fit(
        Network network,
        PreparedStars stars,
        StarSplit split,
        ApogeeNetSettings settings,
        ApogeeNetTrainingOptions options,
        TrainingContext context,
        CancellationToken cancellation)
    {
        // The validation loss is weighted as the training's, with the density of the same stars.
        int[] both = [.. split.Training, .. split.Validation];
        double[] weights = DensityWeights.Of(Standardised(Label.Teff), Standardised(Label.Logg), options.Bandwidth, options.WeightCap);
        StarData Data(int[] part, double[] partWeights, bool isTraining) => new(stars, part, partWeights, settings, options.Augmentation, isTraining);
        Trainer trainer = new(
            network,
            new SquaredError(ApogeeNetArchitecture.Labels, LabelWeights.Star),
            Data(split.Training, weights[..split.Training.Length], isTraining: true),
            new TrainingOptions
            {
                Epochs = options.Epochs,
                Optimiser = new Adamax(),
                Schedule = options.Schedule,
                BatchSize = options.Batch,
                Seed = context.RandomFor("training").NextUInt64(),
                Validation = Data(split.Validation, weights[split.Training.Length..], isTraining: false),
                ValidationOutputs = () => new ParallelInference(network.Freeze(), context.Threads).Run,
                EarlyStopping = new EarlyStopping(options.Patience),
                ReadingThreads = Math.Max(1, context.Threads / 4),
                TimeLimit = options.TimeLimit,
                CheckpointPath = options.Checkpoint.Length > 0 ? options.Checkpoint : null,
            });
        try
        {
            return trainer.Train(new ProgressReport(context), cancellation);
        }
        catch (Exception e) when (e is CheckpointException or TrainingDivergedException)
        {
            throw new ConfigurationException(e.Message, e);
        }

        double[] Standardised(Label label) =>
            [.. both.Select(star => settings.Labels[(int)label].ToOutput(stars.Star(star).Labels[(int)label]))];
    }

    static NoiseModel NoiseModelOf(StarAnswer[] answers, Label label)
    {
        StarAnswer[] known = [.. answers.Where(answer => double.IsFinite(answer.Difference(label)))];
        return ErrorCalibration.Fit(
            [.. known.Select(answer => answer.Predictions[(int)label].Scatter)], [.. known.Select(answer => answer.Difference(label))]);
    }

    static double Rounding(StarAnswer[] stored, StarAnswer[] exact, ApogeeNetSettings settings) => ErrorCalibration.Percentile(
        [
            .. stored.Zip(exact).SelectMany(pair => Enum.GetValues<Label>().Select(label =>
                Math.Abs(pair.First.Predictions[(int)label].Value - pair.Second.Predictions[(int)label].Value)
                / settings.NoiseModels[(int)label].Error(pair.First.Predictions[(int)label].Scatter))),
        ],
        0.99);

    static void WriteVerification(ApogeeNetModel model, PreparedStars stars, StarAnswer[] test, string folder)
    {
        List<(Spectrum, double[])> inputs = [];
        foreach (StarAnswer answer in test.Take(VerifiedStars))
        {
            inputs.Add((stars.Read(answer.Star).Spectrum, stars.Metadata(answer.Star)));
        }

        StoredAnswers.Write(Path.Combine(folder, StoredAnswers.FileName), "the training of this model", inputs, StoredAnswers.Ask(model, inputs));
    }

    /// <summary>Passes the state of the engine's training on.</summary>
    sealed class ProgressReport(TrainingContext context) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => context.Progress(new TrainingStep("training", value.Fraction, value.ToString()));
    }
}
