using Astra.Neural;

namespace Astra.Plugins.DistMass.Training;

/// <summary>
/// Trains networks of one hidden layer on samples in memory: mean squared error normalised by the errors, inputs and target standardised by the
/// training part, and the weights of the epoch with the least validation loss (section 4.1 of the paper).
/// </summary>
/// <param name="samples">All samples.</param>
/// <param name="options">How.</param>
/// <param name="context">Threads and seed.</param>
/// <param name="cancellation">The user has had enough.</param>
sealed class NetworkTraining(
    IReadOnlyList<TrainingSample> samples, DistMassTrainingOptions options, TrainingContext context, CancellationToken cancellation)
{
    /// <summary>Epochs without progress after which the rate is halved; shorter than any sensible patience for the end.</summary>
    const int HalvedAfter = 5;

    /// <summary>What there is to choose between.</summary>
    public IEnumerable<Candidate> Candidates =>
        from activation in options.Activations
        from optimiser in options.Optimisers
        from restart in Enumerable.Range(0, options.Restarts)
        select new Candidate(activation, optimiser, restart);

    /// <summary>
    /// Trains candidates and keeps the one with the least validation loss; with <see cref="DistMassTrainingOptions.BinaryResidual"/> it then
    /// removes stars that are brighter than it predicts, and trains anew on the others.
    /// </summary>
    /// <param name="candidates">What to choose between.</param>
    /// <param name="training">The samples to train on.</param>
    /// <param name="validation">The samples that tell when to stop, and which candidate is best.</param>
    /// <param name="purpose">What the random numbers are for.</param>
    public TrainedNetwork Best(IEnumerable<Candidate> candidates, int[] training, int[] validation, string purpose)
    {
        Candidate[] tried = [.. candidates];
        TrainedNetwork first = BestOf(tried, training, validation, purpose);
        if (options.BinaryResidual == 0 || options.Target != NetworkTarget.AbsoluteMagnitude)
        {
            return first;
        }

        int[] kept = Single(first, training);
        int[] keptValidation = Single(first, validation);
        return kept.Length == training.Length && keptValidation.Length == validation.Length
            ? first
            : BestOf(tried, kept, keptValidation, $"{purpose} without binaries") with
            {
                Removed = [.. training.Except(kept), .. validation.Except(keptValidation)],
            };
    }

    /// <summary>
    /// The samples that are not too bright for their labels. An unresolved binary is brighter than a single star, so the predicted distance is too
    /// short by a
    /// fraction of the residual; only magnitudes from parallaxes tell, since radii from oscillations are those of one star.
    /// </summary>
    int[] Single(TrainedNetwork network, int[] part)
    {
        double[] predicted = network.Predict([.. part.Select(i => samples[i].Labels)]);
        return [.. part.Where((sample, n) =>
            !double.IsFinite(samples[sample].ParallaxError)
            || 1 - AbsoluteMagnitudes.DistanceRatio(predicted[n], samples[sample].Value) <= options.BinaryResidual)];
    }

    TrainedNetwork BestOf(Candidate[] candidates, int[] training, int[] validation, string purpose)
    {
        TrainedNetwork[] trained = new TrainedNetwork[candidates.Length];
        ParallelOptions parallel = new() { MaxDegreeOfParallelism = context.Threads, CancellationToken = cancellation };
        Parallel.For(0, candidates.Length, parallel, i => trained[i] = Train(candidates[i], training, validation, purpose));
        return trained.MinBy(network => network.ValidationLoss)!;
    }

    TrainedNetwork Train(Candidate candidate, int[] training, int[] validation, string purpose)
    {
        (double[] inputMean, double[] inputDeviation) = InputScale(training);
        double targetMean = training.Average(i => samples[i].Value);
        double targetDeviation = Statistics.Deviation([.. training.Select(i => samples[i].Value)]);
        RandomSource random = context.RandomFor($"{purpose}, {candidate}");
        Network network = LabelNetwork.Build(options.Neurons, candidate.Activation, random.NextUInt64());
        network.Threads = 1;

        // Only their ratios matter, and a loss of the order of one suits any learning rate.
        double typicalError = Statistics.Median(training.Select(i => samples[i].Error));
        TrainingResult result;
        try
        {
            result = new Trainer(network, new SquaredError(1, LabelWeights.Errors), Data(training), new TrainingOptions
            {
                Epochs = options.Epochs,
                Optimiser = candidate.Optimiser == "adam" ? new Adam() : new Adamax(),
                Schedule = new PlateauRate(options.Rate, Patience: HalvedAfter),
                BatchSize = options.Batch,
                Seed = random.NextUInt64(),
                Validation = Data(validation),
                EarlyStopping = new EarlyStopping(options.Patience),
            }).Train(cancellation: cancellation);
        }
        catch (TrainingDivergedException e)
        {
            throw new ConfigurationException($"{e.Message} Lower {DistMassTrainingOptions.RateOption}.", e);
        }

        return new TrainedNetwork(candidate, network, inputMean, inputDeviation, targetMean, targetDeviation)
        {
            ValidationLoss = result.Epochs[result.BestEpoch - 1].ValidationLoss,
            Epochs = result.BestEpoch,
        };

        ArrayData Data(int[] part)
        {
            float[] inputs = new float[part.Length * StellarLabels.Count];
            float[] targets = new float[2 * part.Length];
            for (int n = 0; n < part.Length; n++)
            {
                TrainingSample sample = samples[part[n]];
                for (int label = 0; label < StellarLabels.Count; label++)
                {
                    inputs[(n * StellarLabels.Count) + label] = (float)((sample.Labels[label] - inputMean[label]) / inputDeviation[label]);
                }

                targets[2 * n] = (float)((sample.Value - targetMean) / targetDeviation);
                targets[(2 * n) + 1] = (float)(sample.Error / typicalError);
            }

            return new ArrayData(inputs, StellarLabels.Count, targets, 2);
        }
    }

    (double[] Mean, double[] Deviation) InputScale(int[] training)
    {
        double[] mean = new double[StellarLabels.Count];
        double[] deviation = new double[StellarLabels.Count];
        for (int label = 0; label < StellarLabels.Count; label++)
        {
            mean[label] = training.Average(i => samples[i].Labels[label]);
            deviation[label] = Statistics.Deviation([.. training.Select(i => samples[i].Labels[label])]);
            if (!(deviation[label] > 0))
            {
                throw new BadInputException($"All stars have the same {StellarLabels.Names[label]}, so a network has nothing to learn from it.");
            }
        }

        return (mean, deviation);
    }
}

