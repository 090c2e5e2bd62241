using Astra.Neural;
using Astra.Plugins.LatentAge.Network;
using Astra.Plugins.LatentAge.PowerSpectra;
using Astra.Spectra.Training;

namespace Astra.Plugins.LatentAge.Training;

/// <summary>Some of the pairs as the engine's training data: standardised spectra, and as targets the power spectra and then the weights of their
/// pixels.</summary>
/// <param name="spectra">The stars' spectra.</param>
/// <param name="power">Their power spectra.</param>
/// <param name="part">Which of the stars.</param>
/// <param name="scale">What is done to spectra.</param>
/// <param name="noise">What is added to each spectrum.</param>
/// <param name="isTraining">Whether these stars are trained on; others are seen the same way each time.</param>
sealed class PairData(ObservedSpectra spectra, PowerTargets power, int[] part, InputScale scale, AddedNoise noise, bool isTraining) : ITrainingData
{
    readonly ThreadLocal<SpectrumDraw> draws = new(() => new SpectrumDraw(spectra, noise));

    /// <inheritdoc/>
    public int Count => part.Length;

    /// <inheritdoc/>
    public int InputSize => LatentArchitecture.Pixels;

    /// <inheritdoc/>
    public int TargetSize => 2 * PixelGrid.Pixels;

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

        scale.Apply(input);
        power.Read(star, target[..PixelGrid.Pixels]);
        power.ReadWeights(star, target[PixelGrid.Pixels..]);
    }
}
