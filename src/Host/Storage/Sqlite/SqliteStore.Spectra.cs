using Microsoft.Data.Sqlite;

namespace Astra.Host.Storage.Sqlite;

/// <content>Spectra by name, for training.</content>
sealed partial class SqliteStore
{
    public IReadOnlyDictionary<string, SpectrumLocation> FindSpectra(IEnumerable<string> names) => Read(connection =>
    {
        const string columns = "s.identity, s.kind, s.row, s.snr, f.file_pk, f.path, f.length, f.modified";
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = $"""
            SELECT * FROM (
                SELECT {columns}, 0 AS rank, s.max_mjd AS night FROM spectrum s JOIN file f USING (file_pk) WHERE s.identity = $name AND s.active = 1 AND f.state = 0
                UNION ALL
                SELECT {columns}, 1, s.max_mjd FROM source o JOIN spectrum s USING (source_pk) JOIN file f USING (file_pk)
                WHERE o.sdss4_apogee_id = $name AND s.kind = 1 AND s.active = 1 AND f.state = 0)
            ORDER BY rank, night DESC, snr DESC, identity LIMIT 1
            """;
        SqliteParameter parameter = command.Parameters.Add("$name", SqliteType.Text);
        Dictionary<string, SpectrumLocation> found = [];
        foreach (string name in names)
        {
            parameter.Value = name;
            using SqliteDataReader row = command.ExecuteReader();
            if (row.Read())
            {
                found[name] = new SpectrumLocation(
                    row.GetString(0), (SpectrumKind)row.GetInt32(1), row.GetInt32(2), row.IsDBNull(3) ? float.NaN : row.GetFloat(3), row.GetInt64(4), row.GetString(5),
                    new FileStamp(row.GetInt64(6), row.GetInt64(7)));
            }
        }

        return found;
    });
}
