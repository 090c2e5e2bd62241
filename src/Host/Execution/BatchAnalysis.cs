using System.Diagnostics;
using System.Globalization;
using System.Numerics;
using Astra.Host.Configuration;
using Astra.Host.Planning;
using Astra.Host.Plugins;
using Astra.Host.Storage;

namespace Astra.Host.Execution;

/// <summary>
/// Takes a batch through the pipelines of a stage, in their order, and applies the policy for whatever comes back. Used by one worker at a time.
/// </summary>
sealed class BatchAnalysis(Stage stage, Analyst analyst, RunSettings settings, Abandonments abandonments)
{
    readonly ResultDocument[] documents = [.. stage.Pipelines.Select(pipeline => new ResultDocument(pipeline.Declaration))];

    /// <summary>Analyses a batch.</summary>
    /// <exception cref="ConfigurationException">A pipeline cannot work as configured.</exception>
    public BatchOutcome Analyse(Batch batch)
    {
        BatchOutcome outcome = new();
        int shares = batch.Units.Sum(unit => BitOperations.PopCount(unit.Due));
        float overhead = (float)(batch.ReadSeconds / Math.Max(1, shares));
        for (int p = 0; p < stage.Pipelines.Count; p++)
        {
            List<Job> jobs = JobsFor(p, batch, overhead, outcome);
            if (jobs.Count > 0)
            {
                Run(p, jobs, outcome);
            }
        }

        return outcome;
    }

    List<Job> JobsFor(int p, Batch batch, float overhead, BatchOutcome outcome)
    {
        PlannedPipeline pipeline = stage.Pipelines[p];
        InputResolver inputs = stage.Inputs[p];
        List<Job> jobs = new(batch.Units.Count);
        for (int i = 0; i < batch.Units.Count; i++)
        {
            UnitRow unit = batch.Units[i];
            if ((unit.Due & (1UL << p)) == 0)
            {
                continue;
            }

            // What the unit waited for may have turned out as it was before, or not at all.
            long digest = inputs.Digest(unit);
            InputDeclaration? missing = inputs.Missing(unit);
            LedgerEntry? last = unit.Ledger[p];
            bool repeated = last is { } attempt && Due.IsRepeated(attempt, pipeline, unit, digest);
            bool nothingToDo = missing is not null
                ? last is null || last.Value.InputDigest == digest
                : repeated && last!.Value.Outcome is (Outcome.Done or Outcome.NoResult);
            if (nothingToDo)
            {
                outcome.CountUnchanged(pipeline);
                continue;
            }

            int attempts = repeated ? last!.Value.Attempts + 1 : 1;
            Job job = new(unit, new Target(unit.Source, batch.Spectra[i], inputs.Resolve(unit)), digest, attempts, overhead);
            if (missing is not null)
            {
                Settle(
                    p, job, Outcome.NoResult, 0, $"input {missing.Name} is no longer known ({string.Join(" or ", missing.Alternatives)})", null, 0,
                    outcome);
                continue;
            }

            if (batch.Troubles[i] is { } trouble)
            {
                Settle(p, job, trouble.Outcome, 0, trouble.Reason, null, 0, outcome);
                continue;
            }

            jobs.Add(job);
        }

        return jobs;
    }

    /// <summary>Runs a batch; after a failure each of its units alone, so that only the culprit has no result.</summary>
    void Run(int p, IReadOnlyList<Job> jobs, BatchOutcome outcome)
    {
        PlannedPipeline pipeline = stage.Pipelines[p];
        if (abandonments.IsStopped(pipeline))
        {
            return;
        }

        long start = Stopwatch.GetTimestamp();
        try
        {
            IReadOnlyList<PipelineResult>? results = analyst.Analyse(
                pipeline, [.. jobs.Select(job => job.Target)], jobs.Count == 1 ? settings.TimeoutAlone : settings.Timeout);
            if (PipelineAnswers.WrongCount(results, jobs.Count) is { } wrong)
            {
                throw new InvalidOperationException(wrong);
            }

            float elapsed = (float)(Stopwatch.GetElapsedTime(start).TotalSeconds / jobs.Count);
            for (int i = 0; i < jobs.Count; i++)
            {
                Accept(p, jobs[i], results![i], elapsed, outcome);
            }
        }
        catch (ConfigurationException e)
        {
            throw new ConfigurationException($"{pipeline.Name}: {e.Message}", e);
        }
        catch (Exception e)
        {
            if (e is AbandonedException)
            {
                abandonments.Count(pipeline);
            }

            if (jobs.Count > 1)
            {
                foreach (Job job in jobs)
                {
                    Run(p, [job], outcome);
                }

                return;
            }

            Fail(p, jobs[0], e, (float)Stopwatch.GetElapsedTime(start).TotalSeconds, outcome);
        }
    }

