using Astra.Neural;
using Astra.Plugins.Cannon.Training;

namespace Astra.Plugins.Cannon;

/// <summary>
/// Trains a model of The Cannon: the flux of every pixel as a polynomial of the labels, with an intrinsic scatter, from stars with known labels (Ness et
/// al. 2015, ApJ 808, 16); and judges it by stars that were left out. See docs/pipelines/cannon.md.
/// </summary>
[Option(TermsOption, "quadratic", "Terms of the polynomial: linear, quadratic, cubic, or a list such as '1; teff; logg; teff^2; teff*logg'")]
[Option(ScalingOption, LabelScaling.MeanStd, "Scaling of the labels: mean-std, median-percentile or none")]
[Option(RegularizationOption, 0.0, "Lambda of the penalty Lambda * sum of |coefficient| (Casey et al. 2016); 0 for none")]
[Option(CensorOption, "", "Pixels where a label must not matter, as 'label:100-200,300; label:FILE'")]
[Option(ContinuumOption, ContinuumSettings.Polynomial, "Continuum normalisation: polynomial, sines-cosines, aspcap-polynomial or none")]
[Option(DegreeOption, -1, "Degree of a polynomial continuum; -1 for the method's own (polynomial 2, aspcap-polynomial 4)")]
[Option(PixelsOption, "", "File of the continuum pixels (numbers and ranges on the 8575-pixel grid); empty for the 672 published ones")]
[Option(PeriodOption, 1400.0, "Longest period of a sines-cosines continuum in Angstrom")]
[Option(OrderOption, 3, "Number of harmonics of a sines-cosines continuum")]
[Option(ChipsOption, SpectrumReading.AutomaticChips, "Pixels of the model: 7214 (DR10 to DR12), 7514 (DR13 and later), or auto: 7214 where no star has data outside")]
[Option(ErrorFloorOption, 0.005, "Smallest error of normalised flux; smaller ones are raised to it, as ASPCAP does")]
[Option(ScatterFloorOption, 0.001, "Smallest intrinsic scatter of normalised flux; above 0")]
[Option(BadPixelMaskOption, (int)(PixelMask.Bad | PixelMask.SkyLine), "Pixels with any of these bits of the pixel mask are not trained on")]
[Option(StarsPerTermOption, 2.0, "A pixel with data of fewer stars than this times the number of terms gets no model")]
[Option(MinStarsOption, 0, "Fewest training stars; 0 for twice the number of terms")]
[Option(FoldsOption, 10, "Number of parts for cross-validation; 0 for none")]
[Option(GroupsOption, true, "Whether to leave out each named group of stars in turn as well")]
[Option(MaxReducedChiSquareOption, FitJudgement.PoorReducedChiSquare, "Stars above this reduced chi-square do not count in the validation")]
[Option(MaxIterationsOption, 100, "The most steps that a validation fit takes from each starting point")]
public sealed class CannonTrainer : IModelTrainer
{
    const string TermsOption = "terms";
    const string ScalingOption = "scaling";
    const string RegularizationOption = "regularization";
    const string CensorOption = "censor";
    const string ContinuumOption = "continuum";
    const string DegreeOption = "continuum_degree";
    const string PixelsOption = "continuum_pixels";
    const string PeriodOption = "continuum_period";
    const string OrderOption = "continuum_order";
    const string ChipsOption = "chips";
    const string ErrorFloorOption = "error_floor";
    const string ScatterFloorOption = "scatter_floor";
    const string BadPixelMaskOption = "bad_pixel_mask";
    const string StarsPerTermOption = "stars_per_term";
    const string MinStarsOption = "min_stars";
    const string FoldsOption = "folds";
    const string GroupsOption = "leave_out_groups";
    const string MaxReducedChiSquareOption = "max_validation_rchi2";
    const string MaxIterationsOption = "max_iterations";

    /// <inheritdoc/>
    public string Pipeline => "Cannon";

    /// <inheritdoc/>
    public string Needs =>
        "Stars with any labels (1 to 32; those that have a column are named as it is, such as teff, logg, fe_h, alpha_m, log_mass), none of them missing, and a spectrum of each. At " +
        "least twice as many stars as the polynomial has terms (quadratic: 42 for 5 labels), ten times as many for a good model.";

