using System.Globalization;
using Astra.Neural;

namespace Astra.Plugins.ApogeeNet.Training;

/// <summary>What a network says of a star whose labels are known.</summary>
/// <param name="Star">The star's number among all stars.</param>
/// <param name="Snr">The S/N of the spectrum that it was asked about.</param>
/// <param name="Predictions">log g, Teff (K) and [Fe/H].</param>
/// <param name="Truth">The same of the training set; [Fe/H] may be NaN.</param>
/// <param name="Features">Those of the last hidden layer.</param>
/// <param name="DomainDistance">How far the spectrum is from the training set; NaN where the model does not know.</param>
sealed record StarAnswer(int Star, double Snr, Prediction[] Predictions, double[] Truth, float[] Features, double DomainDistance)
{
    /// <summary>Predicted minus true; for Teff in kelvin.</summary>
    public double Difference(Label label) => Predictions[(int)label].Value - Truth[(int)label];
}

/// <summary>Asks a network about stars, on several threads. An answer depends on its star only.</summary>
static class StarAnswers
{
    const int StarsAtOnce = 4;

    /// <summary>Asks.</summary>
    /// <param name="model">The network.</param>
    /// <param name="stars">The stars.</param>
    /// <param name="data">How they are seen.</param>
    /// <param name="chosen">Numbers of those to ask about.</param>
    /// <param name="draws">Noise draws of each.</param>
    /// <param name="calibration">Takes what the network sees and makes of them; may be null.</param>
    /// <param name="step">The name of the step, for the progress.</param>
    /// <param name="context">Threads, progress, seed.</param>
    /// <param name="cancellation">Stops.</param>
    public static StarAnswer[] Of(
        ApogeeNetModel model,
        PreparedStars stars,
        StarData data,
        int[] chosen,
        int draws,
        SpectralDomainCalibration? calibration,
        string step,
        TrainingContext context,
        CancellationToken cancellation)
    {
        StarAnswer[] answers = new StarAnswer[chosen.Length];
        int chunks = (chosen.Length + StarsAtOnce - 1) / StarsAtOnce;
        int done = 0;
        using ThreadLocal<NoisePasses> passes = new(() => new NoisePasses(model, draws, StarsAtOnce));
        ParallelOptions parallel = new() { MaxDegreeOfParallelism = context.Threads, CancellationToken = cancellation };
        Parallel.For(0, chunks, parallel, chunk =>
        {
            int[] members = chosen[(chunk * StarsAtOnce)..Math.Min(chosen.Length, (chunk + 1) * StarsAtOnce)];
            NoisePasses room = passes.Value!;
            double[] snr = new double[members.Length];
            RandomSource[] random = new RandomSource[members.Length];
            for (int i = 0; i < members.Length; i++)
            {
                snr[i] = data.Observe(members[i], room.Flux(i), room.Sigma(i), room.Metadata(i));
                random[i] = context.RandomFor(string.Create(CultureInfo.InvariantCulture, $"draws {stars.Star(members[i]).Index}"));
            }

            room.Run(random, members.Length);
            double[] scratch = new double[Math.Max(1, draws)];
            for (int i = 0; i < members.Length; i++)
            {
                double[] labels = stars.Star(members[i]).Labels;
                answers[(chunk * StarsAtOnce) + i] = new StarAnswer(
                    members[i],
                    snr[i],
                    [.. Enum.GetValues<Label>().Select(label => Prediction.Of(label, room, i, model.Settings.Labels[(int)label], scratch))],
                    [labels[(int)Label.Logg], Math.Pow(10, labels[(int)Label.Teff]), labels[(int)Label.FeH]],
                    room.Features(i).ToArray(),
                    room.DomainDistance(i));
                if (calibration is not null)
                {
                    lock (calibration)
                    {
                        calibration.Add(room.Features(i), room.Observed(i), room.Sigma(i));
                    }
                }
            }

            int now = Interlocked.Increment(ref done);
            context.Progress(new TrainingStep(step, (double)now / chunks));
        });
        return answers;
    }
}
