using System.CommandLine;
using System.IO.Pipes;
using Astra.Host.Commands;
using Astra.Host.Errors;
using Astra.Host.Query;
using Microsoft.Win32.SafeHandles;

namespace Astra.Host.Tests.Query;

public sealed class QueryCommandTests : IDisposable
{
    readonly string folder = Directory.CreateTempSubdirectory("astra-query-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void A_table_says_how_many_rows_there_are() =>
        Assert.Equal("sdss4_apogee_id   visits\nVega                   1\n1 row\n", Ask("--columns", "sdss4_apogee_id,visits", "--flag", "NO_RESULT"));

    [Fact]
    public void A_limited_table_says_so() => Assert.EndsWith("\n2 of 4 rows (--limit)\n", Ask("--columns", "visits", "--limit", "2"));

    [Fact]
    public void A_limit_that_is_not_reached_is_not_mentioned()
    {
        Assert.EndsWith("\n4 rows\n", Ask("--columns", "visits", "--limit", "4"));
        Assert.EndsWith("\n4 rows\n", Ask("--columns", "visits", "--limit", "0"));
    }

    [Fact]
    public void Csv_and_json_are_nothing_but_the_rows()
    {
        Assert.Equal("visits\n5\n0\n", Ask("--columns", "visits", "--without-flag", "NO_RESULT", "--without-flag", "UNCERTAIN_TEFF", "--format", "csv"));
        Assert.Equal("[\n{\"visits\": 5}\n]\n", Ask("--columns", "visits", "--where", "teff < 4000", "--format", "JSON"));
    }

    [Fact]
    public void An_array_is_an_array_in_json() =>
        Assert.Equal("[\n{\"coefficients\": [1.5,-2]}\n]\n", Ask("--columns", "coefficients", "--where", "visits = 5", "--format", "json"));

    [Fact]
    public void A_file_is_written_in_the_format_of_its_name()
    {
        string path = Path.Combine(folder, "stars.csv");
        File.WriteAllText(path, "older and longer than what replaces it");

        Assert.Equal($"{path}: 4 rows\n", Ask("--columns", "visits", "--out", path));
        Assert.Equal("visits\n5\n3\n0\n1\n", File.ReadAllText(path));
        Assert.Equal([path], Directory.GetFiles(folder));
    }

    [Fact]
    public void A_file_that_does_not_get_complete_leaves_the_older_one_and_nothing_beside_it()
    {
        string path = Path.Combine(folder, "stars.csv");
        File.WriteAllText(path, "older");
        using (OutputFile file = OutputFile.Create(path))
        {
            file.Writer.Write("half a l");
        }

        Assert.Equal("older", File.ReadAllText(path));
        Assert.Equal([path], Directory.GetFiles(folder));
    }

    [Theory]
    [InlineData("")]
    [InlineData("missing/stars.csv")]
    public void A_place_where_no_file_can_be_written_is_refused(string name)
    {
        string path = Path.Combine(folder, name);

        Assert.StartsWith($"--out {path} ", Refusal("--out", path));
    }

    [Fact]
    public void A_device_is_never_replaced_by_a_file() => Assert.StartsWith("--out /dev/null is not a file.", Refusal("--out", "/dev/null"));

    [Fact]
    public void A_negative_limit_is_refused() => Assert.StartsWith("--limit -1 is less than nothing.", Refusal("--limit", "-1"));

    [Theory]
    [InlineData("xml")]
    [InlineData("7")]
    public void A_format_that_does_not_exist_is_refused_with_those_that_do(string format) =>
        Assert.Contains("table", Assert.Single(Root((_, _, _) => { }).Parse(["query", "AstroNN", "--format", format]).Errors).Message);

    [Fact]
    public void A_reader_that_has_seen_enough_ends_the_query_quietly()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        using AnonymousPipeServerStream pipe = new(PipeDirection.Out);
        using FileStream toReader = new(new SafeFileHandle(pipe.SafePipeHandle.DangerousGetHandle(), ownsHandle: false), FileAccess.Write, bufferSize: 0);
        pipe.DisposeLocalCopyOfClientHandle();
        pipe.ClientSafePipeHandle.Dispose();
        InvocationConfiguration invocation = new() { Output = new StreamWriter(toReader), EnableDefaultExceptionHandler = false };

        Assert.Equal(ExitCode.Done, Root((_, _, _) => { }).Parse(["query", "AstroNN", "--format", "csv"]).Invoke(invocation));
        Assert.True(StandardOutput.HasNoReader(Assert.Throws<IOException>(() => toReader.WriteByte(0))));
    }

    [Fact]
    public void What_the_results_are_opened_with_comes_from_the_command_line()
    {
        (string, bool, bool) asked = default;
        Invoke(["query", "AstroNN", "--visits", "--limit", "1", "--all-versions"], (pipeline, visits, allVersions) => asked = (pipeline, visits, allVersions));

        Assert.Equal(("AstroNN", true, true), asked);
    }

    static string Ask(params string[] arguments) => Invoke(["query", "AstroNN", .. arguments], (_, _, _) => { });

    static string Refusal(params string[] arguments)
    {
        UserException refused = Assert.Throws<UserException>(() => Ask(arguments));
        Assert.Equal(ExitCode.WrongUsage, refused.ExitCode);
        return refused.Message;
    }

    static string Invoke(string[] arguments, Action<string, bool, bool> opened)
    {
        StringWriter output = new() { NewLine = "\n" };
        Assert.Equal(ExitCode.Done, Root(opened).Parse(arguments).Invoke(new InvocationConfiguration { Output = output, EnableDefaultExceptionHandler = false }));
        return output.ToString();
    }

    static RootCommand Root(Action<string, bool, bool> opened) =>
    [
        QueryCommand.Create((_, pipeline, visits, allVersions) =>
        {
            opened(pipeline, visits, allVersions);
            return new QuerySource(Stars.Table, Stars.Open(), Stars.FlagValues);
        }),
    ];
}
