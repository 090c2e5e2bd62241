using Astra.Neural;

namespace Astra.Simulation;

/// <summary>
/// Trains a small network to give what an emulator of flux density gives. The logarithm of the flux is its mean over the pixels plus a combination of
/// principal components; the network is trained to give the mean and the combination's coefficients, so that no pixel is touched in training.
/// </summary>
public static class EmulatorCompression
{
    /// <summary>Spectra that the components are found from: they are held in memory.</summary>
    const int MostSpectra = 5000;

    /// <summary>Of the samples, one in so many watches the training.</summary>
    const int Watching = 20;

    /// <summary>Differences are counted in percent, which keeps gradients far above Adam's epsilon.</summary>
    const double Percent = 0.01;

    const double WarmUpEpochs = 0.5;

    /// <summary>Trains.</summary>
    /// <param name="original">An emulator of flux density.</param>
    /// <param name="settings">How.</param>
    /// <param name="path">The weight file to write.</param>
    /// <param name="progress">Is told what is going on.</param>
    /// <param name="stop">Stops the training; nothing is written then.</param>
    /// <exception cref="ConfigurationException">The emulator is of another kind, or a setting is out of range.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static void Train(Emulator original, CompressionSettings settings, string path, Action<TrainingStep> progress, CancellationToken stop)
    {
        settings.Check();
        if (original.Quantity != EmulatedQuantity.FluxDensity)
        {
            throw new ConfigurationException($"The emulator {original.Path} gives normalised flux. Name one of flux density (4 labels).");
        }

        CompressionLabels labels = new(original, "training", settings.Seed);
        float[][] spectra = new float[Math.Min(settings.Draws, MostSpectra)][];
        Each(spectra.Length, settings.Threads, stop, i => spectra[i] = LogFlux(original, labels.Draw(i)).Shape);
        SpectrumComponents components = SpectrumComponents.Of(
            spectra, settings.Components, settings.Threads, settings.Seed, done => progress(new TrainingStep("components", done)), stop);

        // The level is one more component, the same in all pixels.
        int outputs = settings.Components + 1;
        float[] inputs = new float[settings.Draws * original.Labels.Count];
        float[] targets = new float[settings.Draws * outputs];
        int done = 0;
        Each(settings.Draws, settings.Threads, stop, i =>
        {
            double[] star = labels.Draw(i);
            Scale(original, star, inputs.AsSpan(i * original.Labels.Count, original.Labels.Count));
            (float[] shape, double level) = LogFlux(original, star);
            for (int p = 0; p < shape.Length; p++)
            {
                shape[p] -= components.Mean[p];
            }

            targets[i * outputs] = (float)(level * Math.Sqrt(Emulator.Pixels));
            for (int k = 0; k < settings.Components; k++)
            {
                targets[(i * outputs) + 1 + k] = SpectrumComponents.Dot(shape, components.Directions[k]);
            }

            if (Interlocked.Increment(ref done) % 500 == 0)
            {
                progress(new TrainingStep("spectra to learn from", (double)done / settings.Draws));
            }
        });

        (double Mean, double Width)[] scales = [.. Enumerable.Range(0, outputs).Select(k => ScaleOf(targets, k, outputs))];
        Node coefficients = ComponentNetwork.Coefficients(original.Labels.Count, settings.Hidden, outputs);
        Network network = new("compact emulator", coefficients, (ulong)settings.Seed)
        {
            Threads = settings.Threads,
        };
        (ArrayData training, ArrayData watching) = Data(inputs, original.Labels.Count, targets, scales);
        new Trainer(network, new SquaredError(outputs, LabelWeights.Errors), training, new TrainingOptions
        {
            Epochs = settings.Epochs,
            Optimiser = new Adam(),
            Schedule = new CosineRate(settings.Rate, settings.Epochs, Final: settings.Rate / 1000, WarmUpEpochs),
            BatchSize = settings.BatchSize,
            Seed = (ulong)settings.Seed,
            Validation = watching,
        }).Train(new Watcher(progress), stop);

        float[] mean = [.. components.Mean.Select(value => (float)(value + (scales[0].Mean / Math.Sqrt(Emulator.Pixels))))];
        float[] weights = new float[Emulator.Pixels * outputs];
        for (int p = 0; p < Emulator.Pixels; p++)
        {
            weights[p * outputs] = (float)(scales[0].Width / Math.Sqrt(Emulator.Pixels));
            for (int k = 1; k < outputs; k++)
            {
                float direction = components.Directions[k - 1][p];
                weights[(p * outputs) + k] = (float)(scales[k].Width * direction);
                mean[p] += (float)(scales[k].Mean * direction);
            }
        }

        ComponentNetwork.Write(path, original.Labels, network.Parameters.ToTensors(), weights, mean);
    }

