using System.Numerics;
using System.Runtime.InteropServices;
using System.Text;
using Astra.Host.Plugins;
using Microsoft.Data.Sqlite;

namespace Astra.Host.Storage.Sqlite;

/// <content>Committing results.</content>
sealed partial class SqliteStore
{
    readonly Dictionary<string, ResultWriter> writers = [];
    SqliteStatement? putLedger;
    SqliteStatement? putAttempt;

    public void Commit(long run, IReadOnlyList<AttemptRecord> attempts, IReadOnlyDictionary<long, long> unchangedPerPipeline) => Write(connection =>
    {
        byte[] now = Encoding.UTF8.GetBytes(Now());
        Dictionary<PipelineSetup, Counters> counters = [];
        Dictionary<(long Pipeline, int Bit), long> flags = [];
        putLedger ??= new SqliteStatement(connection, """
            INSERT OR REPLACE INTO ledger (pipeline_pk, unit_pk, setup_pk, file_digest, input_digest, outcome, attempts, run_id, finished)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
            """);
        putAttempt ??= new SqliteStatement(
            connection, "INSERT INTO attempt (run_id, pipeline_pk, unit_pk, outcome, reason, detail, finished) VALUES (?, ?, ?, ?, ?, ?, ?)");
        foreach (AttemptRecord attempt in attempts)
        {
            PipelineSetup setup = attempt.Setup;
            if (attempt.Outcome != Outcome.Done)
            {
                putAttempt.Bind(1, run).Bind(2, setup.PipelineKey).Bind(3, attempt.Unit.Key).Bind(4, (long)attempt.Outcome)
                    .Bind(5, attempt.Reason ?? "no reason given").Bind(6, attempt.Detail).BindUtf8(7, now).Run();
            }

            if (!attempt.IsAnswer)
            {
                CollectionsMarshal.GetValueRefOrAddDefault(counters, setup, out _).Count(attempt.Outcome, default);
                continue;
            }

            ResultWriter table = Writer(setup, attempt.Unit.Spectrum?.Kind == SpectrumKind.Visit);
            Verdict verdict = table.VerdictOn(attempt.Flags);
            table.Put(run, attempt, verdict, now);
            CollectionsMarshal.GetValueRefOrAddDefault(counters, setup, out _).Count(attempt.Outcome, verdict);
            bool analysed = attempt.Outcome is Outcome.Done or Outcome.NoResult;
            for (ulong bits = analysed ? (ulong)attempt.Flags : 0; bits != 0; bits &= bits - 1)
            {
                CollectionsMarshal.GetValueRefOrAddDefault(flags, (setup.PipelineKey, BitOperations.TrailingZeroCount(bits)), out _)++;
            }

            putLedger.Bind(1, setup.PipelineKey).Bind(2, attempt.Unit.Key).Bind(3, setup.Key).Bind(4, attempt.Unit.Spectrum?.Stamp.Digest ?? 0)
                .Bind(5, attempt.InputDigest).Bind(6, (long)attempt.Outcome).Bind(7, (long)attempt.Attempts).Bind(8, run).BindUtf8(9, now).Run();
        }

        foreach ((PipelineSetup setup, Counters count) in counters)
        {
            connection.Execute("""
                UPDATE run_pipeline SET done = done + $1, no_result = no_result + $2, bad_input = bad_input + $3, failed = failed + $4, warn = warn + $5, bad = bad + $6
                WHERE run_id = $7 AND pipeline_pk = $8
                """,
                count.Done, count.NoResult, count.BadInput, count.Failed, count.Warn, count.Bad, run, setup.PipelineKey);
        }

        foreach (((long pipeline, int bit), long results) in flags)
        {
            connection.Execute("""
                INSERT INTO run_flag (run_id, pipeline_pk, bit, results) VALUES ($1, $2, $3, $4)
                ON CONFLICT DO UPDATE SET results = results + excluded.results
                """, run, pipeline, bit, results);
        }

        foreach ((long pipeline, long unchanged) in unchangedPerPipeline)
        {
            connection.Execute("UPDATE run_pipeline SET unchanged = unchanged + $1 WHERE run_id = $2 AND pipeline_pk = $3", unchanged, run, pipeline);
        }
    });

    ResultWriter Writer(PipelineSetup setup, bool visit)
    {
        string table = ResultTable.Name(setup.Declaration.Name, visit);
        if (!writers.TryGetValue(table, out ResultWriter? found))
        {
            writers[table] = found = new ResultWriter(writer, setup, table);
        }

        return found;
    }

    void DisposeStatements()
    {
        foreach (ResultWriter result in writers.Values)
        {
            result.Dispose();
        }

        writers.Clear();
        putLedger?.Dispose();
        putAttempt?.Dispose();
        (putLedger, putAttempt) = (null, null);
    }

