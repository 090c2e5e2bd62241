using Astra.Neural;

namespace Astra.Plugins.AstroNN.Distances;

/// <summary>
/// Several passes of some spectra through a network with dropout, and one without. Keeps its memory: one for each thread. A spectrum's passes depend
/// on its seed and its pixels only.
/// </summary>
sealed class LuminosityPasses
{
    readonly AstroNNDistModel model;
    readonly Session session;
    readonly Session plain;
    readonly float[] inputs;
    readonly float[] outputs;
    readonly float[] plainOutputs;
    readonly float[] flux;
    readonly float[] sigma;

    /// <summary>Prepares.</summary>
    /// <param name="model">The network.</param>
    /// <param name="passes">Passes over each spectrum, at least 2.</param>
    /// <param name="capacity">Spectra at once.</param>
    public LuminosityPasses(AstroNNDistModel model, int passes, int capacity)
    {
        (this.model, Passes) = (model, passes);
        session = model.Network.CreateSession();
        plain = model.Plain.CreateSession();
        inputs = new float[capacity * ApogeeDistArchitecture.Inputs];
        outputs = new float[capacity * passes * ApogeeDistArchitecture.Outputs];
        plainOutputs = new float[capacity * model.Plain.OutputSize];
        flux = new float[inputs.Length];
        sigma = new float[inputs.Length];
    }

    /// <summary>Passes over each spectrum.</summary>
    public int Passes { get; }

    /// <summary>Room for a spectrum: normalised flux, 7514 values.</summary>
    /// <param name="spectrum">0-based.</param>
    public Span<float> Flux(int spectrum) => flux.AsSpan(spectrum * ApogeeDistArchitecture.Inputs, ApogeeDistArchitecture.Inputs);

    /// <summary>Room for its noise, 7514 values: 0 where there are no data. Only <see cref="DomainDistance"/> looks at it.</summary>
    /// <param name="spectrum">0-based.</param>
    public Span<float> Sigma(int spectrum) => sigma.AsSpan(spectrum * ApogeeDistArchitecture.Inputs, ApogeeDistArchitecture.Inputs);

    /// <summary>Computes the passes of the first spectra.</summary>
    /// <param name="seeds">For each, what decides what is left out.</param>
    public void Run(ReadOnlySpan<ulong> seeds)
    {
        int count = seeds.Length;
        for (int i = 0; i < count; i++)
        {
            model.Centre(Flux(i), inputs.AsSpan(i * ApogeeDistArchitecture.Inputs, ApogeeDistArchitecture.Inputs));
        }

        ReadOnlySpan<float> rows = inputs.AsSpan(0, count * ApogeeDistArchitecture.Inputs);
        session.Run(rows, count, Passes, seeds, outputs.AsSpan(0, count * Passes * ApogeeDistArchitecture.Outputs));
        plain.Run(rows, count, plainOutputs.AsSpan(0, count * model.Plain.OutputSize));
    }

    /// <summary>
    /// The pseudo-luminosity of a spectrum, as SDSS's pipeline has it: the mean over the passes; its model error is their standard deviation
    /// (divided by one less than their number), its total error that and the exponential of the mean logarithmic variance in quadrature.
    /// </summary>
    /// <param name="spectrum">0-based.</param>
    /// <returns>mas x 10^(0.2 mag), before <see cref="AstroNNDistSettings.ErrorScale"/>; not finite where the network's answers are not.</returns>
    public LuminosityEstimate Of(int spectrum)
    {
        ReadOnlySpan<float> rows = outputs.AsSpan(spectrum * Passes * ApogeeDistArchitecture.Outputs, Passes * ApogeeDistArchitecture.Outputs);
        double sum = 0;
        double logarithms = 0;
        for (int pass = 0; pass < Passes; pass++)
        {
            sum += rows[2 * pass];
            logarithms += rows[(2 * pass) + 1];
        }

        double mean = sum / Passes;
        double squares = 0;
        for (int pass = 0; pass < Passes; pass++)
        {
            double difference = rows[2 * pass] - mean;
            squares += difference * difference;
        }

        double scatter = squares / (Passes - 1);
        double total = Math.Sqrt(Math.Exp(logarithms / Passes) + scatter);
        double unit = model.Settings.LabelDeviation;
        return new LuminosityEstimate(unit * mean, unit * total, unit * Math.Sqrt(scatter));
    }

    /// <summary>Pseudo-luminosity and logarithmic variance of a spectrum without dropout, as the network gives them.</summary>
    /// <param name="spectrum">0-based.</param>
    public ReadOnlySpan<float> Plain(int spectrum) =>
        plainOutputs.AsSpan(spectrum * model.Plain.OutputSize, ApogeeDistArchitecture.Outputs);

    /// <summary>The features of the last hidden layer without dropout.</summary>
    /// <param name="spectrum">0-based.</param>
    public ReadOnlySpan<float> Features(int spectrum) =>
        plainOutputs.AsSpan((spectrum * model.Plain.OutputSize) + ApogeeDistArchitecture.Outputs, ApogeeDistArchitecture.Features);

    /// <summary>How far the spectrum is from the training set; NaN where the model does not know.</summary>
    /// <param name="spectrum">0-based.</param>
    public double DomainDistance(int spectrum) => model.Domain?.Distance(Features(spectrum), Flux(spectrum), Sigma(spectrum)) ?? double.NaN;
}
