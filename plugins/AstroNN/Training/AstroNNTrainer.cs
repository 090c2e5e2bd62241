using System.Globalization;
using Astra.Neural;
using Astra.Spectra;
using Astra.Spectra.Training;
using static Astra.Plugins.AstroNN.Training.AstroNNTrainingOptions;
using static Astra.Plugins.AstroNN.Training.RecipeOptions;
using static Astra.Spectra.Training.SpectrumTrainingOptions;

namespace Astra.Plugins.AstroNN.Training;

/// <summary>
/// Trains AstroNN by the recipe of Leung and Bovy 2019a (MNRAS 483, 3255) and of astroNN's model for DR17: standardised labels, the robust loss for
/// labels with
/// errors and gaps, dropout in every layer, Adam, a rate that falls when validation makes no progress. Only branches of labels that the training set
/// has are
/// made. Then it calibrates errors and domain on held-out stars and measures the accuracy on test stars that nothing was fitted to.
/// </summary>
[Option(EpochsOption, 60, "Passes over the training stars, at most")]
[Option(BatchOption, 64, "Stars in a training step")]
[Option(RateOption, 5e-4, "Learning rate of Adam, at the start")]
[Option(ScheduleOption, Plateau, "Learning rate over time: plateau (halved after two epochs without progress of the absolute error, as published), cosine (falls to a hundredth at the last epoch), or constant")]
[Option(DropoutOption, 0.3, "Share of the neurons that each pass leaves out, in training and in use")]
[Option(FirstHiddenOption, 192, "Neurons of the first dense layer of the whole spectrum (256 in the model of DR17)")]
[Option(SecondHiddenOption, 96, "Neurons of the second (64 in the model of DR16)")]
[Option(PenaltyOption, 5e-9, "Weight of the squared weights of both convolutions and the first dense layer in what is made small")]
[Option(NoiseOption, 0.0, "Noise added to each spectrum, anew in every epoch, in units of its own errors")]
[Option(LowestSnrOption, 0.0, "When above 0, every spectrum is degraded instead, anew in every epoch, to an S/N between this and its own; validation, calibration and test too")]
[Option(NoiseCorrelationOption, 0.45, "Correlation of that noise between neighbouring pixels: 0.45 as measured in apStar spectra, which are resampled; 0 for independent noise")]
[Option(PatienceOption, 15, "Epochs without a lower validation loss after which the training ends")]
[Option(MinutesOption, 0.0, "No epoch begins that would end later than this many minutes after the start of the training; 0 for no limit")]
[Option(WindowsOption, "", "File with the windows of the elements: FITS with the image ELEMMASK7514, or a table of pixels as text; ASPCAP's unless given")]
[Option(SelectionOption, None, "none, or dr17: the cuts of astroNN's model for DR17, on those of snr, starflag, aspcapflag, vscatter, teff, fe_h and mg_h that are among the labels")]
[Option(ValidationOption, 0.1, "Share of the stars that tells when to stop")]
[Option(HeldOutOption, 0.1, "Share of the stars on which errors and domain are calibrated")]
[Option(TestOption, 0.1, "Share of the stars on which the accuracy is measured")]
[Option(PassesOption, 100, "Passes over each spectrum for the calibration of the errors")]
[Option(FalseAlarmsOption, 0.01, "Share of spectra like those of the training set that may be flagged as outside of the domain")]
[Option(KeepOption, 100_000, "Stars whose spectra are kept in memory (30 kB each); others are read again in every epoch")]
[Option(CheckpointOption, "", "File from which a training that was interrupted goes on; none unless given")]
public sealed class AstroNNTrainer : IModelTrainer
{
    // Calibrations do not get better for more.
    const int MostCalibrated = 4000;

    // The covariance of 96 features has converged long before.
    const int MostDomainStars = 20_000;

    // 140 kB in the model's folder.
    const int VerifiedStars = 1;

    /// <inheritdoc/>
    public string Pipeline => "AstroNN";

    /// <inheritdoc/>
    public string Needs =>
        $"Any of the labels {string.Join(", ", AstroNNLabels.All.Select(label => label.Name))} (teff in K, abundances as [X/H]); x_fe beside fe_h stands for x_h, and alpha_fe or " +
        "alpha_m for mg_fe. e_LABEL is a label's error. Missing labels and errors do not count. Labels that are not there are not trained, and their columns are NaN. Tens of thousands " +
        "of stars over the whole range that the network is to answer for; a tenth of them must be 399 or more, for the calibration of the domain at a false-alarm rate of 1 %.";