    /// <inheritdoc/>
    public ModelManifest Train(ITrainingSet data, string folder, TrainingContext context, CancellationToken cancellation)
    {
        TrainingTable table = TrainingTable.Read(data);
        PolynomialTerms terms = Terms(context, table.Labels);
        ContinuumSettings continuum = Continuum(context);
        CannonSettings common = Settings(context, table, terms, continuum);
        PixelTrainingSettings pixelSettings = PixelSettings(context);
        string scaling = OneOf(context, ScalingOption, LabelScaling.Methods);
        string chips = OneOf(context, ChipsOption, [SpectrumReading.AutomaticChips, "7214", "7514"]);
        int folds = AtLeast(context, FoldsOption, 0);
        int least = Math.Max(AtLeast(context, MinStarsOption, 0), 2 * terms.Count);
        table.RequireVariety(least, least > 2 * terms.Count ? $"{MinStarsOption}={least}" : $"a model of {terms.Count} terms");
        RequireFolds(folds, table.Stars.Length, terms.Count);
        Censoring.Read(context.Option<string>(CensorOption), terms, table.Labels, []);

        SpectrumReading reading = new(data, table, context, cancellation);
        (SpectrumMatrix spectra, IReadOnlyList<Range> ranges) = reading.Read(chips, continuum, common.ErrorFloor, (PixelMask)context.Option<int>(BadPixelMaskOption));
        common = common with { Chips = [.. ranges.Select(range => new[] { range.Start.Value, range.End.Value })] };
        int[] pixels = [.. ranges.SelectMany(range => Enumerable.Range(range.Start.Value, range.End.Value - range.Start.Value))];
        pixelSettings = pixelSettings with { AllowedTerms = Censoring.Read(context.Option<string>(CensorOption), terms, table.Labels, pixels) };
        ModelTraining training = new(table, spectra, common, pixelSettings, scaling);
        int[] all = [.. Enumerable.Range(0, table.Stars.Length)];
        (CannonModel model, TrainedPixels trained, double[] labels) = training.Train(all, done => context.Progress(new TrainingStep("training", done)), cancellation);
        if (model.UsablePixels == 0)
        {
            throw new BadInputException(
                $"No pixel has data of {2 * terms.Count} stars or more ({StarsPerTermOption} times {terms.Count} terms), so that there is no model. Add stars, or ask for fewer terms.");
        }

        ValidationReport report = Validate(training, context, folds, cancellation);
        (double sparse, double far) = model.Training.UsualDistances();
        CannonSettings settings = model.Settings with
        {
            SparseDistance = sparse,
            FarDistance = far,
            ErrorScale = report.Accuracies?.Select(accuracy => accuracy.Calibration.Scale).ToArray(),
            ErrorAdded = report.Accuracies?.Select(accuracy => accuracy.Calibration.Added).ToArray(),
        };
        string description = $"Polynomial model ({terms.Count} terms) of {model.UsablePixels} pixels in {string.Join(", ", table.Labels)}, trained on {table.Stars.Length} stars";
        Write(folder, trained, labels, table.Labels.Length);
        report.Write(folder, description, data.Description, context.Command);
        return new ModelManifest
        {
            Pipeline = Pipeline,
            Name = "trained",
            Description = description,
            TrainedOn = data.Description,
            Command = context.Command,
            Created = DateTimeOffset.UtcNow,
            Accuracy = report.Figures(),
            Files = new Dictionary<string, string> { [CannonModel.WeightFileName] = "" },
            Settings = settings.ToJson(),
        };
    }

    static ValidationReport Validate(ModelTraining training, TrainingContext context, int folds, CancellationToken cancellation)
    {
        CrossValidation validation = new(training, context, AtLeast(context, MaxIterationsOption, 1), cancellation);
        return new ValidationReport(
            training.Table,
            context.Option<double>(MaxReducedChiSquareOption),
            folds > 0 ? validation.LeaveOutFolds(folds) : [],
            context.Option<bool>(GroupsOption) ? validation.LeaveOutGroups() : []);
    }

    static void Write(string folder, TrainedPixels trained, double[] labels, int count) => WeightFile.Write(Path.Combine(folder, CannonModel.WeightFileName),
    [
        Tensor.From(CannonModel.CoefficientArray, [trained.Terms, trained.Pixels], Array.ConvertAll(trained.Coefficients, value => (float)value)),
        Tensor.From(CannonModel.ScatterArray, [trained.Pixels], Array.ConvertAll(trained.Scatter, value => (float)value)),
        Tensor.From(CannonModel.TrainingArray, [labels.Length / count, count], labels),
    ]);

