using Astra.Host.Errors;
using Astra.Host.Query;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Astra.Host.Storage.Sqlite;

/// <summary>
/// A copy of a workspace's database as it is at one instant, made by SQLite's online backup (https://sqlite.org/backup.html) while others read and
/// write. The copy is one file without a write-ahead log; it takes its name when it is whole and on the disk.
/// </summary>
static class Backup
{
    /// <summary>Pages of 16 KiB between two looks at whether to stop.</summary>
    const int PagesAtOnce = 1024;

    /// <param name="from">The folder of the workspace.</param>
    /// <param name="to">The file; an older one stays until the new one is whole, and if it never is.</param>
    /// <param name="progress">Told now and then how many bytes have been copied.</param>
    /// <returns>The length of the copy in bytes.</returns>
    /// <exception cref="UserException">The file cannot be written, or the database cannot be read.</exception>
    public static long Write(string from, string to, Action<long>? progress, CancellationToken cancellation)
    {
        string full = Path.GetFullPath(to);
        string temporary = $"{full}.{Environment.ProcessId}.tmp";
        try
        {
            CheckPlace(from, full);
            using SqliteConnection source = SqliteStore.ConnectExisting(from);
            try
            {
                // SQLite opens what is there: a file that someone else left would be taken for a database.
                File.WriteAllBytes(temporary, []);
                Copy(source, temporary, progress, cancellation);
                using (FileStream copy = new(temporary, FileMode.Open, FileAccess.ReadWrite))
                {
                    copy.Flush(flushToDisk: true);
                }

                long length = new FileInfo(temporary).Length;
                File.Move(temporary, full, overwrite: true);
                FolderSync.Names(Path.GetDirectoryName(full)!);
                return length;
            }
            finally
            {
                File.Delete(temporary);
            }
        }
        catch (Exception e) when (e is SqliteException or IOException or UnauthorizedAccessException)
        {
            throw UserException.Configuration(
                $"The backup {to} was not made: {e.Message} Check that there is room, and that the folder exists and can be written. A backup that was there is as it was.", e);
        }
    }

    static void CheckPlace(string from, string full)
    {
        if (Directory.Exists(full) || full.StartsWith("/dev/", StringComparison.Ordinal))
        {
            throw UserException.Usage($"{full} is a folder or a device. Name a file for the backup.");
        }

        string database = Path.GetFullPath(Path.Combine(from, SqliteStore.FileName));
        if (new[] { database, $"{database}-wal", $"{database}-shm" }.Any(own => own.Equals(full, StringComparison.Ordinal)))
        {
            throw UserException.Usage($"{full} is the workspace's own database. Name another file for the backup.");
        }
    }

    static void Copy(SqliteConnection source, string path, Action<long>? progress, CancellationToken cancellation)
    {
        // As long as this transaction is open the source does not change for this connection; otherwise each commit of a run would start the copy anew.
        using SqliteTransaction snapshot = source.BeginTransaction(deferred: true);
        _ = source.Scalar<long>("SELECT count(*) FROM sqlite_master");
        long pageBytes = source.Scalar<long>("PRAGMA page_size");
        using SqliteConnection target = new(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString());
        target.Open();

        // The temporary file is given up when anything goes wrong, and synced as a whole at the end.
        target.Execute("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;");
        using (sqlite3_backup backup = raw.sqlite3_backup_init(target.Handle, "main", source.Handle, "main"))
        {
            int rc;
            do
            {
                cancellation.ThrowIfCancellationRequested();
                rc = raw.sqlite3_backup_step(backup, PagesAtOnce);
                progress?.Invoke((raw.sqlite3_backup_pagecount(backup) - raw.sqlite3_backup_remaining(backup)) * pageBytes);
            }
            while (rc == raw.SQLITE_OK);

            if (rc != raw.SQLITE_DONE)
            {
                throw new SqliteException(raw.sqlite3_errstr(rc).utf8_to_string(), rc);
            }
        }

        // The copy says of itself that it has a write-ahead log, which it has not; without one it can be read on a disk that cannot be written.
        target.Execute("PRAGMA journal_mode = DELETE");
    }
}
