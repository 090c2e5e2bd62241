using Microsoft.Data.Sqlite;

namespace Astra.Host.Storage.Sqlite;

/// <content>Drawing of stars, for reports.</content>
sealed partial class SqliteStore
{
    public StarSample SampleStars(IReadOnlyList<(string Pipeline, bool Visits)> tables, int most) => Read(connection =>
    {
        string[] conditions = [.. tables
            .Select(table => ResultTable.Name(table.Pipeline, table.Visits))
            .Where(table => Exists(connection, table))
            .Select(table => $"EXISTS (SELECT 1 FROM {Sql.Name(table)} r WHERE r.source_pk = o.source_pk)")];
        if (conditions.Length == 0)
        {
            return new StarSample(0, []);
        }

        connection.CreateFunction("lot", (string id) => StarSample.Lot(id), isDeterministic: true);
        connection.Execute("CREATE TEMP TABLE drawn (source_pk INTEGER PRIMARY KEY)");
        string any = string.Join(" OR ", conditions);
        long total = connection.Scalar<long>($"SELECT count(*) FROM source o WHERE {any}");
        if (total > most)
        {
            foreach (string condition in conditions)
            {
                Draw(condition, most / conditions.Length);
            }
        }

        Draw($"({any}) AND NOT EXISTS (SELECT 1 FROM drawn d WHERE d.source_pk = o.source_pk)", most - connection.Scalar<long>("SELECT count(*) FROM drawn"));
        return new StarSample(total, connection
            .Rows("SELECT o.source_pk, o.sdss4_apogee_id FROM drawn JOIN source o USING (source_pk) ORDER BY o.sdss4_apogee_id")
            .Select(row => new Source(row.GetInt64(0), row.GetString(1)))
            .ToList());

        void Draw(string condition, long number) => connection.Execute($"""
            INSERT OR IGNORE INTO drawn SELECT o.source_pk FROM source o WHERE {condition} ORDER BY lot(o.sdss4_apogee_id), o.sdss4_apogee_id LIMIT $1
            """, number);
    });
}
