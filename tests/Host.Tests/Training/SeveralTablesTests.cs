using Astra.Host.Errors;
using Astra.Host.Tests.EndToEnd;
using Astra.Host.Training;

namespace Astra.Host.Tests.Training;

/// <summary>Labels from several tables: rows of one after the other (<c>--data</c> twice), or columns beside each other (<c>--join</c>).</summary>
public sealed class SeveralTablesTests : IDisposable
{
    readonly Workspace workspace = new();

    public void Dispose() => workspace.Dispose();

    [Fact]
    public void The_rows_of_several_tables_follow_each_other_and_what_a_table_lacks_is_not_known_there()
    {
        TrainingTable table = TrainingTable.Read(new TrainingTableRequest(File("one.csv", "APOGEE_ID,TEFF,RADIUS\n2M1,4500,10\n"),
            "teff,radius,plx=PLX")
        {
            More = [File("two.csv", "plx,apogee_id,teff\n5.5,2M2,4600\n6.5,2M3,4700\n")],
        });

        Assert.Equal(["2M1", "2M2", "2M3"], table.Rows.Select(row => row.Id));
        Assert.Equal([4500, 4600, 4700], table.Rows.Select(row => row.Labels[0]));
        Assert.Equal([10, double.NaN, double.NaN], table.Rows.Select(row => row.Labels[1]));
        Assert.Equal([double.NaN, 5.5, 6.5], table.Rows.Select(row => row.Labels[2]));
        Assert.Equal("one.csv and two.csv", table.Title);
        Assert.Equal(Path.GetDirectoryName(workspace.Beside("one.csv")), table.Folder);
    }

    [Fact]
    public void A_condition_sees_the_columns_of_all_tables() => Assert.Equal(["2M1", "2M3"], TrainingTable.Read(
        new TrainingTableRequest(File("one.csv", "APOGEE_ID,TEFF\n2M1,4500\n"), "teff")
        {
            More = [File("two.csv", "APOGEE_ID,TEFF,PLX\n2M2,4600,5\n2M3,4700,7\n")],
            Where = "plx is null or plx > 6",
        }).Rows.Select(row => row.Id));

    [Fact]
    public void A_column_of_text_here_and_numbers_there_is_a_mistake() => Assert.Contains(
        "two.csv holds text, and in the tables before it numbers. Rename one.",
        Assert.Throws<UserException>(() => TrainingTable.Read(new TrainingTableRequest(File("one.csv", "APOGEE_ID,TEFF\n2M1,4500\n"), "teff")
        {
            More = [File("two.csv", "APOGEE_ID,TEFF\n2M2,hot\n")],
        })).Message);

    [Fact]
    public void A_joined_table_adds_its_columns_under_its_name_where_the_key_is_the_same()
    {
        TrainingTable table = Join("teff,logg=spec_LOGG", "KIC", "KIC,LOGG,TEFF\n12,2.5,1\n11,3.5,1\n11,9,1\n");

        Assert.Equal([4500, 4600, 4700], table.Rows.Select(row => row.Labels[0]));
        Assert.Equal([3.5, 2.5, double.NaN], table.Rows.Select(row => row.Labels[1]));
        Assert.Equal("one.csv, joined with spec.csv on KIC", table.Title);
        Assert.Contains(table.Notes, note => note.StartsWith("1 of 3 rows have no row with the same KIC in ", StringComparison.Ordinal));
        Assert.Contains(table.Notes, note => note.EndsWith("repeat a KIC; the first one counts.", StringComparison.Ordinal));
    }

    [Fact]
    public void A_key_is_the_same_as_whole_number_and_as_floating_point_number() =>
        Assert.Equal([2.5, 3.5, double.NaN], Join("logg=spec_LOGG", "KIC", "KIC,LOGG\n11.0,2.5\n12.0,3.5\n0.5,1\n")
            .Rows.Select(row => row.Labels[0]));

    [Theory]
    [InlineData("KICC", "one.csv has no column 'KICC' to join on. Did you mean KIC?")]
    [InlineData("TEFF", "spec.csv has no column 'TEFF' to join on.")]
    public void A_key_that_a_table_lacks_is_named(string on, string reason) =>
        Assert.Contains(reason, Assert.Throws<UserException>(() => Join("teff", on, "KIC,LOGG\n11,2.5\n")).Message);

    [Fact]
    public void Damage_is_told_of_the_table_that_has_it()
    {
        string good = File("good.csv", "APOGEE_ID,TEFF\n2M1,4500\n");
        string bad = File("bad.csv", "APOGEE_ID,TEFF\n2M1,4500,6,7\n");

        string before = Assert.Throws<UserException>(() => TrainingTable.Read(new TrainingTableRequest(bad, "teff") { More = [good] })).Message;
        string after = Assert.Throws<UserException>(() => TrainingTable.Read(new TrainingTableRequest(good, "teff") { More = [bad] })).Message;
        string joined = Assert.Throws<UserException>(() => TrainingTable.Read(new TrainingTableRequest(good, "teff") { Joins = [bad] })).Message;

        Assert.All(new[] { before, after, joined }, message => Assert.Contains("bad.csv", message, StringComparison.Ordinal));
        Assert.All(new[] { before, after, joined }, message => Assert.DoesNotContain("good.csv", message, StringComparison.Ordinal));
    }

    [Fact]
    public void The_option_on_without_join_is_a_mistake() => Assert.Contains(
        "--on says on which column tables are joined.",
        workspace.Astra(ExitCode.WrongUsage, "train", "NoOpModel", "--data", File("one.csv", "APOGEE_ID,TEFF\n2M1,4500\n"), "--labels", "teff",
            "--on", "KIC").Error);

    TrainingTable Join(string labels, string on, string other) => TrainingTable.Read(
        new TrainingTableRequest(File("one.csv", "APOGEE_ID,KIC,TEFF\n2M1,11,4500\n2M2,12,4600\n2M3,,4700\n"), labels)
        {
            Joins = [File("spec.csv", other)],
            On = on,
        });

    string File(string name, string content)
    {
        string path = workspace.Beside(name);
        System.IO.File.WriteAllText(path, content);
        return path;
    }
}
