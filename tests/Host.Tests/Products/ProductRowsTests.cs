using System.Globalization;
using Astra.Fits;
using Astra.Host.Errors;
using Astra.Host.Plugins;
using Astra.Host.Products;
using Astra.Host.Storage;
using Astra.Host.Storage.Sqlite;
using Microsoft.Data.Sqlite;

namespace Astra.Host.Tests.Products;

/// <summary>Products of so many rows that several threads share them.</summary>
public sealed class ProductRowsTests : IDisposable
{
    const int Rows = 5000;

    static readonly PipelineDeclaration Pipeline = new()
    {
        Name = "Invented",
        Version = new PipelineVersion(1, 0, 0),
        Description = "Invented.",
        Unit = UnitOfWork.Spectrum,
        Kinds = SpectrumKinds.Combined,
        NeedsModel = false,
        Columns =
        [
            new("teff", ColumnType.Float32, "K", "invented", Indexed: true, _ => null),
            new("mass", ColumnType.Float64, "", "invented", Indexed: false, _ => null),
            new("note", ColumnType.Text, "", "invented", Indexed: false, _ => null),
            new("draws", ColumnType.Float32Array, "", "invented", Indexed: false, _ => null),
        ],
        Flags = new FlagLayout { Flags = [], BadCombinations = [], NoResult = 0 },
        Inputs = [],
        Options = [],
    };

    readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("astra-products-");
    readonly SqliteStore store;

    public ProductRowsTests()
    {
        store = SqliteStore.Open(folder.FullName, create: true, TimeProvider.System);
        PipelineSetup setup = store.Register(Pipeline, new SetupIdentity(Pipeline.Name, "1.0.0", "", "", "{}"));

        // Every seventh mass is not known, every fifth star has a name that FITS cannot write.
        Ask(string.Create(CultureInfo.InvariantCulture, $$"""
            WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {{Rows}})
            INSERT INTO source (source_pk, sdss4_apogee_id, ra, k_mag) SELECT i, iif(i % 5, 'star ', 'étoile ') || i, i / 16.0, i / 100.0 FROM n;
            INSERT INTO astraAllStarInvented (task_pk, source_pk, spectrum_pk, version_mm, newest, setup_pk, run_id, created, modified, result_flags, flag_warn, flag_bad, teff, document)
            SELECT source_pk, source_pk, source_pk, 1000, 1, {{setup.Key}}, 1, 'then', 'now', source_pk % 4, 0, 0, 0,
                '{"teff":' || (3000 + source_pk / 7.0) || ',"mass":' || iif(source_pk % 7, source_pk / 3.0, 'null') || ',"note":"n' || source_pk || '","draws":[1.5,' || source_pk || ']}'
            FROM source;
            """));
    }

    public void Dispose()
    {
        store.Dispose();
        folder.Delete(recursive: true);
    }

    [Fact]
    public void A_product_is_the_same_whatever_the_number_of_threads()
    {
        byte[] one = File.ReadAllBytes(Export(threads: 1));

        Assert.All([2, 4, 9], threads => Assert.Equal(one, File.ReadAllBytes(Export(threads))));
    }