    void Accept(int p, Job job, PipelineResult? result, float elapsed, BatchOutcome outcome)
    {
        PipelineDeclaration declaration = stage.Pipelines[p].Declaration;
        if (PipelineAnswers.WrongResult(declaration, result) is { } wrong)
        {
            Settle(p, job, Outcome.Failed, 0, wrong, null, elapsed, outcome);
            return;
        }

        long flags = result!.FlagBits;
        object?[] values = documents[p].ValuesOf(result);
        if (PipelineAnswers.Empty(declaration, values, flags) is { } empty)
        {
            // A row without values must never look good, whatever the pipeline forgot to flag.
            Settle(p, job, Outcome.NoResult, flags, empty, null, elapsed, outcome);
            return;
        }

        bool none = (flags & declaration.Flags.NoResult) != 0;
        Settle(
            p, job, none ? Outcome.NoResult : Outcome.Done, flags, none ? "flagged NO_RESULT by the pipeline" : null, null, elapsed, outcome, values);
    }

    void Fail(int p, Job job, Exception error, float elapsed, BatchOutcome outcome)
    {
        (Outcome kind, long flags, string reason, string? detail) = error switch
        {
            NoResultException e => (
                Outcome.NoResult, e.Flags is null ? 0 : Convert.ToInt64(e.Flags, CultureInfo.InvariantCulture), e.Message, (string?)null),
            BadInputException e => (Outcome.BadInput, 0L, e.Message, null),
            TimeoutException or AbandonedException => (Outcome.Failed, 0L, error.Message, null),
            _ => (Outcome.Failed, 0L, $"{error.GetType().Name}: {error.Message.ReplaceLineEndings(" ")}", error.ToString()),
        };
        flags &= stage.Pipelines[p].Declaration.Flags.Known;
        Settle(p, job, kind, flags, reason, detail, elapsed, outcome);
    }

    void Settle(
        int p, Job job, Outcome kind, long flags, string? reason, string? detail, float elapsed, BatchOutcome outcome, object?[]? values = null)
    {
        PlannedPipeline pipeline = stage.Pipelines[p];
        if (kind != Outcome.Done)
        {
            flags |= pipeline.Declaration.Flags.NoResult;
        }

        values ??= documents[p].NoValues();
        HandOn(pipeline, job.Unit, kind == Outcome.Done && !pipeline.Declaration.Flags.IsBad(flags) ? values : documents[p].NoValues());
        outcome.Attempts.Add(new AttemptRecord
        {
            Setup = pipeline.Setup,
            Unit = job.Unit,
            Outcome = kind,
            Flags = flags,
            Document = documents[p].Write(values, flags),
            Indexed = documents[p].Indexed(values),
            InputDigest = job.InputDigest,
            Attempts = job.Attempts,
            Reason = reason,
            Detail = detail,
            Elapsed = elapsed + job.Overhead,
            Overhead = job.Overhead,
        });
    }

    /// <summary>Gives the values to the pipelines of the stage that take them as inputs. A bad result is no input.</summary>
    void HandOn(PlannedPipeline pipeline, UnitRow unit, object?[] values)
    {
        for (int i = 0; i < stage.Origins.Count; i++)
        {
            if (!stage.Origins[i].Table.Equals(pipeline.Name, StringComparison.OrdinalIgnoreCase))
            {
                continue;
            }

            for (int c = 0; c < values.Length; c++)
            {
                if (pipeline.Declaration.Columns[c].Name.Equals(stage.Origins[i].Column, StringComparison.OrdinalIgnoreCase))
                {
                    unit.Inputs[i] = ResultDocument.AsNumber(values[c]) switch
                    {
                        double value => value,
                        int value => value,
                        long value => value,
                        bool value => value ? 1 : 0,
                        _ => double.NaN,
                    };
                }
            }
        }
    }

    /// <summary>One unit of work for one pipeline.</summary>
    sealed record Job(UnitRow Unit, Target Target, long InputDigest, int Attempts, float Overhead);
}

/// <summary>What became of a batch.</summary>
sealed class BatchOutcome
{
    readonly Dictionary<long, long> unchanged = [];

    public List<AttemptRecord> Attempts { get; } = [];

    /// <summary>Units that turned out not to need anything, by pipeline key.</summary>
    public IReadOnlyDictionary<long, long> Unchanged => unchanged;

    public void CountUnchanged(PlannedPipeline pipeline) => unchanged[pipeline.Setup.PipelineKey] = unchanged.GetValueOrDefault(pipeline.Setup.PipelineKey) + 1;
}

/// <summary>Counts the calls of each pipeline that never came back. Each holds a thread for good, so after a few the pipeline is stopped for the rest of the run.</summary>
sealed class Abandonments
{
    const int Tolerated = 3;

    readonly Dictionary<string, int> counts = [];
    readonly Lock gate = new();

    public IReadOnlyList<string> Stopped
    {
        get
        {
            lock (gate)
            {
                return [.. counts.Where(pair => pair.Value >= Tolerated).Select(pair => pair.Key).Order(StringComparer.Ordinal)];
            }
        }
    }

    public void Count(PlannedPipeline pipeline)
    {
        lock (gate)
        {
            counts[pipeline.Name] = counts.GetValueOrDefault(pipeline.Name) + 1;
        }
    }

    public bool IsStopped(PlannedPipeline pipeline)
    {
        lock (gate)
        {
            return counts.GetValueOrDefault(pipeline.Name) >= Tolerated;
        }
    }
}
