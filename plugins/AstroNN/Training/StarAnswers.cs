using System.Globalization;
using Astra.Neural;
using Astra.Spectra.Training;

namespace Astra.Plugins.AstroNN.Training;

/// <summary>What a network says of a star whose labels are known.</summary>
/// <param name="Star">The star's number among all stars.</param>
/// <param name="Snr">The S/N of the spectrum that it was asked about.</param>
/// <param name="Estimates">One for each label of the model.</param>
/// <param name="Truth">The same of the training set; NaN where not known.</param>
/// <param name="Features">Those of the last hidden layer.</param>
/// <param name="DomainDistance">How far the spectrum is from the training set; NaN where the model does not know.</param>
sealed record StarAnswer(int Star, double Snr, LabelEstimate[] Estimates, double[] Truth, float[] Features, double DomainDistance);

/// <summary>Asks a model about stars, on several threads. An answer depends on its star only.</summary>
/// <param name="spectra">The stars' spectra.</param>
/// <param name="stars">Their labels.</param>
/// <param name="noise">What is added to each spectrum.</param>
/// <param name="passes">Passes over each spectrum.</param>
/// <param name="context">Threads, progress, seed.</param>
/// <param name="cancellation">Stops.</param>
sealed class StarAnswers(
    ObservedSpectra spectra, LabelledStar[] stars, AddedNoise noise, int passes, TrainingContext context, CancellationToken cancellation)
{
    const int StarsAtOnce = 4;

    /// <summary>Asks.</summary>
    /// <param name="model">The model.</param>
    /// <param name="chosen">Numbers of the stars to ask about.</param>
    /// <param name="calibration">Takes what the network sees and makes of them; may be null.</param>
    /// <param name="step">The name of the step, for the progress.</param>
    public StarAnswer[] Of(AstroNNModel model, int[] chosen, SpectralDomainCalibration? calibration, string step)
    {
        StarAnswer[] answers = new StarAnswer[chosen.Length];
        int[] places = model.Settings.Places();
        int done = 0;
        using ThreadLocal<(DropoutPasses Passes, SpectrumDraw Draw)> rooms =
            new(() => (new DropoutPasses(model, passes, StarsAtOnce), new SpectrumDraw(spectra, noise)));
        int chunks = (chosen.Length + StarsAtOnce - 1) / StarsAtOnce;
        ParallelOptions parallel = new() { MaxDegreeOfParallelism = context.Threads, CancellationToken = cancellation };
        Parallel.For(0, chunks, parallel, chunk =>
        {
            (DropoutPasses room, SpectrumDraw draw) = rooms.Value;
            int first = chunk * StarsAtOnce;
            int count = Math.Min(StarsAtOnce, chosen.Length - first);
            double[] snr = new double[count];
            ulong[] seeds = new ulong[count];
            for (int i = 0; i < count; i++)
            {
                int star = chosen[first + i];
                snr[i] = draw.Observe(star, room.Flux(i), room.Noise(i));
                room.Set(i, draw.Masked);
                seeds[i] = context.RandomFor(string.Create(CultureInfo.InvariantCulture, $"passes {spectra.Index(star)}")).NextUInt64();
            }

            room.Run(seeds, count);
            room.FindFeatures(count);
            for (int i = 0; i < count; i++)
            {
                LabelledStar star = stars[chosen[first + i]];
                answers[first + i] = new StarAnswer(
                    chosen[first + i],
                    snr[i],
                    [.. Enumerable.Range(0, places.Length).Select(output => room.Estimate(i, output))],
                    [.. places.Select(place => star.Labels[place])],
                    room.Features(i).ToArray(),
                    model.Domain?.Distance(room.Features(i), room.Flux(i), room.Noise(i)) ?? double.NaN);
                if (calibration is not null)
                {
                    lock (calibration)
                    {
                        calibration.Add(room.Features(i), room.Flux(i), room.Noise(i));
                    }
                }
            }

            int now = Interlocked.Increment(ref done);
            context.Progress(new TrainingStep(step, (double)now / chunks));
        });
        return answers;
    }

    /// <summary>Features alone, of stars as they are observed.</summary>
    /// <param name="model">The model.</param>
    /// <param name="chosen">Numbers of the stars.</param>
    /// <param name="step">The name of the step, for the progress.</param>
    public float[][] Features(AstroNNModel model, int[] chosen, string step)
    {
        float[][] features = new float[chosen.Length][];
        int done = 0;
        using ThreadLocal<(DropoutPasses Passes, SpectrumDraw Draw)> rooms =
            new(() => (new DropoutPasses(model, 2, 1), new SpectrumDraw(spectra, noise)));
        Parallel.For(0, chosen.Length, new ParallelOptions { MaxDegreeOfParallelism = context.Threads, CancellationToken = cancellation }, i =>
        {
            (DropoutPasses room, SpectrumDraw draw) = rooms.Value;
            draw.Observe(chosen[i], room.Flux(0), room.Noise(0));
            room.Set(0, draw.Masked);
            room.FindFeatures(1);
            features[i] = room.Features(0).ToArray();
            int now = Interlocked.Increment(ref done);
            if (now % 100 == 0 || now == chosen.Length)
            {
                context.Progress(new TrainingStep(step, (double)now / chosen.Length));
            }
        });
        return features;
    }
}
