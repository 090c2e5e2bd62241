using Astra.Neural;
using Astra.Spectra;
using Astra.Spectra.Training;

namespace Astra.Plugins.AstroNN.Training;

/// <summary>Some of the stars as the engine's training data: normalised spectra less their mean, and as targets the standardised labels and then
/// their
/// errors; NaN where not known.</summary>
/// <param name="spectra">The stars' spectra.</param>
/// <param name="stars">Their labels.</param>
/// <param name="part">Which of them.</param>
/// <param name="inputMean">Subtracted from each spectrum.</param>
/// <param name="labels">The labels that are learned, with their scales.</param>
/// <param name="noise">What is added to each spectrum.</param>
/// <param name="isTraining">Whether these stars are trained on; others are seen the same way each time.</param>
sealed class StarData(
    ObservedSpectra spectra, LabelledStar[] stars, int[] part, float[] inputMean, LabelSettings[] labels, AddedNoise noise, bool isTraining)
    : ITrainingData
{
    readonly ThreadLocal<SpectrumDraw> draws = new(() => new SpectrumDraw(spectra, noise));
    readonly int[] places = [.. labels.Select(label => AstroNNLabels.PlaceOf(label.Name))];

    /// <inheritdoc/>
    public int Count => part.Length;

    /// <inheritdoc/>
    public int InputSize => ContinuumNormalisation.Pixels;

    /// <inheritdoc/>
    public int TargetSize => 2 * labels.Length;

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
            input[p] -= inputMean[p];
        }

        LabelledStar known = stars[star];
        for (int label = 0; label < labels.Length; label++)
        {
            target[label] = (float)((known.Labels[places[label]] - labels[label].Mean) / labels[label].Deviation);
            target[labels.Length + label] = (float)(known.Errors[places[label]] / labels[label].Deviation);
        }
    }
}
