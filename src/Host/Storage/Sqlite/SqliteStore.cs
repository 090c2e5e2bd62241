using Astra.Host.Errors;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Astra.Host.Storage.Sqlite;

/// <summary>
/// The store in one SQLite file: write-ahead log, every commit synced to disk. Each concern of <see cref="IStore"/> is one file of this class.
/// One connection writes (under a lock); every reader has its own, so that reading never waits for writing.
/// </summary>
sealed partial class SqliteStore : IStore
{
    public const string FileName = "astra.db";

    readonly string path;
    readonly TimeProvider time;
    readonly SqliteConnection writer;
    readonly Lock writing = new();

    static SqliteStore() => SQLitePCL.Batteries_V2.Init();

    SqliteStore(string path, TimeProvider time)
    {
        this.path = path;
        this.time = time;
        writer = Connect();
    }

    /// <summary>Brings the tables of a workspace up to date, all steps or none.</summary>
    /// <returns>The version that it had, and what was done, in words; nothing when it was up to date.</returns>
    /// <exception cref="UserException">There is none, it is damaged, or a newer astra made it.</exception>
    public static (int Version, IReadOnlyList<string> Steps) Migrate(string folder)
    {
        string path = Existing(folder);
        try
        {
            using SqliteConnection connection = Connect(path);
            using SqliteTransaction transaction = connection.BeginTransaction(deferred: false);
            int version = (int)connection.Scalar<long>("PRAGMA user_version");
            IReadOnlyList<Migration> pending = version == 0
                ? throw UserException.Configuration($"{path} is no database of astra, or one that has nothing in it yet. Name another workspace with --workspace.")
                : Migration.From(version, path);
            Migration.Apply(pending, connection);
            transaction.Commit();
            return (version, [.. pending.Select(step => step.Description)]);
        }
        catch (SqliteException e)
        {
            throw CannotBeOpened(path, e);
        }
    }

    /// <summary>A connection to the database in a folder, of whatever version its tables are; the caller closes it.</summary>
    /// <exception cref="UserException">There is none.</exception>
    public static SqliteConnection ConnectExisting(string folder) => Connect(Existing(folder));

    /// <summary>Opens the store in a folder.</summary>
    /// <param name="create">Makes a new one where there is none.</param>
    /// <exception cref="UserException">There is none, it is damaged, or of another version.</exception>
    public static SqliteStore Open(string folder, bool create, TimeProvider time)
    {
        string path = create ? Path.Combine(folder, FileName) : Existing(folder);
        SqliteStore? store = null;
        try
        {
            Directory.CreateDirectory(folder);
            store = new SqliteStore(path, time);
            store.Prepare();
            return store;
        }
        catch (Exception e) when (e is SqliteException or IOException or UnauthorizedAccessException)
        {
            store?.Dispose();
            throw CannotBeOpened(path, e);
        }
        catch
        {
            store?.Dispose();
            throw;
        }
    }

    /// <summary>The database in a folder.</summary>
    /// <exception cref="UserException">There is none.</exception>
    static string Existing(string folder)
    {
        string path = Path.Combine(folder, FileName);
        return File.Exists(path) ? path : throw UserException.Configuration(
            $"There is no workspace in {folder}. Make one with 'astra ingest PATH', or name another with --workspace.");
    }

    static UserException CannotBeOpened(string path, Exception cause) => UserException.Configuration(
        $"The workspace database {path} cannot be opened: {cause.Message}. Check that the folder can be written and the file is a database of astra.",
        cause);

    /// <summary>A connection for a reader, which closes it.</summary>
    public SqliteConnection Connect() => Connect(path);

    static SqliteConnection Connect(string path)
    {
        SqliteConnection connection = new(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString());
        connection.Open();

        // A checkpoint every 64 MiB instead of every 4 keeps its own syncs out of the way of commits.
        connection.Execute("""
            PRAGMA busy_timeout = 60000;
            PRAGMA page_size = 16384;
            PRAGMA journal_mode = WAL;
            PRAGMA synchronous = FULL;
            PRAGMA wal_autocheckpoint = 4096;
            PRAGMA cache_size = -65536;
            PRAGMA temp_store = MEMORY;
            """);
        return connection;
    }

    public void Dispose()
    {
        lock (writing)
        {
            DisposeStatements();
            writer.Dispose();
        }
    }

    string Now() => Sql.Time(time.GetUtcNow());

    /// <summary>Only what is to be changed takes its turn with whoever writes.</summary>
    void Prepare()
    {
        if (writer.Scalar<long>("PRAGMA user_version") != Schema.Version)
        {
            CreateOrMigrate();
        }
    }

    void CreateOrMigrate() => Write(connection =>
    {
        int version = (int)connection.Scalar<long>("PRAGMA user_version");
        if (version == 0)
        {
            connection.Execute(Schema.Create);
        }
        else if (Migration.From(version, path) is { Count: > 0 } pending)
        {
            if (!pending.All(step => step.IsQuick(connection)))
            {
                throw UserException.Configuration(Invariant(
                    $"The workspace database {path} was made by an older astra (version {version} of its tables; this one uses version {Schema.Version}). Bring it up to date, which an older astra cannot undo: astra migrate"));
            }

            Migration.Apply(pending, connection);
        }
    });

    /// <summary>Runs something in a transaction of the writing connection.</summary>
    void Write(Action<SqliteConnection> action) => Write<object?>(connection =>
    {
        action(connection);
        return null;
    });

    T Write<T>(Func<SqliteConnection, T> action)
    {
        lock (writing)
        {
            writer.Execute("BEGIN IMMEDIATE");
            try
            {
                T value = action(writer);
                writer.Execute("COMMIT");
                return value;
            }
            catch
            {
                RollBack();
                throw;
            }
        }
    }

    /// <summary>Ends a transaction that failed, without hiding why: SQLite itself may have ended it, and a disk that fails may not even allow that.</summary>
    void RollBack()
    {
        try
        {
            if (raw.sqlite3_get_autocommit(writer.Handle) == 0)
            {
                writer.Execute("ROLLBACK");
            }
        }
        catch (SqliteException)
        {
            // What was not committed is dropped when the database is next opened.
        }
    }

    T Read<T>(Func<SqliteConnection, T> action)
    {
        using SqliteConnection connection = Connect();
        return action(connection);
    }
}
