using Astra.Neural;
using Astra.Spectra;

namespace Astra.Plugins.AstroNN;

/// <summary>
/// Runs a model on several spectra at once, each in many passes that leave out other neurons (Monte-Carlo dropout, Gal and Ghahramani 2016). What is
/// the
/// same in all passes is computed once. Keeps scratch memory: one for each thread.
/// </summary>
sealed class DropoutPasses
{
    readonly AstroNNModel model;
    readonly Session session;
    readonly Session plain;
    readonly Session features;
    readonly ContinuumNormalisation normalisation;
    readonly float[] inputs;
    readonly float[] outputs;
    readonly float[] featureValues;
    readonly float[] flux;
    readonly float[] noise;
    readonly bool[] masked = new bool[ContinuumNormalisation.Pixels];
    readonly bool[] hasData = new bool[ContinuumNormalisation.Pixels];
    readonly float[] normalisedError = new float[ContinuumNormalisation.Pixels];
    readonly int[] measured;
    readonly int labels;

    /// <summary>Prepares memory.</summary>
    /// <param name="model">The model.</param>
    /// <param name="passes">Passes over each spectrum, two or more.</param>
    /// <param name="capacity">The most spectra at once.</param>
    public DropoutPasses(AstroNNModel model, int passes, int capacity)
    {
        (this.model, Passes, Capacity) = (model, passes, capacity);
        labels = model.Settings.Labels.Length;
        session = model.Passes.CreateSession();
        plain = model.Plain.CreateSession();
        features = model.Features.CreateSession();
        normalisation = new ContinuumNormalisation(model.Seen);
        inputs = new float[capacity * ContinuumNormalisation.Pixels];
        flux = new float[inputs.Length];
        noise = new float[inputs.Length];
        outputs = new float[capacity * passes * 2 * labels];
        featureValues = new float[capacity * model.Features.OutputSize];
        measured = new int[capacity];
    }

    /// <summary>Passes over each spectrum.</summary>
    public int Passes { get; }

    /// <summary>The most spectra at once.</summary>
    public int Capacity { get; }

    /// <summary>Fills the place of a spectrum.</summary>
    /// <param name="place">0-based, below <see cref="Capacity"/>.</param>
    /// <param name="spectrum">What was observed.</param>
    /// <exception cref="NoResultException">No pixel was measured.</exception>
    public void Set(int place, Spectrum spectrum)
    {
        ContinuumNormalisation.Select(spectrum, Flux(place), Noise(place), masked);
        Set(place, masked);
        if (measured[place] == 0)
        {
            throw ContinuumNormalisation.NothingMeasured();
        }
    }

    /// <summary>The pixels of the detectors as observed: filled before <see cref="Set(int, ReadOnlySpan{bool})"/>.</summary>
    public Span<float> Flux(int place) => flux.AsSpan(place * ContinuumNormalisation.Pixels, ContinuumNormalisation.Pixels);

    /// <summary>Their errors; afterwards 0 where nothing was measured.</summary>
    public Span<float> Noise(int place) => noise.AsSpan(place * ContinuumNormalisation.Pixels, ContinuumNormalisation.Pixels);

    /// <summary>Makes the network's input of <see cref="Flux"/> and <see cref="Noise"/>.</summary>
    /// <param name="place">0-based.</param>
    /// <param name="excluded">For each pixel whether its mask excludes it.</param>
    public void Set(int place, ReadOnlySpan<bool> excluded)
    {
        Span<float> input = inputs.AsSpan(place * ContinuumNormalisation.Pixels, ContinuumNormalisation.Pixels);
        Span<float> sigma = Noise(place);
        Flux(place).CopyTo(input);
        sigma.CopyTo(normalisedError);
        measured[place] = normalisation.Normalise(input, normalisedError, excluded, hasData);
        for (int pixel = 0; pixel < input.Length; pixel++)
        {
            input[pixel] -= model.InputMean[pixel];
            sigma[pixel] = hasData[pixel] ? sigma[pixel] : 0;
        }
    }

    /// <summary>The share of the model's pixels that were measured.</summary>
    public double MeasuredShare(int place) => (double)measured[place] / (model.Seen?.Count(isSeen => isSeen) ?? ContinuumNormalisation.Pixels);

    /// <summary>Runs the network on the first spectra.</summary>
    /// <param name="seeds">For each of them, what decides which neurons are left out.</param>
    /// <param name="count">How many.</param>
    public void Run(ReadOnlySpan<ulong> seeds, int count) =>
        session.Run(Inputs(count), count, Passes, seeds[..count], outputs.AsSpan(0, count * Passes * 2 * labels));

    /// <summary>Runs the network without dropout.</summary>
    /// <param name="count">Spectra.</param>
    /// <param name="answers">Takes for each as many standardised labels, and then logarithms of variances, as the model gives.</param>
    public void RunPlain(int count, Span<float> answers) => plain.Run(Inputs(count), count, answers);

    /// <summary>Computes <see cref="Features"/> of the first spectra.</summary>
    public void FindFeatures(int count) => features.Run(Inputs(count), count, featureValues.AsSpan(0, count * model.Features.OutputSize));

    /// <summary>What the passes give of a label.</summary>
    /// <param name="place">The spectrum.</param>
    /// <param name="output">The label among those of the model.</param>
    public LabelEstimate Estimate(int place, int output)
    {
        ReadOnlySpan<float> own = outputs.AsSpan(place * Passes * 2 * labels, Passes * 2 * labels);
        return LabelEstimate.Of(own[output..], own[(labels + output)..], 2 * labels, Passes, model.Settings.Labels[output]);
    }

    /// <summary>The last hidden layer of the whole spectrum, without dropout.</summary>
    public ReadOnlySpan<float> Features(int place) => featureValues.AsSpan(place * model.Features.OutputSize, model.Features.OutputSize);

    ReadOnlySpan<float> Inputs(int count) => inputs.AsSpan(0, count * ContinuumNormalisation.Pixels);
}
