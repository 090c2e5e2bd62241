using Microsoft.Data.Sqlite;

namespace Astra.Host.Storage.Sqlite;

/// <content>Files, sources and spectra.</content>
sealed partial class SqliteStore
{
    public IEnumerable<FileRecord> Files()
    {
        using SqliteConnection connection = Connect();
        foreach (SqliteDataReader row in connection.Rows("SELECT file_pk, path, length, modified, state, reason FROM file"))
        {
            yield return FileFrom(row);
        }
    }

    public FileRecord? FindFile(string path)
    {
        lock (writing)
        {
            return FindFile(writer, path);
        }
    }

    public IIngestBatch BeginIngest() => new IngestBatch(this);

    static FileRecord? FindFile(SqliteConnection connection, string path) => connection
        .Rows("SELECT file_pk, path, length, modified, state, reason FROM file WHERE path = $1", path).Select(FileFrom).FirstOrDefault();

    static FileRecord FileFrom(SqliteDataReader row) =>
        new(row.GetInt64(0), row.GetString(1), new FileStamp(row.GetInt64(2), row.GetInt64(3)), (FileState)row.GetInt32(4), row.Text(5));

    sealed class IngestBatch : IIngestBatch
    {
        readonly SqliteStore store;
        readonly SqliteConnection connection;
        readonly SqliteCommand putFile;
        readonly SqliteCommand putSource;
        readonly SqliteCommand putSpectrum;
        bool complete;

        public IngestBatch(SqliteStore store)
        {
            this.store = store;
            connection = store.writer;
            store.writing.Enter();
            try
            {
                connection.Execute("BEGIN IMMEDIATE");
            }
            catch
            {
                store.writing.Exit();
                throw;
            }

            putFile = connection.Command("""
                INSERT INTO file (path, length, modified, state, reason, version) VALUES ($path, $length, $modified, $state, $reason, $version)
                ON CONFLICT (path) DO UPDATE SET length = excluded.length, modified = excluded.modified, state = excluded.state,
                    reason = excluded.reason, version = excluded.version
                RETURNING file_pk
                """);

            // A value that this file does not tell does not erase what another file told of the same star.
            putSource = connection.Command($"""
                INSERT INTO source (sdss4_apogee_id, {Names(SourceColumns.All)}) VALUES ($id, {Parameters(SourceColumns.All)})
                ON CONFLICT (sdss4_apogee_id) DO UPDATE SET {string.Join(", ", SourceColumns.All.Select(c => $"{Sql.Name(c.Name)} = coalesce(excluded.{Sql.Name(c.Name)}, {Sql.Name(c.Name)})"))}
                RETURNING source_pk
                """);
            putSpectrum = connection.Command($"""
                INSERT INTO spectrum (source_pk, file_pk, kind, row, active, identity, {Names(SpectrumColumns.All)})
                VALUES ($source, $file, $kind, $row, 1, $identity, {Parameters(SpectrumColumns.All)})
                ON CONFLICT (identity) DO UPDATE SET source_pk = excluded.source_pk, file_pk = excluded.file_pk, kind = excluded.kind,
                    row = excluded.row, active = 1, {string.Join(", ", SpectrumColumns.All.Select(c => $"{Sql.Name(c.Name)} = excluded.{Sql.Name(c.Name)}"))}
                """);
        }

        public FileRecord PutStar(string path, FileStamp stamp, StarRecord star)
        {
            (string Path, string Version)? other = connection
                .Rows("""
                    SELECT f.path, f.version FROM spectrum s JOIN file f USING (file_pk)
                    WHERE s.identity = $1 AND s.active = 1 AND f.path <> $2 AND f.state = 0
                    """, star.Identity, path)
                .Select(row => ((string, string)?)(row.GetString(0), row.GetString(1)))
                .FirstOrDefault();
            if (other is { } used && File.Exists(used.Path))
            {
                if (string.CompareOrdinal(star.Version, used.Version) <= 0)
                {
                    return PutFile(path, stamp, FileState.Duplicate, $"has the same spectra as {used.Path}, which is used", star.Version);
                }

                connection.Execute(
                    "UPDATE file SET state = $1, reason = $2 WHERE path = $3", (int)FileState.Duplicate,
                    $"superseded by {path}, a newer version of the star", used.Path);
            }

            FileRecord file = PutFile(path, stamp, FileState.Ingested, null, star.Version);
            connection.Execute("UPDATE spectrum SET active = 0 WHERE file_pk = $1", file.Key);
            Bind(putSource, SourceColumns.All, star.Source, ("$id", star.ApogeeId));
            long source = (long)putSource.ExecuteScalar()!;
            foreach (SpectrumRecord spectrum in star.Spectra)
            {
                Bind(putSpectrum, SpectrumColumns.All, spectrum.Metadata,
                    ("$source", source), ("$file", file.Key), ("$kind", (int)spectrum.Kind), ("$row", spectrum.Row), ("$identity", spectrum.Identity));
                putSpectrum.ExecuteNonQuery();
            }

            return file;
        }

        public void PutUnusable(string path, FileStamp stamp, string reason)
        {
            FileRecord file = PutFile(path, stamp, FileState.Unusable, reason, string.Empty);
            connection.Execute("UPDATE spectrum SET active = 0 WHERE file_pk = $1", file.Key);
        }

        public void PutMissing(FileRecord file) =>
            connection.Execute("UPDATE file SET state = $1, reason = 'the file has gone' WHERE file_pk = $2", (int)FileState.Missing, file.Key);

        public void Complete() => complete = true;

        public void Dispose()
        {
            putFile.Dispose();
            putSource.Dispose();
            putSpectrum.Dispose();
            try
            {
                if (complete)
                {
                    connection.Execute("COMMIT");
                }
            }
            finally
            {
                // Does nothing after a commit that went well.
                store.RollBack();
                store.writing.Exit();
            }
        }

        FileRecord PutFile(string path, FileStamp stamp, FileState state, string? reason, string version)
        {
            Bind(
                putFile, [], [], ("$path", path), ("$length", stamp.Length), ("$modified", stamp.ModifiedTicks), ("$state", (int)state),
                ("$reason", reason), ("$version", version));
            return new FileRecord((long)putFile.ExecuteScalar()!, path, stamp, state, reason);
        }

        static void Bind(
            SqliteCommand command, IReadOnlyList<MetadataColumn> columns, Metadata values, params ReadOnlySpan<(string Name, object? Value)> keys)
        {
            command.Parameters.Clear();
            foreach ((string name, object? value) in keys)
            {
                command.Parameters.AddWithValue(name, value ?? DBNull.Value);
            }

            foreach (MetadataColumn column in columns)
            {
                command.Parameters.AddWithValue($"$v_{column.Name}", values.GetValueOrDefault(column.Name) ?? DBNull.Value);
            }
        }

        static string Names(IEnumerable<MetadataColumn> columns) => string.Join(", ", columns.Select(column => Sql.Name(column.Name)));

        static string Parameters(IEnumerable<MetadataColumn> columns) => string.Join(", ", columns.Select(column => $"$v_{column.Name}"));
    }
}
