namespace Astra.Plugins.Cannon.Training;

/// <summary>Makes models from any choice of the stars of a training set whose spectra are in memory.</summary>
sealed class ModelTraining
{
    readonly TrainingTable table;
    readonly SpectrumMatrix spectra;
    readonly CannonSettings common;
    readonly PolynomialTerms terms;
    readonly PixelTrainingSettings pixelSettings;
    readonly string scaling;

    /// <summary>Prepares to train.</summary>
    /// <param name="table">The stars.</param>
    /// <param name="spectra">Their normalised spectra.</param>
    /// <param name="common">The settings that all models share; scaling and distances are filled in for each.</param>
    /// <param name="pixelSettings">How pixels are trained.</param>
    /// <param name="scaling">One of <see cref="LabelScaling.Methods"/>.</param>
    public ModelTraining(TrainingTable table, SpectrumMatrix spectra, CannonSettings common, PixelTrainingSettings pixelSettings, string scaling)
    {
        this.table = table;
        this.spectra = spectra;
        this.common = common;
        this.pixelSettings = pixelSettings;
        this.scaling = scaling;
        terms = PolynomialTerms.Parse(common.Terms, common.Labels);
    }

    /// <summary>The number of threads.</summary>
    public int Threads => pixelSettings.Threads;

    /// <summary>The stars.</summary>
    public TrainingTable Table => table;

    /// <summary>Their spectra.</summary>
    public SpectrumMatrix Spectra => spectra;

    /// <summary>The number of terms.</summary>
    public int Terms => terms.Count;

    /// <summary>Trains a model.</summary>
    /// <param name="members">The stars to train on.</param>
    /// <param name="progress">Takes the fraction that is done, from any thread.</param>
    /// <param name="cancellation">Stops the training.</param>
    /// <exception cref="BadInputException">The labels of these stars do not determine the terms.</exception>
    public (CannonModel Model, TrainedPixels Pixels, double[] Labels) Train(int[] members, Action<double> progress, CancellationToken cancellation)
    {
        int labels = common.Labels.Length;
        double[] own = [.. members.SelectMany(n => table.Values.Skip(n * labels).Take(labels))];
        LabelScaling scale = LabelScaling.Of(scaling, table.Values, members, labels);
        int narrow = Array.FindIndex(scale.Scale, value => !(value > 0));
        if (narrow >= 0)
        {
            throw new BadInputException(
                $"The label {common.Labels[narrow]} hardly varies among {members.Length} training stars, so that it has no scale ({scaling}). Use another scaling, or leave it out.");
        }

        TrainedPixels trained;
        TrainingLabels training;
        try
        {
            trained = PixelTraining.Train(spectra, members, scale.Apply(table.Values), terms, pixelSettings, progress, cancellation);
            training = new TrainingLabels(own, labels);
        }
        catch (DependentTermException e)
        {
            throw new BadInputException(
                $"At the labels of {members.Length} training stars the term {terms.Names[e.Term]} follows from the terms before it, so that its coefficient is not " +
                "determined (a label with only two values has no square of its own). Leave the term or the label out.",
                e);
        }
        catch (ArgumentException e)
        {
            throw new BadInputException($"{e.Message} Leave a label out.", e);
        }

        CannonSettings settings = common with { Centre = scale.Centre, Scale = scale.Scale };
        return (new CannonModel(settings, trained.Coefficients, trained.Scatter, training), trained, own);
    }
}
