using System.Globalization;
using Astra.Neural;
using Astra.Plugins.AstroNN.Training;
using Astra.Spectra.Training;
using static Astra.Plugins.AstroNN.Distances.Training.AstroNNDistTrainingOptions;
using static Astra.Plugins.AstroNN.Training.RecipeOptions;
using static Astra.Spectra.Training.SpectrumTrainingOptions;

namespace Astra.Plugins.AstroNN.Distances.Training;

/// <summary>
/// Trains ApogeeDistBCNN on pseudo-luminosities as Leung and Bovy do (2019b, and the model of DR17): labels over their standard deviation without
/// centring, so that zero stays zero, the robust loss with the labels' errors, Adam, dropout of 0.3. Then it calibrates errors and domain on
/// held-out stars and measures the accuracy on test stars that nothing was fitted to.
/// </summary>
[Option(LuminosityOption, LuminosityLabels.First, "What pseudo-luminosities are made of: fakemag, m_k, parallax, radius, or the first of them that a star has the labels for")]
[Option(IsochronesOption, "", "Isochrone tables with K magnitudes (a file or a folder), for stars with radii")]
[Option(ZeroPointOption, GaiaZeroPoint.Constant, "Zero point of parallaxes (mas) of stars without the labels zero_point or g_mag, nu_eff, pseudocolour, ecl_lat and params_solved; 0 for Hipparcos")]
[Option(SelectionOption, None, "Which stars to take: none (all) or dr17 (the published cuts, where their columns are among the labels)")]
[Option(EpochsOption, 60, "Passes over the training stars, at most")]
[Option(BatchOption, 64, "Stars in a training step")]
[Option(RateOption, 5e-4, "Learning rate of Adam, at the start")]
[Option(ScheduleOption, Plateau, "Learning rate over time: plateau (halved after two epochs without progress, as published), cosine (falls to a hundredth at the last epoch) or constant")]
[Option(DropoutOption, ApogeeDistArchitecture.PublishedDropout, "Share of the neurons that a pass leaves out, in training and in use")]
[Option(PenaltyOption, 5e-9, "Penalty on the squared weights of the convolutions and the first dense layer")]
[Option(NoiseOption, 1.0, "Noise added to each spectrum, anew in every epoch, in units of its own errors")]
[Option(LowestSnrOption, 0.0, "When above 0, every spectrum is degraded instead, anew in every epoch, to an S/N between this and its own; validation, calibration and test too")]
[Option(NoiseCorrelationOption, 0.45, "Correlation of that noise between neighbouring pixels: 0.45 as measured in apStar spectra, which are resampled; 0 for independent noise")]
[Option(PatienceOption, 12, "Epochs without a lower validation loss after which the training ends")]
[Option(MinutesOption, 0.0, "No epoch begins that would end later than this many minutes after the start of the training; 0 for no limit")]
[Option(ValidationOption, 0.1, "Share of the stars that tells when to stop")]
[Option(HeldOutOption, 0.1, "Share of the stars on which errors and domain are calibrated")]
[Option(TestOption, 0.1, "Share of the stars on which the accuracy is measured")]
[Option(PassesOption, 100, "Passes over each spectrum for the calibration of the errors")]
[Option(FalseAlarmsOption, 0.01, "Share of spectra like those of the training set that may be flagged as outside of the domain")]
[Option(KeepOption, 100_000, "Stars whose spectra are kept in memory (30 kB each); others are read again in every epoch")]
[Option(CheckpointOption, "", "File from which a training that was interrupted goes on; none unless given")]
public sealed class AstroNNDistTrainer : IModelTrainer
{
    // Calibrations do not get better for more, and 100 passes of each take time.
    const int MostCalibrated = 4000;

    // The covariance of 64 features has converged long before.
    const int MostDomainStars = 20_000;

    const int VerifiedStars = 3;

    static readonly AddedNoise NoNoise = new(0, 0);

    /// <inheritdoc/>
    public string Pipeline => AstroNNDistPipeline.Name;

    /// <inheritdoc/>
    public string Needs =>
        "Labels that make a pseudo-luminosity: fakemag (and e_fakemag); or m_k (and e_m_k); or plx and e_plx (mas, of any sign) with k_mag and, where known, a_k or ebv; or radius " +
        "(solar radii; and e_radius or e_radius_fraction) with teff, logg and fe_h and the option isochrones. Thousands of stars over the whole range that the network is to answer " +
        "for, of which 399 or more must be held out for the calibration of the domain at a false-alarm rate of 1 %.";

