using Astra.Neural;
using Astra.Plugins.AstroNN.Training;
using Astra.Spectra.Training;

namespace Astra.Plugins.AstroNN.Distances.Training;

/// <summary>Some of the stars as the engine's training data: spectra with fresh noise each time, less the mean, and as targets pseudo-luminosity and
/// its error over the labels' deviation.</summary>
/// <param name="spectra">The stars' spectra.</param>
/// <param name="labels">The stars' labels.</param>
/// <param name="part">Which of the stars.</param>
/// <param name="inputMean">What is subtracted; NaN for pixels that are not seen.</param>
/// <param name="deviation">What labels are divided by.</param>
/// <param name="noise">What is added to each.</param>
/// <param name="isTraining">Whether these stars are trained on; others are seen the same way each time.</param>
sealed class LuminosityData(
    ObservedSpectra spectra,
    IReadOnlyList<LuminosityLabel> labels,
    int[] part,
    float[] inputMean,
    double deviation,
    AddedNoise noise,
    bool isTraining)
    : ITrainingData
{
    // What Leung and Bovy take for a flaw of the spectrum in training.
    const float Brightest = 2;

    readonly ThreadLocal<SpectrumDraw> draws = new(() => new SpectrumDraw(spectra, noise));

    /// <inheritdoc/>
    public int Count => part.Length;

    /// <inheritdoc/>
    public int InputSize => ApogeeDistArchitecture.Inputs;

    /// <inheritdoc/>
    public int TargetSize => ApogeeDistArchitecture.Outputs;

    /// <inheritdoc/>
    public void Read(int index, ulong draw, Span<float> input, Span<float> target)
    {
        int star = part[index];
        if (isTraining)
        {
            draws.Value!.Train(star, draw, input);
        }
        else
        {
            draws.Value!.ObserveNormalised(star, input);
        }

        for (int p = 0; p < input.Length; p++)
        {
            input[p] = float.IsNaN(inputMean[p]) ? 0 : (input[p] > Brightest ? 1 : input[p]) - inputMean[p];
        }

        target[0] = (float)(labels[star].Value / deviation);
        target[1] = (float)(labels[star].Error / deviation);
    }
}
