using Astra.Neural;
using Astra.Plugins.LatentAge.Network;
using Astra.Spectra.Training;

namespace Astra.Plugins.LatentAge.Training;

/// <summary>A star of the training set in the latent space.</summary>
/// <param name="Star">Its number among the giants.</param>
/// <param name="Giant">What is known of it.</param>
/// <param name="Snr">The S/N of the spectrum that was encoded.</param>
/// <param name="Point">Where it is.</param>
sealed record EncodedStar(int Star, TrainingGiant Giant, double Snr, LatentPoint Point);

/// <summary>Encodes stars of a training set, on several threads. A place depends on its star only.</summary>
/// <param name="spectra">The stars' spectra.</param>
/// <param name="giants">What is known of them.</param>
/// <param name="noise">What is added to each spectrum.</param>
/// <param name="context">Threads, progress.</param>
/// <param name="cancellation">Stops.</param>
sealed class EncodedStars(
    ObservedSpectra spectra, IReadOnlyList<TrainingGiant> giants, AddedNoise noise, TrainingContext context, CancellationToken cancellation)
{
    /// <summary>Encodes stars.</summary>
    /// <param name="network">The network.</param>
    /// <param name="chosen">Numbers of the stars.</param>
    /// <param name="step">The name of the step, for the progress.</param>
    /// <param name="seen">Takes, one at a time and in no order, features, flux and errors of each; may be null.</param>
    public EncodedStar[] Of(LatentNetwork network, int[] chosen, string step, SeenSpectrum? seen = null)
    {
        EncodedStar[] encoded = new EncodedStar[chosen.Length];
        int done = 0;
        Lock order = new();
        using ThreadLocal<(SpectrumEncoder Encoder, SpectrumDraw Draw)> rooms =
            new(() => (new SpectrumEncoder(network), new SpectrumDraw(spectra, noise)));
        Parallel.For(0, chosen.Length, new ParallelOptions { MaxDegreeOfParallelism = context.Threads, CancellationToken = cancellation }, i =>
        {
            (SpectrumEncoder encoder, SpectrumDraw draw) = rooms.Value;
            double snr = draw.Observe(chosen[i], encoder.Flux, encoder.Error);
            encoded[i] = new EncodedStar(
                chosen[i], giants[chosen[i]], snr, encoder.Encode(draw.Masked) ?? throw Astra.Spectra.ContinuumNormalisation.NothingMeasured());
            if (seen is not null)
            {
                lock (order)
                {
                    seen(i, encoder.Features, encoder.Flux, encoder.Error);
                }
            }

            int now = Interlocked.Increment(ref done);
            if (now % 100 == 0 || now == chosen.Length)
            {
                context.Progress(new TrainingStep(step, (double)now / chosen.Length));
            }
        });
        return encoded;
    }
}

/// <summary>Takes what an encoder saw of a spectrum.</summary>
/// <param name="place">0-based, among those that were chosen.</param>
/// <param name="features">The 16 neurons before the latent space.</param>
/// <param name="flux">The pixels of the detectors as observed.</param>
/// <param name="error">Their errors; 0 where nothing was measured.</param>
delegate void SeenSpectrum(int place, ReadOnlySpan<float> features, ReadOnlySpan<float> flux, ReadOnlySpan<float> error);