    [Fact]
    public void Every_row_has_what_the_database_has_in_its_order()
    {
        using FitsFile file = FitsFile.Open(Export(threads: 3));
        TableHdu table = file.Table(2);
        Assert.Equal(Rows, table.RowCount);
        Assert.Equal(ChecksumState.Correct, table.VerifyChecksum());
        float[] teff = Read<float>(table, "teff");
        double[] mass = Read<double>(table, "mass");
        float[] draws = Read<float>(table, "draws");
        float[] kMag = Read<float>(table, "k_mag");
        string[] notes = new string[Rows];
        string[] names = new string[Rows];
        table.Read(table.Require("note"), 0, notes);
        table.Read(table.Require("sdss4_apogee_id"), 0, names);
        for (int i = 0; i < Rows; i++)
        {
            int key = i + 1;

            // SQLite spells a real number with 15 digits.
            string spelled = (key / 3.0).ToString("G15", CultureInfo.InvariantCulture);
            Assert.Equal(float.Parse((3000 + (key / 7.0)).ToString("G15", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture), teff[i]);
            Assert.Equal(key % 7 == 0 ? double.NaN : double.Parse(spelled, CultureInfo.InvariantCulture), mass[i]);
            Assert.Equal($"n{key}", notes[i]);
            Assert.Equal(key % 5 == 0 ? $"?toile {key}" : $"star {key}", names[i]);
            Assert.Equal((1.5f, key), (draws[2 * i], draws[(2 * i) + 1]));
            Assert.Equal((float)(key / 100.0), kMag[i]);
        }
    }

    [Theory]
    [InlineData("""{"teff":1,"mass":"heavy"}""", "row 699, column mass: the workspace has a damaged value: ")]
    [InlineData("""{"teff":1,"mass":2""", "row 699, column mass: the workspace has a damaged value: ")]
    [InlineData("", "row 699, column document: the workspace has a damaged value: ")]
    public void Of_damaged_documents_the_first_is_named_and_nothing_is_kept(string document, string expected)
    {
        Ask($"UPDATE astraAllStarInvented SET document = '{document}' WHERE task_pk IN (700, 1800, 4900)");

        // Before the rows, the database itself looks for the longest note; it must not trip over what is to be found here.
        UserException error = Assert.Throws<UserException>(() => Export(threads: 4, withoutNotes: true));

        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        Assert.Empty(folder.GetFiles("*.fits*"));
    }

    [Fact]
    public void A_value_that_does_not_fit_is_named_with_its_row_and_nothing_is_kept()
    {
        Ask("""UPDATE astraAllStarInvented SET document = '{"teff":1e99}' WHERE task_pk IN (2300, 2301)""");

        FitsException error = Assert.Throws<FitsException>(() => Export(threads: 4));

        Assert.Contains("teff", error.Message, StringComparison.Ordinal);
        Assert.Contains("1E+99 in row 2299 does not fit in E.", error.Message, StringComparison.Ordinal);
        Assert.Empty(folder.GetFiles("*.fits*"));
    }

    [Fact]
    public void A_text_where_a_number_belongs_is_no_measurement()
    {
        Ask("UPDATE source SET k_mag = 'bright' WHERE source_pk = 1234");

        Assert.Contains("row 1233, column k_mag: the workspace has a damaged value: 'bright' is no number", Assert.Throws<UserException>(() => Export(2)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_export_that_is_stopped_keeps_nothing()
    {
        using CancellationTokenSource stopped = new();
        stopped.Cancel();

        Assert.ThrowsAny<OperationCanceledException>(() => Export(threads: 4, stop: stopped.Token));
        Assert.Empty(folder.GetFiles("*.fits*"));
    }

    static T[] Read<T>(TableHdu table, string column)
        where T : unmanaged
    {
        TableColumn read = table.Require(column);
        T[] values = new T[Rows * read.Repeat];
        switch (values)
        {
            case float[] single:
                table.Read(read, 0, single);
                break;
            case double[] real:
                table.Read(read, 0, real);
                break;
        }

        return values;
    }

    string Export(int threads, bool withoutNotes = false, CancellationToken stop = default)
    {
        PipelineDeclaration pipeline = withoutNotes ? Pipeline with { Columns = [.. Pipeline.Columns.Take(2)] } : Pipeline;
        using SqliteConnection connection = store.Connect();
        string path = Path.Combine(folder.FullName, $"{threads}.fits");
        ProductExport export = new(pipeline, Visits: false, store.Describe(pipeline, visits: false, allVersions: false), () => [])
        {
            Version = "test",
            Created = DateTimeOffset.UnixEpoch,
            Threads = threads,
        };
        Assert.Equal(Rows, export.Write(connection, path, stop)!.Rows);
        return path;
    }

    void Ask(string sql)
    {
        using SqliteConnection connection = store.Connect();
        connection.Execute(sql);
    }
}
