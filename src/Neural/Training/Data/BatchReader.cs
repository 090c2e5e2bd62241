namespace Astra.Neural;

/// <summary>One mini-batch in memory.</summary>
/// <param name="Inputs">Room for the inputs, of which the first <paramref name="Count"/> rows are filled.</param>
/// <param name="Targets">Room for the targets.</param>
/// <param name="Samples">The samples' numbers in the data.</param>
/// <param name="Count">Samples.</param>
readonly record struct Batch(float[] Inputs, float[] Targets, ArraySegment<int> Samples, int Count);

/// <summary>Reads the mini-batches of one pass over the data, always one ahead of the network.</summary>
sealed class BatchReader : IDisposable
{
    readonly ITrainingData data;
    readonly int[] order;
    readonly int batchSize;
    readonly ulong seed;
    readonly ParallelOptions threads;
    Batch spare;
    Task<Batch> pending;
    int next;

    /// <param name="data">The data.</param>
    /// <param name="order">The samples of the pass, in order.</param>
    /// <param name="batchSize">Samples in a batch; the last one takes what is left.</param>
    /// <param name="firstBatch">The batch to begin with.</param>
    /// <param name="seed">The seed of the pass, from which each sample has its own.</param>
    /// <param name="readingThreads">Threads that read the samples of a batch.</param>
    public BatchReader(ITrainingData data, int[] order, int batchSize, int firstBatch, ulong seed, int readingThreads)
    {
        (this.data, this.order, this.batchSize, this.seed) = (data, order, batchSize, seed);
        threads = new ParallelOptions { MaxDegreeOfParallelism = readingThreads };
        next = firstBatch;
        spare = NewBatch();
        pending = Start(NewBatch());
    }

    /// <summary>Batches in a pass.</summary>
    public static int BatchesOf(int samples, int batchSize) => (samples + batchSize - 1) / batchSize;

    /// <summary>The next batch, which is valid until the call after; an empty one at the end of the pass.</summary>
    public Batch Take()
    {
        Batch taken = pending.GetAwaiter().GetResult();
        pending = Start(spare);
        spare = taken;
        return taken;
    }

    /// <summary>Waits until nothing is being read any more.</summary>
    public void Dispose()
    {
        try
        {
            pending.Wait();
        }
        catch (AggregateException)
        {
            // Take reports it to whom it concerns; here the pass is over, or has failed before it came to this batch.
        }
    }

    Batch NewBatch() => new(new float[batchSize * data.InputSize], new float[batchSize * data.TargetSize], default, 0);

    Task<Batch> Start(Batch buffers)
    {
        int start = (int)Math.Min((long)next * batchSize, order.Length);
        next++;
        int count = Math.Min(batchSize, order.Length - start);
        Batch batch = buffers with { Samples = new ArraySegment<int>(order, start, count), Count = count };
        return count == 0 ? Task.FromResult(batch) : Task.Run(() => Fill(batch));
    }

    Batch Fill(Batch batch)
    {
        if (threads.MaxDegreeOfParallelism == 1)
        {
            for (int i = 0; i < batch.Count; i++)
            {
                Read(batch, i);
            }
        }
        else
        {
            Parallel.For(0, batch.Count, threads, i => Read(batch, i));
        }

        return batch;
    }

    void Read(Batch batch, int i)
    {
        int sample = batch.Samples[i];
        ulong draw = SplitMix64.Seed(seed, (ulong)sample);
        data.Read(sample, draw, batch.Inputs.AsSpan(i * data.InputSize, data.InputSize), batch.Targets.AsSpan(i * data.TargetSize, data.TargetSize));
    }
}