    /// <inheritdoc/>
    public ModelManifest Train(ITrainingSet data, string folder, TrainingContext context, CancellationToken cancellation)
    {
        AstroNNTrainingOptions options = new(context);
        List<LabelledStar> labelled = LabelledStar.Of(
            data, new SelectionCuts(options.IsSelected, data.Labels), message => context.Log(LogLevel.Information, message));
        ObservedSpectra spectra = ObservedSpectra.Load(data, [.. labelled.Select(star => star.Index)], options.Keep, context, cancellation);
        HashSet<int> usable = [.. Enumerable.Range(0, spectra.Count).Select(spectra.Index)];
        LabelledStar[] stars = [.. labelled.Where(star => usable.Contains(star.Index))];
        StarSplit split = options.Split(stars.Select(star => star.Key), context);
        AstroNNSettings settings = SettingsOf([.. split.Training.Select(star => stars[star])], options);
        AstroNNShape shape = new(settings.Places(), options.Windows, options.Hidden[0], options.Hidden[1]);
        float[] mean = InputMean(spectra, split.Training, options.Noise, context, cancellation);
        Network network = AstroNNArchitecture.Build(shape, options.Dropout, context.RandomFor("initial weights").NextUInt64()).Network;
        network.Threads = context.Threads;
        TrainingResult training = Fit(network, spectra, stars, split, mean, settings, options, context, cancellation);

        // From here on the weights are those that are stored, so that everything is calibrated on what is used.
        AstroNNWeights weights = new(shape, network.Parameters, mean, spectra.Seen);
        AstroNNModel exact = new(settings, weights, domain: null);
        Tensor[] stored = [.. network.Parameters.ToTensors().Select(tensor => tensor.ToHalf())];
        foreach ((Parameter parameter, Tensor tensor) in network.Parameters.Zip(stored))
        {
            tensor.ReadSingle(parameter.Value);
        }

        AstroNNModel plain = new(settings, weights, domain: null);
        StarAnswers ask = new(spectra, stars, options.Noise, options.Passes, context, cancellation);
        SpectralDomainCalibration calibration = LearnDomain(
            spectra, split, ask.Features(plain, StarSplit.Spread(split.Training, MostDomainStars), "domain"), options.Hidden[1], context);
        StarAnswer[] heldOut = ask.Of(plain, StarSplit.Spread(split.HeldOut, MostCalibrated), calibration, "calibration");
        Tensor[] domain = calibration.ToMeasure(options.FalseAlarms).ToTensors(AstroNNModel.DomainPrefix);
        settings = settings with
        {
            Labels = [.. settings.Labels.Select((label, output) => label with { Error = NoiseModelOf(heldOut, output) })],
        };
        AstroNNModel model = new(settings, weights, SpectralDomain.FromTensors(domain, AstroNNModel.DomainPrefix));
        StarAnswer[] test = ask.Of(model, StarSplit.Spread(split.Test, MostCalibrated), null, "accuracy");
        StarAnswer[] unrounded = ask.Of(exact, [.. test.Select(answer => answer.Star)], null, "rounding");
        AccuracyReport report = new()
        {
            Bins = AccuracyReport.Measure(test, settings),
            Stars = TrainingReport.CountsOf(split),
            TrainedOn = data.Description,
            Untrained = settings.Untrained,
            Training = training,
            Rounding = Rounding(test, unrounded, settings),
            FalseAlarmRate = options.FalseAlarms,
            Options = context.Options,
        };
        report.Write(folder);
        WeightFile.Write(
            Path.Combine(folder, AstroNNModel.WeightFileName),
            [
                .. stored,
                .. AstroNNWeights.BesideParameters(shape, mean, spectra.Seen),
                .. domain,
            ]);
        Spectrum[] verified = [.. test.Take(VerifiedStars).Select(answer => spectra.Original(answer.Star))];
        StoredAnswers.Write(Path.Combine(folder, StoredAnswers.FileName), "the training of this model", verified, AstroNNVerifier.Ask(model, verified));
        return new ModelManifest
        {
            Pipeline = Pipeline,
            Name = "trained",
            Description = Describe(settings, split.Training.Length),
            TrainedOn = data.Description,
            Command = context.Command,
            Created = DateTimeOffset.UtcNow,
            Accuracy = report.Figures(),
            Files = new Dictionary<string, string> { [AstroNNModel.WeightFileName] = "", [StoredAnswers.FileName] = "" },
            Settings = settings.ToJson(),
        };
    }

    static string Describe(AstroNNSettings settings, int stars)
    {
        string ranges = string.Join(", ", settings.Labels.Select(label =>
        {
            string format = label.Name == "teff" ? "F0" : "F2";
            string[] ends = [.. label.ValidRange.Select(end => end.ToString(format, CultureInfo.InvariantCulture))];
            return $"{label.Name} {ends[0]} to {ends[1]}{(label.Name == "teff" ? " K" : "")}";
        }));
        string untrained = settings.Untrained.Length == 0 ? "" : $"; not trained: {string.Join(", ", settings.Untrained)}";
        return $"AstroNN, trained on {stars.ToString(CultureInfo.InvariantCulture)} stars; valid for {ranges}{untrained}";
    }

