using System.Text.Json;
using Astra.Host.Plugins;
using Astra.Host.Query;
using Microsoft.Data.Sqlite;

namespace Astra.Host.Storage.Sqlite;

/// <content>Catalogues: one table each, a row per star.</content>
sealed partial class SqliteStore
{
    public Catalog ReplaceCatalog(string name, string file, IReadOnlyList<CatalogColumn> columns, IEnumerable<CatalogRow> rows) => Write(connection =>
    {
        string table = Sql.Name(CatalogTable(name));
        connection.Execute($"DROP TABLE IF EXISTS {table}");
        connection.Execute($"CREATE TABLE {table} (source_pk INTEGER PRIMARY KEY, {string.Join(", ", columns.Select(c => $"{Sql.Name(c.Name)} {Schema.SqlType(c.Type)}"))})");
        using SqliteCommand source = connection.Command("""
            INSERT INTO source (sdss4_apogee_id) VALUES ($id) ON CONFLICT (sdss4_apogee_id) DO UPDATE SET sdss4_apogee_id = excluded.sdss4_apogee_id
            RETURNING source_pk
            """, []);
        SqliteParameter id = source.Parameters.Add("$id", SqliteType.Text);
        using SqliteStatement insert = new(
            connection, $"INSERT OR REPLACE INTO {table} VALUES (?{string.Concat(Enumerable.Repeat(", ?", columns.Count))})");
        foreach (CatalogRow row in rows)
        {
            id.Value = row.ApogeeId;
            insert.Bind(1, (long)source.ExecuteScalar()!);
            for (int i = 0; i < columns.Count; i++)
            {
                insert.Bind(i + 2, row.Values[i]);
            }

            insert.Run();
        }

        Catalog catalog = new(name, file, time.GetUtcNow(), connection.Scalar<long>($"SELECT count(*) FROM {table}"), columns);
        connection.Execute("INSERT OR REPLACE INTO catalog (name, file, ingested, rows, columns) VALUES ($1, $2, $3, $4, $5)",
            name, file, Sql.Time(catalog.Ingested), catalog.Rows, JsonSerializer.Serialize(columns));
        return catalog;
    });

    public IReadOnlyList<Catalog> Catalogs() => Read(connection => connection
        .Rows("SELECT name, file, ingested, rows, columns FROM catalog ORDER BY name")
        .Select(row => new Catalog(
            row.GetString(0), row.GetString(1), Sql.Time(row.GetString(2)), row.GetInt64(3),
            JsonSerializer.Deserialize<CatalogColumn[]>(row.GetString(4))!))
        .ToList());

    public QueryTable Describe(Catalog catalog) => new(
        catalog.Name,
        $"{Sql.Name(CatalogTable(catalog.Name))} r",
        [
            new("source_pk", "r.source_pk", ColumnType.Int64, string.Empty, "key of the source"),
            .. catalog.Columns.Select(column => new QueryColumn(column.Name, $"r.{Sql.Name(column.Name)}", column.Type, column.Unit, string.Empty)),
        ],
        new FlagLayout { Flags = [], BadCombinations = [], NoResult = 0 },
        "0")
    {
        IsPipeline = false,
        OrderSql = "r.source_pk",
    };

    static string CatalogTable(string name) => $"catalog_{name.ToLowerInvariant()}";
}
