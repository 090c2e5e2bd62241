using System.Globalization;
using System.Text;
using Astra.Host.Plugins;
using Microsoft.Data.Sqlite;

namespace Astra.Host.Storage.Sqlite;

/// <content>Units of work with their inputs and their last attempts.</content>
sealed partial class SqliteStore
{
    public IEnumerable<IReadOnlyList<UnitRow>> ReadUnits(UnitQuery query)
    {
        // A reader that stayed open would keep the write-ahead log from being emptied, so each page is a query of its own.
        using SqliteConnection connection = Connect();
        using SqliteCommand command = connection.Command(new UnitSql(query, Catalogs(), connection).Text);
        (long File, long Unit, long Seq) after = (-1, -1, -1);
        while (true)
        {
            command.Parameters.Clear();
            command.Parameters.AddWithValue("$file", after.File);
            command.Parameters.AddWithValue("$unit", after.Unit);
            command.Parameters.AddWithValue("$seq", after.Seq);
            command.Parameters.AddWithValue("$limit", query.PageSize);
            command.Parameters.AddWithValue("$run", query.Work?.Run ?? 0);
            command.Parameters.AddWithValue("$stage", query.Work?.Stage ?? 0);
            command.Parameters.AddWithValue("$identity", query.Identity ?? string.Empty);
            List<UnitRow> page = new(query.PageSize);
            using (SqliteDataReader reader = command.ExecuteReader())
            {
                while (reader.Read())
                {
                    after = (reader.GetInt64(0), reader.GetInt64(1), reader.GetInt64(2));
                    page.Add(UnitFrom(reader, query));
                }
            }

            if (page.Count == 0)
            {
                yield break;
            }

            yield return page;
        }
    }

    static UnitRow UnitFrom(SqliteDataReader reader, UnitQuery query)
    {
        const int firstInput = 13;
        double[] inputs = new double[query.Origins.Count];
        for (int i = 0; i < inputs.Length; i++)
        {
            inputs[i] = Number(reader, firstInput + i);
        }

        LedgerEntry?[] ledger = new LedgerEntry?[query.Pipelines.Count];
        for (int i = 0; i < ledger.Length; i++)
        {
            int first = firstInput + inputs.Length + (7 * i);
            if (!reader.IsDBNull(first))
            {
                ledger[i] = new LedgerEntry(reader.GetInt64(first), reader.GetInt64(first + 1), reader.GetInt64(first + 2),
                    (Outcome)reader.GetInt32(first + 3), reader.GetInt32(first + 4), reader.GetInt64(first + 5), reader.GetString(first + 6));
            }
        }

        bool isSpectrum = query.Unit == UnitOfWork.Spectrum;
        return new UnitRow
        {
            Key = reader.GetInt64(1),
            Sequence = reader.GetInt64(2),
            Due = (ulong)reader.GetInt64(3),
            Source = new Source(reader.GetInt64(4), reader.GetString(5)),
            Spectrum = isSpectrum
                ? new SpectrumLocation(reader.GetString(6), (SpectrumKind)reader.GetInt32(7), reader.GetInt32(8), reader.IsDBNull(9) ? float.NaN : reader.GetFloat(9),
                    reader.GetInt64(0), reader.GetString(10), new FileStamp(reader.GetInt64(11), reader.GetInt64(12)))
                : null,
            Inputs = inputs,
            Ledger = ledger,
        };
    }

