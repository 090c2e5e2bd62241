using Astra.Host.Errors;
using Astra.Host.Tests.EndToEnd;
using Astra.Host.Training;

namespace Astra.Host.Tests.Training;

/// <summary>What <c>--labels</c> and <c>--where</c> make of a table.</summary>
public sealed class LabelTests : IDisposable
{
    const string Table = """
        APOGEE_ID,TEFF,LOG-G,MASS,MG_H,FE_H,SNR,FIELD
        2M1,4500,2.5,10,0.25,-0.5,150,M67
        2M2,4600,-9999,-9999.99,0.1,0.1,90,N188
        2M3,4700,3.5,0,-0.1,,200,M67

        """;

    readonly Workspace workspace = new();

    public void Dispose() => workspace.Dispose();

    [Theory]
    [InlineData("teff", "teff", 4500, 4600, 4700)]
    [InlineData("Teff", "teff", 4500, 4600, 4700)]
    [InlineData("t = TEFF", "t", 4500, 4600, 4700)]
    [InlineData("log-g", "log_g", 2.5, double.NaN, 3.5)]
    [InlineData("log_mass=log10(mass)", "log_mass", 1, double.NaN, double.NaN)]
    [InlineData("x=ln(MASS)", "x", 2.302585092994046, double.NaN, double.NaN)]
    [InlineData("alpha_m=MG_H-FE_H", "alpha_m", 0.75, 0, double.NaN)]
    [InlineData("alpha_m = mg_h - fe_h", "alpha_m", 0.75, 0, double.NaN)]
    [InlineData("d=LOG-G-FE_H", "d", 3, double.NaN, double.NaN)]
    [InlineData("g=LOG-G|TEFF", "g", 2.5, 4600, 3.5)]
    [InlineData("g = log10(MASS) | MG_H-FE_H", "g", 1, 0, double.NaN)]
    [InlineData("x=(TEFF - 4500) / 100 * 2 + 1", "x", 1, 3, 5)]
    [InlineData("x=-(sqrt(TEFF - 4500) - 1e1) / 10", "x", 1, 0, -0.4142135623730951)]
    [InlineData("x=TEFF / (TEFF - 4600)", "x", -45, double.NaN, 47)]
    [InlineData("x=2 - log10(TEFF / 45) - 1 | 7", "x", -1, -1.0095453179062304, -1.0188853441603736)]
    [InlineData("m=FIELD='m67'", "m", 1, 0, 1)]
    public void A_label_is_a_column_or_computed_from_columns_and_what_is_missing_is_NaN(string label, string name, double first, double second, double third)
    {
        TrainingTable table = Read(label);

        Assert.Equal([name], table.LabelNames);
        Assert.Equal([first, second, third], table.Rows.Select(row => row.Labels[0]), (a, b) => Math.Abs(a - b) < 1e-12 || (double.IsNaN(a) && double.IsNaN(b)));
    }

    [Fact]
    public void Several_labels_keep_their_order() => Assert.Equal(["fe_h", "teff", "m"], Read("fe_h,TEFF,m=MASS").LabelNames);

    [Fact]
    public void A_computed_label_without_a_value_is_told_with_its_rows() => Assert.Equal(
        ["log_mass = log10(MASS) has no value in 2 rows: row 2 (2M2), row 3 (2M3)."], Read("teff,log_mass=log10(MASS)").Notes);

