using Microsoft.Data.Sqlite;

namespace Astra.Host.Storage.Sqlite;

/// <content>Watched folders, and moments.</content>
sealed partial class SqliteStore
{
    /// <summary>Follows every path in the order of the database, which compares bytes.</summary>
    const string AfterAnyName = "\U0010FFFF";

    public IEnumerable<FileRecord> FilesIn(string folder)
    {
        using SqliteConnection connection = Connect();
        string below = Below(folder);
        string after = below;

        // What is further below is jumped over, folder by folder, so that a folder with a million files below it costs what it holds itself.
        while (true)
        {
            string? jump = null;
            foreach (SqliteDataReader row in connection.Rows(
                "SELECT file_pk, path, length, modified, state, reason FROM file WHERE path > $1 AND path < $2 ORDER BY path", after, below + AfterAnyName))
            {
                FileRecord file = FileFrom(row);
                int deeper = file.Path.IndexOf(Path.DirectorySeparatorChar, below.Length);
                if (deeper >= 0)
                {
                    jump = file.Path[..(deeper + 1)] + AfterAnyName;
                    break;
                }

                yield return file;
            }

            if (jump is null)
            {
                yield break;
            }

            after = jump;
        }
    }

    public bool HasSpectraBelow(string folder) => Read(connection => connection.Scalar<long>(
        "SELECT EXISTS (SELECT 1 FROM file WHERE path > $1 AND path < $2 AND state = 0)", Below(folder), Below(folder) + AfterAnyName) != 0);

    public IReadOnlyList<(string Path, long Modified)> ListedFolders(string root) => Read(connection => connection
        .Rows("SELECT path, modified FROM folder WHERE path = $1 OR (path > $2 AND path < $3) ORDER BY path", root, Below(root), Below(root) + AfterAnyName)
        .Select(row => (row.GetString(0), row.GetInt64(1)))
        .ToList());

    public void PutFolders(IReadOnlyList<(string Path, long Modified)> listed, IReadOnlyList<string> gone) => Write(connection =>
    {
        foreach ((string path, long modified) in listed)
        {
            connection.Execute(
                "INSERT INTO folder (path, modified) VALUES ($1, $2) ON CONFLICT DO UPDATE SET modified = excluded.modified", path, modified);
        }

        foreach (string path in gone)
        {
            connection.Execute("DELETE FROM folder WHERE path = $1", path);
        }
    });

    public DateTimeOffset? Moment(string name) => Read(connection =>
        connection.Scalar<string>("SELECT at FROM moment WHERE name = $1", name) is { } at ? Sql.Time(at) : (DateTimeOffset?)null);

    public void PutMoment(string name, DateTimeOffset? at) => Write(connection =>
    {
        if (at is { } time)
        {
            connection.Execute("INSERT INTO moment (name, at) VALUES ($1, $2) ON CONFLICT DO UPDATE SET at = excluded.at", name, Sql.Time(time));
        }
        else
        {
            connection.Execute("DELETE FROM moment WHERE name = $1", name);
        }
    });

    public long SourceCount() => Read(connection => connection.Scalar<long>("SELECT count(*) FROM source"));

    static string Below(string folder) => Path.TrimEndingDirectorySeparator(folder) + Path.DirectorySeparatorChar;
}