    /// <inheritdoc/>
    public ModelManifest Train(ITrainingSet data, string folder, TrainingContext context, CancellationToken cancellation)
    {
        AstroNNDistTrainingOptions options = new(context);
        List<LuminosityLabel> labelled = ReadLabels(data, options, context);
        ObservedSpectra spectra = ObservedSpectra.Load(data, [.. labelled.Select(label => label.Index)], options.Keep, context, cancellation);
        HashSet<int> usable = [.. Enumerable.Range(0, spectra.Count).Select(spectra.Index)];
        LuminosityLabel[] labels = [.. labelled.Where(label => usable.Contains(label.Index))];
        StarSplit split = options.Split(labels.Select(label => label.Key), context);
        AstroNNDistSettings settings = new()
        {
            LabelDeviation = Deviation(split.Training.Select(star => labels[star].Value)),
            Dropout = options.Dropout,
            LabelRange = Range([.. split.Training.Select(star => labels[star])]),
        };
        if (settings.Fault() is string fault)
        {
            throw new BadInputException($"The {split.Training.Length} stars to train on do not make a model: {fault}.");
        }

        float[] mean = Mean(spectra, split.Training);
        Network network = ApogeeDistArchitecture.Build(options.Dropout, context.RandomFor("initial weights").NextUInt64()).Network;
        network.Threads = context.Threads;
        TrainingResult training = Fit(network, spectra, labels, split, mean, settings, options, context, cancellation);

        // From here on the weights are those that are stored, so that everything is calibrated on what is used.
        AstroNNDistModel exact = new(settings, mean, network.Parameters, domain: null);
        Tensor[] weights = [.. network.Parameters.ToTensors().Select(tensor => tensor.ToHalf())];
        foreach ((Parameter parameter, Tensor tensor) in network.Parameters.Zip(weights))
        {
            tensor.ReadSingle(parameter.Value);
        }

        AstroNNDistModel plain = new(settings, mean, network.Parameters, domain: null);
        SpectralDomainCalibration calibration = LearnDomain(
            spectra, split, Ask(plain, StarSplit.Spread(split.Training, MostDomainStars), passes: 2, null, "domain"), context);
        LuminosityAnswer[] heldOut = Ask(plain, StarSplit.Spread(split.HeldOut, MostCalibrated), options.Passes, calibration, "calibration");
        Tensor[] domain = calibration.ToMeasure(options.FalseAlarms).ToTensors(AstroNNDistModel.DomainPrefix);
        settings = settings with { ErrorScale = ErrorScaling.Of(heldOut) };
        AstroNNDistModel model = new(settings, mean, network.Parameters, SpectralDomain.FromTensors(domain, AstroNNDistModel.DomainPrefix));
        LuminosityAnswer[] test = Ask(model, StarSplit.Spread(split.Test, MostCalibrated), options.Passes, null, "accuracy");
        LuminosityAnswer[] unrounded = Ask(exact, [.. test.Select(answer => answer.Star)], options.Passes, null, "rounding");
        LuminosityReport report = new()
        {
            Parts = LuminosityReport.Measure(test, settings.ErrorScale),
            Stars = TrainingReport.CountsOf(split),
            TrainedOn = data.Description,
            Training = training,
            Rounding = ErrorCalibration.Percentile(
                [
                    .. test.Zip(unrounded).Select(pair =>
                        Math.Abs(pair.First.Estimate.Value - pair.Second.Estimate.Value) / (settings.ErrorScale * pair.First.Estimate.Error)),
                ],
                0.99),
            FalseAlarmRate = options.FalseAlarms,
            Options = context.Options,
        };
        report.Write(folder);
        WeightFile.Write(
            Path.Combine(folder, AstroNNDistModel.WeightFileName),
            [
                .. weights,
                Tensor.From(AstroNNDistModel.MeanName, [mean.Length], mean),
                .. domain,
            ]);
        WriteVerification(model, spectra, test, folder);
        return new ModelManifest
        {
            Pipeline = Pipeline,
            Name = "trained",
            Description = string.Create(
                CultureInfo.InvariantCulture, $"ApogeeDistBCNN, trained on {split.Training.Length} stars{Describe(settings.LabelRange)}"),
            TrainedOn = data.Description,
            Command = context.Command,
            Created = DateTimeOffset.UtcNow,
            Accuracy = report.Figures(),
            Files = new Dictionary<string, string> { [AstroNNDistModel.WeightFileName] = "", [StoredLuminosities.FileName] = "" },
            Settings = settings.ToJson(),
        };

        LuminosityAnswer[] Ask(AstroNNDistModel of, int[] chosen, int passes, SpectralDomainCalibration? calibration, string step) =>
            LuminosityAnswers.Of(of, spectra, labels, options.Noise, chosen, passes, calibration, step, context, cancellation);
    }

