using System.Collections.Concurrent;
using System.Diagnostics;

namespace Astra.Fuzzing;

/// <summary>Many inputs of one target, on some threads. What input i is depends on the seed and i alone.</summary>
sealed class FuzzRun(FuzzTarget target, ulong seed, long firstIndex, long count)
{
    readonly ConcurrentDictionary<string, (long Index, byte[] Input, string Detail, int Times)> faults = new();
    readonly long end = firstIndex + count;
    long next = firstIndex;
    long done;
    long refused;
    long bytes;
    long slowest;
    long worstFactor;

    /// <summary>Inputs done so far.</summary>
    public long Done => Volatile.Read(ref done);

    /// <summary>How many the reader refused; it took the others.</summary>
    public long Refused => Volatile.Read(ref refused);

    /// <summary>Bytes of all inputs.</summary>
    public long Bytes => Volatile.Read(ref bytes);

    /// <summary>The longest time that an input took.</summary>
    public TimeSpan Slowest => new(Volatile.Read(ref slowest));

    /// <summary>The most bytes allocated for one byte of an input, of inputs of 64 KiB and more.</summary>
    public double WorstFactor => Volatile.Read(ref worstFactor) / 100.0;

    /// <summary>What is wrong, each with the first input that shows it.</summary>
    public IEnumerable<(string Fault, long Index, byte[] Input, string Detail, int Times)> Faults =>
        faults.Select(pair => (pair.Key, pair.Value.Index, pair.Value.Input, pair.Value.Detail, pair.Value.Times)).OrderBy(fault => fault.Item2);

    /// <summary>Runs.</summary>
    /// <param name="threads">Threads of the run's own.</param>
    /// <param name="folder">Where targets write files, best in memory.</param>
    /// <param name="progress">Called now and then with the index below which all inputs are done, and those that are being read.</param>
    /// <param name="hang">Called with the index of an input that has not come back for a minute: the run cannot end.</param>
    public void Execute(int threads, string folder, Action<long>? progress = null, Action<long, byte[]>? hang = null)
    {
        (long Index, long Since, byte[]? Input)[] current = new (long, long, byte[]?)[threads];
        using CancellationTokenSource ended = new();
        Thread[] workers = [.. Enumerable.Range(0, threads).Select(worker => new Thread(() => Work(worker, current, Path.Combine(folder, $"{target.Name}-{worker}"))))];
        foreach (Thread worker in workers)
        {
            worker.Start();
        }

        foreach (Thread worker in workers)
        {
            while (!worker.Join(TimeSpan.FromSeconds(5)))
            {
                progress?.Invoke(current.Where(work => work.Input is not null).Select(work => work.Index).DefaultIfEmpty(next).Min());
                foreach ((long index, long since, byte[]? input) in current)
                {
                    if (input is not null && Stopwatch.GetElapsedTime(since) > TimeSpan.FromMinutes(1))
                    {
                        hang?.Invoke(index, input);
                    }
                }
            }
        }
    }

    void Work(int worker, (long Index, long Since, byte[]? Input)[] current, string file)
    {
        for (long index; (index = Interlocked.Increment(ref next) - 1) < end;)
        {
            Mutant mutant = target.Create(new MutationRandom(target.Name, seed, index));
            current[worker] = (index, Stopwatch.GetTimestamp(), mutant.Bytes);
            FuzzTrial trial = FuzzTrial.Of(target, mutant, file);
            current[worker].Input = null;
            Interlocked.Increment(ref done);
            Interlocked.Add(ref bytes, mutant.Bytes.Length);
            Interlocked.Add(ref refused, trial.Refused ? 1 : 0);
            Raise(ref slowest, trial.Elapsed.Ticks);
            if (mutant.Bytes.Length >= 1 << 16)
            {
                Raise(ref worstFactor, trial.Allocated * 100 / mutant.Bytes.Length);
            }

            if (trial.Fault is { } fault)
            {
                faults.AddOrUpdate(
                    fault,
                    _ => (index, Minimiser.Minimise(target, mutant.Bytes, fault, file), trial.Detail!, 1),
                    (_, known) => known with { Times = known.Times + 1 });
            }
        }

        File.Delete(file);
        if (Directory.Exists(file + ".d"))
        {
            Directory.Delete(file + ".d", recursive: true);
        }
    }

    static void Raise(ref long place, long value)
    {
        long seen = Volatile.Read(ref place);
        while (value > seen)
        {
            long before = Interlocked.CompareExchange(ref place, value, seen);
            if (before == seen)
            {
                return;
            }

            seen = before;
        }
    }
}