    static PolynomialTerms Terms(TrainingContext context, string[] labels)
    {
        try
        {
            return PolynomialTerms.Parse(context.Option<string>(TermsOption), labels);
        }
        catch (FormatException e)
        {
            throw new ConfigurationException($"{TermsOption}: {e.Message}.", e);
        }
    }

    static ContinuumSettings Continuum(TrainingContext context)
    {
        ContinuumSettings settings = ContinuumSettings.Usual(OneOf(context, ContinuumOption, ContinuumSettings.Methods)) with
        {
            Period = context.Option<double>(PeriodOption),
            Order = context.Option<int>(OrderOption),
        };
        int degree = context.Option<int>(DegreeOption);
        settings = degree == -1 ? settings : settings with { Degree = degree };
        string pixels = context.Option<string>(PixelsOption);
        if (pixels.Length > 0)
        {
            settings = settings.IsLinear
                ? settings with { Pixels = ContinuumPixels.Format(PixelList.Read(PixelsOption, pixels)) }
                : throw new ConfigurationException($"{PixelsOption} has no meaning for {ContinuumOption}={settings.Method}, which chooses its own pixels. Leave it out.");
        }

        return settings;
    }

    static CannonSettings Settings(TrainingContext context, TrainingTable table, PolynomialTerms terms, ContinuumSettings continuum)
    {
        CannonSettings settings = new()
        {
            Labels = table.Labels,
            Centre = new double[table.Labels.Length],
            Scale = [.. table.Labels.Select(_ => 1.0)],
            Terms = terms.Text,
            Chips = [[0, WavelengthGrid.Pixels]],
            Continuum = continuum,
            ErrorFloor = context.Option<double>(ErrorFloorOption),
            ScatterFloor = context.Option<double>(ScatterFloorOption),
            SparseDistance = 0,
            FarDistance = 0,
        };
        return settings.Fault() is string fault ? throw new ConfigurationException($"The options do not make a model: {fault}.") : settings;
    }

    static PixelTrainingSettings PixelSettings(TrainingContext context)
    {
        PixelTrainingSettings settings = new()
        {
            ScatterFloor = context.Option<double>(ScatterFloorOption),
            Regularization = context.Option<double>(RegularizationOption),
            StarsPerTerm = context.Option<double>(StarsPerTermOption),
            Threads = context.Threads,
        };
        if (!(settings.ScatterFloor is > 0 and < 1))
        {
            throw new ConfigurationException(Invalid(ScatterFloorOption, "above 0 and below 1"));
        }

        if (!(settings.Regularization >= 0 && double.IsFinite(settings.Regularization)))
        {
            throw new ConfigurationException(Invalid(RegularizationOption, "0 or more"));
        }

        return settings.StarsPerTerm >= 1 && double.IsFinite(settings.StarsPerTerm) ? settings : throw new ConfigurationException(Invalid(StarsPerTermOption, "1 or more"));

        string Invalid(string option, string allowed) =>
            string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{option}={context.Options[option]}: it must be {allowed}.");
    }

    static void RequireFolds(int folds, int stars, int terms)
    {
        if (folds == 1 || folds > stars)
        {
            throw new ConfigurationException($"{FoldsOption}={folds}: use 2 to {stars} (the number of stars), or 0 for no cross-validation.");
        }

        int left = folds == 0 ? stars : stars - ((stars + folds - 1) / folds);
        if (left < 2 * terms)
        {
            throw new BadInputException(
                $"With {FoldsOption}={folds} each fold trains on only {left} of {stars} stars, and {terms} terms need {2 * terms} or more. Add stars, ask for fewer terms, or more folds.");
        }
    }

    static string OneOf(TrainingContext context, string option, string[] values)
    {
        string value = context.Option<string>(option);
        return values.Contains(value) ? value : throw new ConfigurationException($"{option}={value} is not known; there are {string.Join(", ", values)}.");
    }

    static int AtLeast(TrainingContext context, string option, int least)
    {
        int value = context.Option<int>(option);
        return value >= least ? value : throw new ConfigurationException($"{option}={value}: it must be {least} or more.");
    }
}
