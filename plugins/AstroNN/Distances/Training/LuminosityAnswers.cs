using System.Globalization;
using Astra.Neural;
using Astra.Plugins.AstroNN.Training;
using Astra.Spectra.Training;

namespace Astra.Plugins.AstroNN.Distances.Training;

/// <summary>What a network says of a star whose pseudo-luminosity is known.</summary>
/// <param name="Star">The star's number among those with labels.</param>
/// <param name="Label">What is known of it.</param>
/// <param name="Snr">The S/N of the spectrum that it was asked about.</param>
/// <param name="Estimate">The network's answer, errors as it gives them.</param>
/// <param name="Features">Those of the last hidden layer.</param>
/// <param name="DomainDistance">How far the spectrum is from the training set; NaN where the model does not know.</param>
sealed record LuminosityAnswer(int Star, LuminosityLabel Label, double Snr, LuminosityEstimate Estimate, float[] Features, double DomainDistance);

/// <summary>Asks a network about stars, on several threads. An answer depends on its star only.</summary>
static class LuminosityAnswers
{
    const int StarsAtOnce = 2;

    /// <summary>Asks.</summary>
    /// <param name="model">The network.</param>
    /// <param name="spectra">The stars' spectra.</param>
    /// <param name="labels">The stars' labels.</param>
    /// <param name="noise">How the spectra are degraded.</param>
    /// <param name="chosen">Numbers of those to ask about.</param>
    /// <param name="passes">Passes over each.</param>
    /// <param name="calibration">Takes what the network sees and makes of them; may be null.</param>
    /// <param name="step">The name of the step, for the progress.</param>
    /// <param name="context">Threads, progress, seed.</param>
    /// <param name="cancellation">Stops.</param>
    public static LuminosityAnswer[] Of(
        AstroNNDistModel model,
        ObservedSpectra spectra,
        IReadOnlyList<LuminosityLabel> labels,
        AddedNoise noise,
        int[] chosen,
        int passes,
        SpectralDomainCalibration? calibration,
        string step,
        TrainingContext context,
        CancellationToken cancellation)
    {
        LuminosityAnswer[] answers = new LuminosityAnswer[chosen.Length];
        int chunks = (chosen.Length + StarsAtOnce - 1) / StarsAtOnce;
        int done = 0;
        Lock oneAtATime = new();
        using ThreadLocal<(LuminosityPasses Passes, SpectrumDraw Draw)> rooms =
            new(() => (new LuminosityPasses(model, passes, StarsAtOnce), new SpectrumDraw(spectra, noise)));
        ParallelOptions parallel = new() { MaxDegreeOfParallelism = context.Threads, CancellationToken = cancellation };
        Parallel.For(0, chunks, parallel, chunk =>
        {
            int[] members = chosen[(chunk * StarsAtOnce)..Math.Min(chosen.Length, (chunk + 1) * StarsAtOnce)];
            (LuminosityPasses room, SpectrumDraw draw) = rooms.Value;
            double[] snr = new double[members.Length];
            ulong[] seeds = new ulong[members.Length];
            for (int i = 0; i < members.Length; i++)
            {
                snr[i] = draw.ObserveNormalised(members[i], room.Flux(i), room.Sigma(i));
                seeds[i] = context.RandomFor(string.Create(CultureInfo.InvariantCulture, $"passes {spectra.Index(members[i])}")).NextUInt64();
            }

            room.Run(seeds);
            for (int i = 0; i < members.Length; i++)
            {
                answers[(chunk * StarsAtOnce) + i] = new LuminosityAnswer(
                    members[i], labels[members[i]], snr[i], room.Of(i), room.Features(i).ToArray(), room.DomainDistance(i));
                if (calibration is not null)
                {
                    lock (oneAtATime)
                    {
                        calibration.Add(room.Features(i), room.Flux(i), room.Sigma(i));
                    }
                }
            }

            context.Progress(new TrainingStep(step, (double)Interlocked.Increment(ref done) / chunks));
        });
        return answers;
    }
}