    static List<LuminosityLabel> ReadLabels(ITrainingSet data, AstroNNDistTrainingOptions options, TrainingContext context)
    {
        IsochroneMagnitudes? isochrones = options.Isochrones.Length > 0 ? IsochroneMagnitudes.Read(options.Isochrones) : null;
        if (isochrones is not null)
        {
            context.Log(LogLevel.Information, $"K magnitudes of isochrones: {isochrones}");
        }

        return LuminosityLabels.Of(
            data,
            options.Luminosity,
            options.ZeroPoint,
            isochrones,
            options.IsSelected ? PublishedSelection.Holds : static (_, _) => true,
            message => context.Log(LogLevel.Information, message));
    }

    static TrainingResult Fit(
        Network network,
        ObservedSpectra spectra,
        LuminosityLabel[] labels,
        StarSplit split,
        float[] mean,
        AstroNNDistSettings settings,
        AstroNNDistTrainingOptions options,
        TrainingContext context,
        CancellationToken cancellation)
    {
        LuminosityData Data(int[] part, bool isTraining) => new(spectra, labels, part, mean, settings.LabelDeviation, options.Noise, isTraining);
        return options.Train(
            network,
            new RobustLabelLoss(1),
            Data(split.Training, isTraining: true),
            Data(split.Validation, isTraining: false),
            validationLoss: null,
            context,
            cancellation);
    }

    /// <summary>Features are those of spectra as they are observed; what spectra look like is learned with as little noise as there is.</summary>
    static SpectralDomainCalibration LearnDomain(ObservedSpectra spectra, StarSplit split, LuminosityAnswer[] training, TrainingContext context)
    {
        SpectralDomainFit fit = new(ApogeeDistArchitecture.Features, spectra.Segments());
        foreach (LuminosityAnswer answer in training)
        {
            fit.AddFeatures(answer.Features);
        }

        float[] flux = new float[ApogeeDistArchitecture.Inputs];
        float[] sigma = new float[ApogeeDistArchitecture.Inputs];
        SpectrumDraw asRead = new(spectra, NoNoise);
        foreach (int star in StarSplit.Spread(split.Training, SpectralDomainFit.MostSpectra))
        {
            asRead.ObserveNormalised(star, flux, sigma);
            fit.AddSpectrum(flux, sigma);
        }

        context.Progress(new TrainingStep("domain: principal components", 0));
        return fit.ToCalibration();
    }

    /// <summary>The mean of each pixel over the training stars; NaN for pixels that no spectrum has.</summary>
    static float[] Mean(ObservedSpectra spectra, int[] part)
    {
        double[] sum = new double[ApogeeDistArchitecture.Inputs];
        float[] flux = new float[sum.Length];
        SpectrumDraw asRead = new(spectra, NoNoise);
        foreach (int star in part)
        {
            asRead.ObserveNormalised(star, flux);
            for (int p = 0; p < sum.Length; p++)
            {
                sum[p] += flux[p];
            }
        }

        return [.. sum.Select((total, p) => spectra.Seen[p] ? (float)(total / part.Length) : float.NaN)];
    }

    /// <summary>The range of labels that are known well: what parallaxes with large errors say beyond it is noise.</summary>
    static double[] Range(LuminosityLabel[] labels)
    {
        double[] known = [.. labels.Where(label => label.Value > LuminosityAccuracy.LeastSignificance * label.Error).Select(label => label.Value)];
        return known.Length > 0 && known.Min() < known.Max() ? [known.Min(), known.Max()] : [];
    }

    static string Describe(double[] range) => range is [double least, double most]
        ? string.Create(
            CultureInfo.InvariantCulture,
            $"; valid for absolute K magnitudes {PseudoLuminosity.Magnitude(least):F1} to {PseudoLuminosity.Magnitude(most):F1}")
        : "";

    static double Deviation(IEnumerable<double> values)
    {
        double[] all = [.. values];
        double mean = all.Average();
        return Math.Sqrt(all.Average(value => (value - mean) * (value - mean)));
    }

    static void WriteVerification(AstroNNDistModel model, ObservedSpectra spectra, LuminosityAnswer[] test, string folder)
    {
        List<float> inputs = [];
        float[] flux = new float[ApogeeDistArchitecture.Inputs];
        SpectrumDraw asRead = new(spectra, NoNoise);
        foreach (LuminosityAnswer answer in test.Take(VerifiedStars))
        {
            asRead.ObserveNormalised(answer.Star, flux);
            inputs.AddRange(flux);
        }

        StoredLuminosities.Ask("the training of this model", model, [.. inputs]).Write(Path.Combine(folder, StoredLuminosities.FileName));
    }
}