    /// <summary>What flags say about a result.</summary>
    readonly record struct Verdict(bool Warn, bool Bad);

    /// <summary>What a commit adds to the run's counters of a pipeline.</summary>
    struct Counters
    {
        public int Done { get; private set; }

        public int NoResult { get; private set; }

        public int BadInput { get; private set; }

        public int Failed { get; private set; }

        public int Warn { get; private set; }

        public int Bad { get; private set; }

        public void Count(Outcome outcome, Verdict verdict)
        {
            Done += outcome == Outcome.Done ? 1 : 0;
            NoResult += outcome == Outcome.NoResult ? 1 : 0;
            BadInput += outcome == Outcome.BadInput ? 1 : 0;
            Failed += outcome == Outcome.Failed ? 1 : 0;
            Warn += verdict.Warn ? 1 : 0;
            Bad += verdict.Bad ? 1 : 0;
        }
    }

    /// <summary>The prepared statements for one result table.</summary>
    sealed class ResultWriter : IDisposable
    {
        readonly SqliteStatement put;
        readonly SqliteStatement? retire;
        readonly long lastKey;
        readonly Dictionary<long, Verdict> verdicts = [];
        byte[]? boundTime;

        public ResultWriter(SqliteConnection connection, PipelineSetup setup, string table)
        {
            Setup = setup;
            string key = ResultTable.UnitKey(setup.Declaration);
            // Keys follow the work list, so that they do not depend on which thread was faster.
            lastKey = connection.Scalar<long>($"SELECT coalesce(max(task_pk), 0) FROM {Sql.Name(table)}");
            string[] columns =
            [
                "task_pk", "source_pk", "spectrum_pk", "version_mm", "newest", "setup_pk", "run_id", "created", "modified", "t_elapsed", "t_overhead",
                "result_flags", "flag_warn", "flag_bad", "document", .. ResultTable.Indexed(setup.Declaration).Select(column => column.Name),
            ];
            put = new SqliteStatement(connection, $"""
                INSERT INTO {Sql.Name(table)} ({string.Join(", ", columns.Select(Sql.Name))}) VALUES ({string.Join(", ", columns.Select(_ => "?"))})
                ON CONFLICT ({key}, version_mm) DO UPDATE SET {string.Join(", ", columns.Where(column => column is not ("task_pk" or "created" or "version_mm") && column != key).Select(column => $"{Sql.Name(column)} = excluded.{Sql.Name(column)}"))}
                """);

            // Only where results of another version exist is there anything to retire.
            if (connection.Scalar<long>(
                $"SELECT EXISTS (SELECT 1 FROM {Sql.Name(table)} WHERE version_mm <> $1)", setup.Declaration.Version.MajorMinor) != 0)
            {
                retire = new SqliteStatement(
                    connection, $"UPDATE {Sql.Name(table)} SET newest = 0 WHERE {key} = ? AND version_mm <> ? AND newest = 1");
            }
        }

        PipelineSetup Setup { get; }

        /// <summary>A table holds few different flags.</summary>
        public Verdict VerdictOn(long flags)
        {
            if (!verdicts.TryGetValue(flags, out Verdict verdict))
            {
                FlagLayout layout = Setup.Declaration.Flags;
                verdicts[flags] = verdict = new Verdict(layout.IsWarn(flags), layout.IsBad(flags));
            }

            return verdict;
        }

        public void Put(long run, AttemptRecord attempt, Verdict verdict, byte[] now)
        {
            int version = Setup.Declaration.Version.MajorMinor;
            retire?.Bind(1, attempt.Unit.Key).Bind(2, (long)version).Run();
            put.Bind(1, lastKey + 1 + attempt.Unit.Sequence).Bind(2, attempt.Unit.Source.Key);
            if (attempt.Unit.Spectrum is null)
            {
                put.Bind(3, (string?)null);
            }
            else
            {
                put.Bind(3, attempt.Unit.Key);
            }

            // What is the same for all rows of a commit stays bound.
            if (!ReferenceEquals(boundTime, now))
            {
                put.Bind(4, (long)version).Bind(5, 1L).Bind(7, run).BindUtf8(8, now).BindUtf8(9, now);
                boundTime = now;
            }

            put.Bind(6, attempt.Setup.Key).Bind(10, (double)attempt.Elapsed).Bind(11, (double)attempt.Overhead).Bind(12, attempt.Flags)
                .Bind(13, verdict.Warn ? 1L : 0L).Bind(14, verdict.Bad ? 1L : 0L).BindUtf8(15, attempt.Document);
            for (int i = 0; i < attempt.Indexed.Length; i++)
            {
                put.Bind(16 + i, attempt.Indexed[i]);
            }

            put.Run();
        }

        public void Dispose()
        {
            put.Dispose();
            retire?.Dispose();
        }
    }
}
