using Astra.Host.Errors;
using Astra.Host.Plugins;
using Astra.Host.Tables;

namespace Astra.Host.Tests.Tables;

public sealed class TextTableTests : IDisposable
{
    readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("astra-tables-");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public void Columns_without_names_are_numbered()
    {
        (string[] names, ColumnType[] types, object?[][] rows) = Read("a.fits 4803.0 2.67 3\nb.fits 4737 2.83 4\n");
        Assert.Equal(["column1", "column2", "column3", "column4"], names);
        Assert.Equal([ColumnType.Text, ColumnType.Float64, ColumnType.Float64, ColumnType.Int64], types);
        Assert.Equal(["a.fits", 4803.0, 2.67, 3L], rows[0]);
        Assert.Equal(["b.fits", 4737.0, 2.83, 4L], rows[1]);
    }

    [Theory]
    [InlineData("NAME  TEFF\nx 4800\n")]
    [InlineData("# made by hand\n# NAME TEFF\nx\t4800\n")]
    [InlineData("\nNAME TEFF\n# between\n\n  x   4800  ")]
    public void The_first_line_names_the_columns_with_or_without_a_hash(string text)
    {
        (string[] names, _, object?[][] rows) = Read(text);
        Assert.Equal(["NAME", "TEFF"], names);
        Assert.Equal(["x", 4800L], Assert.Single(rows));
    }

    [Fact]
    public void A_line_of_another_width_is_named() =>
        Assert.Contains("it has 2 columns in line 3 where the first line has 3.", Assert.Throws<UserException>(() => Read("a 1 2\nb 3 4\nc 5\n")).Message);

    [Fact]
    public void A_file_with_commas_is_a_CSV_table()
    {
        (string[] names, _, object?[][] rows) = Read("name,note\nx,two words\n");
        Assert.Equal(["name", "note"], names);
        Assert.Equal(["x", "two words"], Assert.Single(rows));
    }

    [Fact]
    public void A_NUL_character_is_no_text() => Assert.Contains("NUL character in line 2", Assert.Throws<UserException>(() => Read("a 1\nb \0\n")).Message);

    (string[] Names, ColumnType[] Types, object?[][] Rows) Read(string text)
    {
        string path = Path.Combine(folder.FullName, "table.txt");
        File.WriteAllText(path, text);
        return TableFile.Read<(string[], ColumnType[], object?[][])>("The table", path, table => (
            [.. table.Columns.Select(column => column.Name)], [.. table.Columns.Select(column => column.Type)], [.. table.Rows().Select(row => row.ToArray())]));
    }
}