    [Theory]
    [InlineData("tef", "has no column 'tef'. Did you mean TEFF?")]
    [InlineData("teff,x=log10(MAS)", "has no column 'MAS'. Did you mean MASS?")]
    [InlineData("a=MG_H-FEH", "has no column 'FEH'. Did you mean FE_H?")]
    [InlineData("a=MGH-FE_H", "has no column 'MGH'. Did you mean MG_H?")]
    [InlineData("zzzzzzz", "has no column 'zzzzzzz'. The columns are APOGEE_ID, TEFF, LOG-G, MASS, MG_H, FE_H, SNR, FIELD.")]
    [InlineData("field", "The column FIELD of ")]
    [InlineData("field", "holds text, which cannot be a label. Name a column of numbers, or ask for one text: FIELD='TEXT'.")]
    [InlineData("x=TEFF +", "--labels 'TEFF +': it ends where a column or a number should be.")]
    [InlineData("x=(TEFF", "--labels '(TEFF': it ends where ')' should be.")]
    [InlineData("x=TEFF MASS", "--labels 'TEFF MASS': there is 'MASS' where an operator should be.")]
    [InlineData("x=FIELD=M67", "--labels 'FIELD=M67': there is 'M67' where text between '...' should be.")]
    [InlineData("log10(MASS)", "--labels 'log10(MASS)' has no name. Write NAME=log10(MASS).")]
    [InlineData("MG_H-FE_H", "--labels 'MG_H-FE_H' has no name. Write NAME=MG_H-FE_H.")]
    [InlineData("teff,TEFF", "--labels has two labels called teff (teff and TEFF). Name one of them: NAME=TEFF.")]
    [InlineData("My Label=TEFF", "'My Label' cannot be the name of a label.")]
    [InlineData("=TEFF", "'' cannot be the name of a label.")]
    [InlineData("LOG-G|TEFF", "--labels 'LOG-G|TEFF' has no name. Write NAME=LOG-G|TEFF.")]
    [InlineData("g=LOG-G|TEF", "has no column 'TEF'. Did you mean TEFF?")]
    [InlineData("g=LOG-G|", "--labels 'LOG-G|': it ends where a column or a number should be.")]
    [InlineData("teff=", "--labels 'teff=' names no column. Write NAME=COLUMN.")]
    [InlineData(",", "--labels names none.")]
    public void A_label_that_cannot_be_had_says_why(string labels, string reason) => Assert.Contains(reason, Assert.Throws<UserException>(() => Read(labels)).Message);

    [Theory]
    [InlineData("snr > 100", 1, 3)]
    [InlineData("snr between 80 and 160 and field like 'm%'", 1)]
    [InlineData("fe_h is null", 3)]
    [InlineData("fe_h < 0", 1)]
    [InlineData("not fe_h < 0", 2)]
    [InlineData("field in ('N188', 'M71')", 2)]
    [InlineData("mass / 4 > 2", 1)]
    [InlineData("1 < 2", 1, 2, 3)]
    public void A_condition_means_what_it_means_in_a_query(string where, params int[] rows) => Assert.Equal(rows.Select(row => (long)row), Read("teff", where).Rows.Select(row => row.Row));

    [Theory]
    [InlineData("snrr > 100", "has no column 'snrr'. Did you mean SNR?")]
    [InlineData("snr >", "--where: ")]
    [InlineData("flag(BAD)", "has no flag 'BAD'.")]
    [InlineData("snr > 1000", "--where \"snr > 1000\" holds for none of the 3 rows of ")]
    public void A_condition_that_cannot_be_used_says_why(string where, string reason)
    {
        string message = Assert.Throws<UserException>(() => Read("teff", where)).Message;

        Assert.Contains(reason, message);
        Assert.DoesNotContain("astra describe", message);
    }

    [Fact]
    public void Rows_that_are_left_out_are_told() => Assert.Equal(["2 rows are left out by --where \"snr < 100\"."], Read("teff", "snr < 100").Notes);

    [Fact]
    public void Rows_that_SDSS_marks_as_repeated_are_left_out_as_in_catalogues()
    {
        TrainingTable table = Read("teff", table: "APOGEE_ID,TEFF,EXTRATARG\n2M1,1,0\n2M1,2,16\n");

        Assert.Equal([1], table.Rows.Select(row => row.Row));
        Assert.Equal(["1 rows that repeat a star (EXTRATARG) are left out."], table.Notes);
    }

    [Fact]
    public void A_star_without_an_identifier_is_called_by_its_row()
    {
        TrainingTable table = Read("teff", table: "TEFF\n1\n2\n");

        Assert.Equal(["1", "2"], table.Rows.Select(row => row.Star.Name));
        Assert.Equal("row 2", table.Rows[1].ToString());
    }

    [Fact]
    public void An_identifier_of_2MASS_becomes_that_of_APOGEE() =>
        Assert.Equal("2M17334253-1654573", Read("teff", table: "2MASS_ID,TEFF\n17334253-1654573,1\n").Rows[0].Name);

    TrainingTable Read(string labels, string? where = null, string table = Table)
    {
        string file = workspace.Beside("labels.csv");
        File.WriteAllText(file, table);
        return TrainingTable.Read(new TrainingTableRequest(file, labels) { Where = where });
    }
}
