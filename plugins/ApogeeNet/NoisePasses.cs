using Astra.Neural;

namespace Astra.Plugins.ApogeeNet;

/// <summary>
/// Passes of several spectra through the network: for each one as it is, then draws of it with noise added. Many rows at once let the dense layers
/// read their weights once for all; what comes out for a spectrum does not depend on the others. Memory for one thread.
/// </summary>
sealed class NoisePasses
{
    readonly ApogeeNetModel model;
    readonly Session session;
    readonly SpectrumInput input;
    readonly float[] flux;
    readonly float[] sigma;
    readonly float[] metadata;
    readonly float[] observed = new float[WavelengthGrid.Pixels];
    readonly float[] inputs;
    readonly float[] outputs;

    /// <summary>Makes room.</summary>
    /// <param name="model">The model.</param>
    /// <param name="draws">Noise draws of each spectrum; may be 0.</param>
    /// <param name="capacity">Spectra at a time.</param>
    public NoisePasses(ApogeeNetModel model, int draws, int capacity)
    {
        this.model = model;
        Draws = draws;
        Capacity = capacity;
        session = model.Network.CreateSession();
        input = new SpectrumInput(model.Settings.Input);
        flux = new float[capacity * WavelengthGrid.Pixels];
        sigma = new float[flux.Length];
        metadata = new float[capacity * MetadataVector.Length];
        inputs = new float[capacity * (1 + draws) * ApogeeNetArchitecture.Inputs];
        outputs = new float[capacity * (1 + draws) * model.Network.OutputSize];
    }

    /// <summary>Noise draws of each spectrum.</summary>
    public int Draws { get; }

    /// <summary>Spectra at a time.</summary>
    public int Capacity { get; }

    /// <summary>Where the flux of a spectrum goes, in the model's unit: see <see cref="SpectrumInput.Prepare"/>.</summary>
    /// <param name="spectrum">0-based, below <see cref="Capacity"/>.</param>
    public Span<float> Flux(int spectrum) => flux.AsSpan(spectrum * WavelengthGrid.Pixels, WavelengthGrid.Pixels);

    /// <summary>Where its noise goes.</summary>
    /// <param name="spectrum">0-based.</param>
    public Span<float> Sigma(int spectrum) => sigma.AsSpan(spectrum * WavelengthGrid.Pixels, WavelengthGrid.Pixels);

    /// <summary>Where its standardised metadata go.</summary>
    /// <param name="spectrum">0-based.</param>
    public Span<float> Metadata(int spectrum) => metadata.AsSpan(spectrum * MetadataVector.Length, MetadataVector.Length);

    /// <summary>Fills the place of a spectrum.</summary>
    /// <param name="spectrum">0-based.</param>
    /// <param name="observed">What was observed.</param>
    /// <param name="star">Its metadata in physical units, NaN where missing.</param>
    /// <exception cref="NoResultException">It has no data.</exception>
    public void Set(int spectrum, Spectrum observed, ReadOnlySpan<double> star)
    {
        input.Prepare(observed, Flux(spectrum), Sigma(spectrum));
        MetadataVector.Standardise(star, model.Settings.Metadata, Metadata(spectrum));
    }

    /// <summary>Runs the network on the first spectra.</summary>
    /// <param name="random">One source of noise for each of them; may be empty without draws.</param>
    /// <param name="count">How many.</param>
    public void Run(ReadOnlySpan<RandomSource> random, int count)
    {
        int rows = 0;
        for (int spectrum = 0; spectrum < count; spectrum++)
        {
            for (int pass = 0; pass <= Draws; pass++, rows++)
            {
                Span<float> row = inputs.AsSpan(rows * ApogeeNetArchitecture.Inputs, ApogeeNetArchitecture.Inputs);
                Span<float> pixels = row[..WavelengthGrid.Pixels];
                if (pass == 0)
                {
                    Flux(spectrum).CopyTo(pixels);
                }
                else
                {
                    AddNoise(Flux(spectrum), Sigma(spectrum), random[spectrum], pixels);
                }

                input.ToInput(pixels, pixels);
                Metadata(spectrum).CopyTo(row[WavelengthGrid.Pixels..]);
            }
        }

        session.Run(inputs.AsSpan(0, rows * ApogeeNetArchitecture.Inputs), rows, outputs.AsSpan(0, rows * model.Network.OutputSize));
    }

    /// <summary>The standardised labels of a pass: 0 as it is, then the draws.</summary>
    /// <param name="spectrum">0-based.</param>
    /// <param name="pass">0 to <see cref="Draws"/>.</param>
    public ReadOnlySpan<float> Labels(int spectrum, int pass) => Row(spectrum, pass)[..ApogeeNetArchitecture.Labels];

    /// <summary>The features of the last hidden layer for the spectrum as it is.</summary>
    /// <param name="spectrum">0-based.</param>
    public ReadOnlySpan<float> Features(int spectrum) => Row(spectrum, 0)[ApogeeNetArchitecture.Labels..];

    /// <summary>Adds noise; nothing is drawn for pixels without.</summary>
    /// <param name="flux">In the model's unit.</param>
    /// <param name="sigma">One sigma, same unit.</param>
    /// <param name="random">The source of noise.</param>
    /// <param name="noisy">Takes the sum.</param>
    public static void AddNoise(ReadOnlySpan<float> flux, ReadOnlySpan<float> sigma, RandomSource random, Span<float> noisy)
    {
        for (int p = 0; p < flux.Length; p++)
        {
            noisy[p] = sigma[p] == 0 ? flux[p] : flux[p] + (sigma[p] * (float)NormalDistribution.Draw(random));
        }
    }

    /// <summary>How far the spectrum as it is lies from the training set; NaN where the model does not know.</summary>
    /// <param name="spectrum">0-based.</param>
    public double DomainDistance(int spectrum) =>
        model.Domain?.Distance(Features(spectrum), Observed(spectrum), Sigma(spectrum)) ?? double.NaN;

    /// <summary>Flux as a domain is measured with, on a scale without offset. Room that the next call uses again.</summary>
    /// <param name="spectrum">0-based.</param>
    public ReadOnlySpan<float> Observed(int spectrum)
    {
        model.Settings.Input.ToObserved(Flux(spectrum), observed);
        return observed;
    }

    ReadOnlySpan<float> Row(int spectrum, int pass) =>
        outputs.AsSpan(((spectrum * (1 + Draws)) + pass) * model.Network.OutputSize, model.Network.OutputSize);
}
