using System.Text.Json;
using Astra.Host.Plugins;
using Astra.Host.Query;

namespace Astra.Host.Tests.Query;

public sealed class RowWriterTests
{
    static readonly QueryColumn Star = new("star", "", ColumnType.Text, "", "");
    static readonly QueryColumn Teff = new("teff", "", ColumnType.Float32, "K", "");
    static readonly QueryColumn Date = new("mjd", "", ColumnType.Float64, "d", "");
    static readonly QueryColumn Bad = new("flag_bad", "", ColumnType.Boolean, "", "");
    static readonly QueryColumn Bits = new("result_flags", "", ColumnType.Int64, "", "");
    static readonly QueryColumn Array = new("c", "", ColumnType.Float32Array, "", "");

    [Fact]
    public void A_table_is_aligned_with_names_and_units_above()
    {
        string text = Write(
            RowFormat.Table,
            [Star, Teff, Date, Bad, Bits],
            ["2M00004819-1939595", 4641.25, 2455822.123456, 0L, 0L],
            ["Vega", null, null, 1L, 2048L]);

        Assert.Equal(
            """
            star                   teff           mjd   flag_bad   result_flags
                                      K             d
            2M00004819-1939595   4641.2   2455822.123      false              0
            Vega                      -             -       true           2048

            """.ReplaceLineEndings("\n"),
            text);
    }

    [Fact]
    public void A_table_without_units_has_no_line_for_them() => Assert.Equal("star   result_flags\nVega              3\n", Write(RowFormat.Table, [Star, Bits], ["Vega", 3L]));

    [Fact]
    public void A_table_without_rows_has_its_header() => Assert.Equal("star   result_flags\n", Write(RowFormat.Table, [Star, Bits]));

    [Theory]
    [InlineData(0.0, "0")]
    [InlineData(3.0, "3")]
    [InlineData(0.125, "0.1250")]
    [InlineData(-1.3149, "-1.3149")]
    [InlineData(131.256, "131.26")]
    [InlineData(4641.16, "4641.2")]
    [InlineData(1.5e-7, "1.5E-07")]
    [InlineData(1.5e20, "1.5E+20")]
    public void A_table_shows_as_many_digits_as_make_sense(double number, string shown) =>
        Assert.Equal(shown, Write(RowFormat.Table, [Teff], [number]).Split('\n')[2].Trim());

    [Fact]
    public void A_table_shows_positions_to_a_milliarcsecond_or_so() =>
        Assert.Contains("263.392284", Write(RowFormat.Table, [Date], [263.39228369]));

    [Fact]
    public void A_table_streams_rows_after_the_first_thousand_in_the_same_columns()
    {
        StringWriter output = new();
        IRowWriter writer = RowFormat.Table.CreateWriter([Star, Bits], output);
        for (long i = 0; i < 20_000; i++)
        {
            writer.Write([i == 15_000 ? "a star with a long name" : "star", i]);
        }

        Assert.True(output.ToString().Length > 100_000);
        writer.Complete();
        string[] lines = output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(20_001, lines.Length);
        Assert.Equal("star          19999", lines[^1]);
        Assert.Equal("a star with a long name          15000", lines[15_001]);
    }

    [Fact]
    public void A_table_never_passes_control_characters_on_to_the_terminal()
    {
        string text = Write(RowFormat.Table, [Star], ["\u001b[2Jgone\r\n\u009b1m" + new string('x', 100)]);

        Assert.DoesNotContain(text, character => char.IsControl(character) && character != '\n');
        Assert.Equal(60, text.Split('\n')[1].Length);
    }

    [Fact]
    public void Csv_has_a_header_full_precision_and_nothing_for_what_is_missing() => Assert.Equal(
        "star,teff,mjd,flag_bad,result_flags,c\n2M01,4641.1,2455822.123456789,true,2048,\"[1,2]\"\n,,,,,\n",
        Write(RowFormat.Csv, [Star, Teff, Date, Bad, Bits, Array], ["2M01", (double)4641.1f, 2455822.123456789, 1L, 2048L, "[1,2]"], [null, null, null, null, null, null]));

    [Fact]
    public void Csv_quotes_what_would_be_misread() => Assert.Equal(
        "star,result_flags\n\"a,b\",1\n\"say \"\"hi\"\"\",2\n\"two\nlines\",3\n",
        Write(RowFormat.Csv, [Star, Bits], ["a,b", 1L], ["say \"hi\"", 2L], ["two\nlines", 3L]));

    [Fact]
    public void Json_is_one_array_with_an_object_on_each_line() => Assert.Equal(
        "[\n{\"star\": \"say \\\"hi\\\"\", \"teff\": 4641.1, \"flag_bad\": false, \"c\": [1.5,null]},\n{\"star\": null, \"teff\": null, \"flag_bad\": null, \"c\": null}\n]\n",
        Write(RowFormat.Json, [Star, Teff, Bad, Array], ["say \"hi\"", (double)4641.1f, 0L, "[1.5,null]"], [null, null, null, null]));

    [Fact]
    public void Json_without_rows_is_an_empty_array() => Assert.Equal("[]\n", Write(RowFormat.Json, [Star]));

    [Theory]
    [InlineData(double.PositiveInfinity)]
    [InlineData(double.NegativeInfinity)]
    [InlineData(double.MaxValue)]
    [InlineData(double.Epsilon)]
    [InlineData(-0.1)]
    [InlineData(1e300)]
    public void Json_numbers_read_back_as_they_were(double number)
    {
        foreach (QueryColumn column in (QueryColumn[])[Teff, Date])
        {
            using JsonDocument document = JsonDocument.Parse(Write(RowFormat.Json, [column], [number]));
            Assert.Equal(number, document.RootElement[0].GetProperty(column.Name).GetDouble());
        }
    }

    [Fact]
    public void Every_text_reads_back_from_json()
    {
        string text = string.Concat(Enumerable.Range(0, 0x3000).Select(code => (char)code)) + "😀";
        using JsonDocument document = JsonDocument.Parse(Write(RowFormat.Json, [Star], [text]));

        Assert.Equal(text, document.RootElement[0].GetProperty("star").GetString());
    }

    static string Write(RowFormat format, QueryColumn[] columns, params object?[][] rows)
    {
        StringWriter output = new();
        IRowWriter writer = format.CreateWriter(columns, output);
        foreach (object?[] row in rows)
        {
            writer.Write(row);
        }

        writer.Complete();
        return output.ToString();
    }
}
