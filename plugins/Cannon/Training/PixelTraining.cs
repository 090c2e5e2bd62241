using System.Collections.Concurrent;

namespace Astra.Plugins.Cannon.Training;

/// <summary>
/// The training step of The Cannon: for every pixel the coefficients and the intrinsic scatter that make the spectra of stars with known labels most
/// likely (Ness et al. 2015, ApJ 808, 16, section 2.3).
/// </summary>
static class PixelTraining
{
    /// <summary>Trains all pixels.</summary>
    /// <param name="spectra">The spectra.</param>
    /// <param name="members">The stars to train on.</param>
    /// <param name="labels">Scaled labels of all stars of the spectra: stars x labels.</param>
    /// <param name="terms">The terms of the model.</param>
    /// <param name="settings">How.</param>
    /// <param name="progress">Takes the fraction that is done, from any thread.</param>
    /// <param name="cancellation">Stops the training.</param>
    /// <exception cref="DependentTermException">At these labels a term is a sum of others.</exception>
    public static TrainedPixels Train(
        SpectrumMatrix spectra,
        int[] members,
        double[] labels,
        PolynomialTerms terms,
        PixelTrainingSettings settings,
        Action<double> progress,
        CancellationToken cancellation)
    {
        double[] values = Evaluate(labels, members, terms);
        TrainedPixels trained = new(terms.Count, spectra.Pixels);
        (TrainingDesign Design, int[] Pixels)[] blocks = [.. Blocks(values, terms.Count, spectra.Pixels, settings)];
        int done = 0;
        ConcurrentDictionary<TrainingDesign, ConcurrentBag<PixelBlock>> free = new();
        ParallelOptions options = new() { MaxDegreeOfParallelism = settings.Threads, CancellationToken = cancellation };
        Parallel.For(0, blocks.Length, options, n =>
        {
            ConcurrentBag<PixelBlock> own = free.GetOrAdd(blocks[n].Design, _ => []);
            PixelBlock block = own.TryTake(out PixelBlock? idle) ? idle : new PixelBlock(blocks[n].Design, settings);
            block.Train(spectra, members, blocks[n].Pixels, trained);
            own.Add(block);
            progress((double)Interlocked.Increment(ref done) / blocks.Length);
        });
        return trained;
    }

    /// <summary>The terms at the labels of stars: members x terms.</summary>
    public static double[] Evaluate(double[] labels, int[] members, PolynomialTerms terms)
    {
        double[] values = new double[members.Length * terms.Count];
        for (int n = 0; n < members.Length; n++)
        {
            terms.Evaluate(labels.AsSpan(members[n] * terms.Labels, terms.Labels), values.AsSpan(n * terms.Count, terms.Count));
        }

        return values;
    }

    /// <summary>Pixels that have the same terms share a design.</summary>
    static IEnumerable<(TrainingDesign Design, int[] Pixels)> Blocks(double[] values, int terms, int pixels, PixelTrainingSettings settings)
    {
        IEnumerable<IGrouping<string, int>> groups = Enumerable.Range(0, pixels)
            .GroupBy(p => settings.AllowedTerms is bool[][] allowed ? string.Concat(allowed[p].Select(term => term ? '1' : '0')) : "");
        foreach (IGrouping<string, int> group in groups)
        {
            int[] used = [.. Enumerable.Range(0, terms).Where(t => group.Key.Length == 0 || group.Key[t] == '1')];
            TrainingDesign design = TrainingDesign.Create(values, terms, used, orthonormal: settings.Regularization == 0);
            foreach (int[] chunk in group.Chunk(PixelBlock.Width))
            {
                yield return (design, chunk);
            }
        }
    }
}