    /// <summary>Means, deviations and ranges of the labels that the stars have.</summary>
    static AstroNNSettings SettingsOf(LabelledStar[] part, AstroNNTrainingOptions options)
    {
        List<LabelSettings> labels = [];
        for (int place = 0; place < AstroNNLabels.All.Length; place++)
        {
            double[] known =
            [
                .. part.Where(star => star.Errors[place] >= 0).Select(star => star.Labels[place]).Where(double.IsFinite),
            ];
            if (known.Length == 0)
            {
                continue;
            }

            double mean = known.Average();
            double deviation = Math.Sqrt(known.Average(value => (value - mean) * (value - mean)));
            labels.Add(deviation > 0
                ? new LabelSettings(AstroNNLabels.All[place].Name, mean, deviation, new NoiseModel(1, 0), [known.Min(), known.Max()])
                : throw new BadInputException($"All stars to train on have the same {AstroNNLabels.All[place].Name}, so there is nothing to learn."));
        }

        return new AstroNNSettings
        {
            Labels = [.. labels],
            Untrained = [.. AstroNNLabels.All.Select(label => label.Name).Except(labels.Select(label => label.Name))],
            Hidden = options.Hidden,
            Dropout = options.Dropout,
        };
    }

    /// <summary>The mean of the normalised spectra of the training stars.</summary>
    static float[] InputMean(ObservedSpectra spectra, int[] part, AddedNoise noise, TrainingContext context, CancellationToken cancellation)
    {
        double[] sum = new double[ContinuumNormalisation.Pixels];
        float[] flux = new float[sum.Length];
        SpectrumDraw draw = new(spectra, noise);
        for (int i = 0; i < part.Length; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            draw.ObserveNormalised(part[i], flux);
            for (int p = 0; p < sum.Length; p++)
            {
                sum[p] += flux[p];
            }

            if (i % 1000 == 0)
            {
                context.Progress(new TrainingStep("mean spectrum", (double)i / part.Length));
            }
        }

        return [.. sum.Select(total => (float)(total / part.Length))];
    }

    static TrainingResult Fit(
        Network network,
        ObservedSpectra spectra,
        LabelledStar[] stars,
        StarSplit split,
        float[] mean,
        AstroNNSettings settings,
        AstroNNTrainingOptions options,
        TrainingContext context,
        CancellationToken cancellation)
    {
        int labels = settings.Labels.Length;
        StarData Data(int[] part, bool isTraining) => new(spectra, stars, part, mean, settings.Labels, options.Noise, isTraining);
        return options.Train(
            network,
            new RobustLabelLoss(labels),
            Data(split.Training, isTraining: true),
            Data(split.Validation, isTraining: false),
            options.FollowsValidation ? new AbsoluteError(labels, 2 * labels, 2 * labels) : null,
            context,
            cancellation);
    }

    /// <summary>Features are those of spectra as they are observed; what spectra look like is learned with as little noise as there is.</summary>
    static SpectralDomainCalibration LearnDomain(ObservedSpectra spectra, StarSplit split, float[][] features, int size, TrainingContext context)
    {
        SpectralDomainFit fit = new(size, spectra.Segments());
        foreach (float[] sample in features)
        {
            fit.AddFeatures(sample);
        }

        float[] flux = new float[ContinuumNormalisation.Pixels];
        float[] sigma = new float[flux.Length];
        bool[] masked = new bool[flux.Length];
        foreach (int star in StarSplit.Spread(split.Training, SpectralDomainFit.MostSpectra))
        {
            spectra.ReadMeasured(star, flux, sigma, masked);
            fit.AddSpectrum(flux, sigma);
        }

        context.Progress(new TrainingStep("domain: principal components", 0));
        return fit.ToCalibration();
    }

    static NoiseModel NoiseModelOf(StarAnswer[] answers, int output)
    {
        StarAnswer[] known = [.. answers.Where(answer => double.IsFinite(answer.Truth[output]))];
        return ErrorCalibration.Fit(
            [.. known.Select(answer => answer.Estimates[output].Total)],
            [.. known.Select(answer => answer.Estimates[output].Value - answer.Truth[output])]);
    }

    static double Rounding(StarAnswer[] stored, StarAnswer[] exact, AstroNNSettings settings) => ErrorCalibration.Percentile(
        [
            .. from pair in stored.Zip(exact)
               from output in Enumerable.Range(0, settings.Labels.Length)
               let estimate = pair.First.Estimates[output]
               select Math.Abs(estimate.Value - pair.Second.Estimates[output].Value) / settings.Labels[output].Error.Error(estimate.Total),
        ],
        0.99);
}