/// <summary>One way to train a network.</summary>
/// <param name="Activation">Of the hidden layer.</param>
/// <param name="Optimiser">Its name.</param>
/// <param name="Restart">Which of several initial weights.</param>
sealed record Candidate(ActivationKind Activation, string Optimiser, int Restart);

/// <summary>A network that was trained.</summary>
/// <param name="Candidate">How.</param>
/// <param name="Network">Its weights.</param>
/// <param name="InputMean">Means of the labels.</param>
/// <param name="InputDeviation">Their standard deviations.</param>
/// <param name="TargetMean">Mean of the target.</param>
/// <param name="TargetDeviation">Its standard deviation.</param>
sealed record TrainedNetwork(
    Candidate Candidate, Network Network, double[] InputMean, double[] InputDeviation, double TargetMean, double TargetDeviation)
{
    /// <summary>The least loss on the validation part.</summary>
    public double ValidationLoss { get; init; }

    /// <summary>The epoch that had it.</summary>
    public int Epochs { get; init; }

    /// <summary>Samples that were removed as binaries.</summary>
    public int[] Removed { get; init; } = [];

    /// <summary>Standardises labels.</summary>
    public float[] Standardise(IReadOnlyList<StellarLabels> labels)
    {
        float[] inputs = new float[labels.Count * StellarLabels.Count];
        for (int n = 0; n < labels.Count; n++)
        {
            for (int label = 0; label < StellarLabels.Count; label++)
            {
                inputs[(n * StellarLabels.Count) + label] = (float)((labels[n][label] - InputMean[label]) / InputDeviation[label]);
            }
        }

        return inputs;
    }

    /// <summary>Asks the network, in the unit of the target.</summary>
    public double[] Predict(IReadOnlyList<StellarLabels> labels)
    {
        float[] outputs = new float[labels.Count];
        if (outputs.Length > 0)
        {
            Network.Freeze().CreateSession().Run(Standardise(labels), outputs.Length, outputs);
        }

        return Array.ConvertAll(outputs, output => TargetMean + (output * TargetDeviation));
    }
}