    /// <summary>A stored number; text that is no number, and null, are not known.</summary>
    static double Number(SqliteDataReader reader, int ordinal)
    {
        if (reader.IsDBNull(ordinal))
        {
            return double.NaN;
        }

        return reader.GetValue(ordinal) switch
        {
            double value => value,
            long value => value,
            string text when double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) => value,
            _ => double.NaN,
        };
    }

    /// <summary>Writes the query behind <see cref="ReadUnits"/>: keys, place, inputs and ledger of each unit in one row.</summary>
    sealed class UnitSql
    {
        readonly UnitQuery query;
        readonly IReadOnlyList<Catalog> catalogs;
        readonly SqliteConnection connection;
        readonly StringBuilder joins = new();
        readonly HashSet<string> joined = [];

        public UnitSql(UnitQuery query, IReadOnlyList<Catalog> catalogs, SqliteConnection connection)
        {
            this.query = query;
            this.catalogs = catalogs;
            this.connection = connection;
            Text = Write();
        }

        public string Text { get; }

        bool OnSpectra => query.Unit == UnitOfWork.Spectrum;

        string Unit => OnSpectra ? "s.spectrum_pk" : "o.source_pk";

        string Write()
        {
            List<string> columns = OnSpectra
                ? ["s.file_pk", Unit, Seq, Due, "o.source_pk", "o.sdss4_apogee_id", "s.identity", "s.kind", "s.row", "s.snr", "f.path", "f.length", "f.modified"]
                : ["0", Unit, Seq, Due, "o.source_pk", "o.sdss4_apogee_id", "NULL", "0", "0", "NULL", "NULL", "0", "0"];
            columns.AddRange(query.Origins.Select(Value));
            for (int i = 0; i < query.Pipelines.Count; i++)
            {
                joins.Append(
                    CultureInfo.InvariantCulture,
                    $"\nLEFT JOIN ledger l{i} ON l{i}.pipeline_pk = {query.Pipelines[i].PipelineKey} AND l{i}.unit_pk = {Unit}");
                columns.AddRange(new[] { "setup_pk", "file_digest", "input_digest", "outcome", "attempts", "run_id", "finished" }.Select(column => $"l{i}.{column}"));
            }

            return $"SELECT {string.Join(", ", columns)}\nFROM {From}{joins}\nWHERE {Where}\nORDER BY {Order}\nLIMIT $limit";
        }

        string Seq => query.Work is null ? "0" : "w.seq";

        string Due => query.Work is null ? "0" : "w.pipelines";

        string From => (query.Work is null ? string.Empty : "work w CROSS JOIN ") + (OnSpectra
            ? "spectrum s JOIN file f ON f.file_pk = s.file_pk JOIN source o ON o.source_pk = s.source_pk"
            : "source o");

        string Where
        {
            get
            {
                if (query.Work is not null)
                {
                    return $"w.run_id = $run AND w.stage = $stage AND w.seq > $seq AND {Unit} = w.unit_pk";
                }

                string after = OnSpectra ? "s.active = 1 AND f.state = 0 AND (s.file_pk, s.spectrum_pk) > ($file, $unit)" : "o.source_pk > $unit";
                return query.Identity is null ? after : $"{after} AND (o.sdss4_apogee_id = $identity{(OnSpectra ? " OR s.identity = $identity" : string.Empty)})";
            }
        }

        string Order => query.Work is not null ? "w.seq" : OnSpectra ? "s.file_pk, s.spectrum_pk" : "o.source_pk";

        /// <summary>How to read an input; a table or column that does not exist is not known.</summary>
        string Value(InputOrigin origin)
        {
            if (origin.Table == "source")
            {
                return $"o.{Sql.Name(origin.Column)}";
            }

            if (origin.Table == "spectrum")
            {
                return $"s.{Sql.Name(origin.Column)}";
            }

            if (query.KnownPipelines.FirstOrDefault(
                pipeline => pipeline.Name.Equals(origin.Table, StringComparison.OrdinalIgnoreCase)) is { } pipeline)
            {
                return pipeline.Columns.FirstOrDefault(
                    column => column.Name.Equals(origin.Column, StringComparison.OrdinalIgnoreCase)) is { } column ? Result(pipeline, column) : "NULL";
            }

            if (catalogs.FirstOrDefault(catalog => catalog.Name.Equals(origin.Table, StringComparison.OrdinalIgnoreCase)) is { } catalog
                && catalog.Columns.FirstOrDefault(column => column.Name.Equals(origin.Column, StringComparison.OrdinalIgnoreCase)) is { } found)
            {
                string table = CatalogTable(catalog.Name);
                Join(table, $"LEFT JOIN {Sql.Name(table)} ON {Sql.Name(table)}.source_pk = o.source_pk");
                return $"{Sql.Name(table)}.{Sql.Name(found.Name)}";
            }

            return "NULL";
        }

        /// <summary>
        /// The value that another pipeline found: for the same spectrum where both work on spectra, otherwise for the star's combined spectrum of the highest
        /// S/N. A bad result is no input. A pipeline that never ran here has no table, and the table of one whose new version has yet to run lacks its
        /// new columns.
        /// </summary>
        string Result(PipelineDeclaration pipeline, ColumnDeclaration column)
        {
            const string usable = "newest = 1 AND flag_bad = 0";
            if (OnSpectra && pipeline.Unit == UnitOfWork.Spectrum)
            {
                return $"coalesce({string.Join(", ", ResultTable.Of(pipeline).Where(table => Exists(connection, table)).Select(table =>
                {
                    Join(table, $"LEFT JOIN {Sql.Name(table)} ON {Sql.Name(table)}.spectrum_pk = s.spectrum_pk AND {Usable(table)}");
                    return ResultTable.Expression(connection, table, column);
                }).Append("NULL"))}, NULL)";
            }

            string star = ResultTable.Star(pipeline.Name);
            if (!Exists(connection, star))
            {
                return "NULL";
            }

            Join(star, pipeline.Unit == UnitOfWork.Source
                ? $"LEFT JOIN {Sql.Name(star)} ON {Sql.Name(star)}.source_pk = o.source_pk AND {Usable(star)}"
                : $"LEFT JOIN {Sql.Name(star)} ON {Sql.Name(star)}.task_pk = (SELECT r.task_pk FROM {Sql.Name(star)} r JOIN spectrum p USING (spectrum_pk) WHERE r.source_pk = o.source_pk AND {usable} ORDER BY p.snr DESC, p.identity LIMIT 1)");
            return ResultTable.Expression(connection, star, column);

            static string Usable(string table) => $"{Sql.Name(table)}.newest = 1 AND {Sql.Name(table)}.flag_bad = 0";
        }

        void Join(string table, string sql)
        {
            if (joined.Add(table))
            {
                joins.Append('\n').Append(sql);
            }
        }
    }
}