    /// <summary>The logarithm of a star's flux: its mean over the pixels, and what differs from that.</summary>
    static (float[] Shape, double Level) LogFlux(Emulator emulator, double[] labels)
    {
        float[] flux = new float[Emulator.Pixels];
        emulator.Evaluate(labels, flux);
        double level = 0;
        foreach (ref float value in flux.AsSpan())
        {
            value = value > 0 ? MathF.Log(value) : throw NotPositive(emulator, labels, value);
            level += value;
        }

        level /= flux.Length;
        foreach (ref float value in flux.AsSpan())
        {
            value -= (float)level;
        }

        return (flux, level);
    }

    static BadInputException NotPositive(Emulator emulator, double[] labels, float value)
    {
        string star = string.Join(", ", emulator.Labels.Zip(labels, (label, x) => FormattableString.Invariant($"{label.Name} {x:G5}")));
        return new(FormattableString.Invariant($"{emulator.Path} gives the flux {value} for {star}; only positive flux has a logarithm. Use another emulator."));
    }

    static void Scale(Emulator emulator, double[] labels, Span<float> scaled)
    {
        for (int l = 0; l < scaled.Length; l++)
        {
            EmulatorLabel label = emulator.Labels[l];
            scaled[l] = (float)(((labels[l] - label.Minimum) / (label.Maximum - label.Minimum)) - 0.5);
        }
    }

    static (double Mean, double Width) ScaleOf(float[] targets, int place, int outputs)
    {
        double sum = 0;
        double squares = 0;
        int count = targets.Length / outputs;
        for (int i = place; i < targets.Length; i += outputs)
        {
            sum += targets[i];
            squares += (double)targets[i] * targets[i];
        }

        double mean = sum / count;
        return (mean, Math.Sqrt(Math.Max((squares / count) - (mean * mean), 1e-12)));
    }

    /// <summary>
    /// Scaled targets, each with an error such that the loss is the mean square over the pixels of the difference in the logarithm of the flux.
    /// </summary>
    static (ArrayData Training, ArrayData Watching) Data(float[] inputs, int labels, float[] targets, (double Mean, double Width)[] scales)
    {
        int outputs = scales.Length;
        int count = inputs.Length / labels;
        int watching = count / Watching;
        float[] scaled = new float[2 * targets.Length];
        for (int i = 0; i < count; i++)
        {
            for (int k = 0; k < outputs; k++)
            {
                scaled[(2 * i * outputs) + k] = (float)((targets[(i * outputs) + k] - scales[k].Mean) / scales[k].Width);
                scaled[(((2 * i) + 1) * outputs) + k] = (float)(Percent * Math.Sqrt((double)Emulator.Pixels / outputs) / scales[k].Width);
            }
        }

        int first = watching * labels;
        int firstTarget = 2 * watching * outputs;
        return (
            new ArrayData(inputs[first..], labels, scaled[firstTarget..], 2 * outputs),
            new ArrayData(inputs[..first], labels, scaled[..firstTarget], 2 * outputs));
    }

    static void Each(int count, int threads, CancellationToken stop, Action<int> act) =>
        Parallel.For(0, count, new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = stop }, act);

    sealed class Watcher(Action<TrainingStep> progress) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => progress(new TrainingStep(
            "network",
            (value.Epoch - 1 + ((double)value.Batch / value.Batches)) / value.Epochs,
            string.Join(
                ", ",
                FormattableString.Invariant($"epoch {value.Epoch} of {value.Epochs}"),
                FormattableString.Invariant($"rms {Math.Sqrt(value.TrainingLoss):0.00} %"),
                FormattableString.Invariant($"unseen {Math.Sqrt(value.ValidationLoss):0.00} %"))));
    }
}
