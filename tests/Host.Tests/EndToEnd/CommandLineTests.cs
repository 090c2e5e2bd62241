using Astra.Host.Commands;
using Astra.Host.Errors;

namespace Astra.Host.Tests.EndToEnd;

/// <summary>Mistakes of the user: a sentence on standard error, nothing on standard output, and an exit code for scripts.</summary>
public sealed class CommandLineTests : IDisposable
{
    readonly Workspace workspace = new();

    public CommandLineTests()
    {
        workspace.Put(new() { Number = 1 });
        workspace.Astra(ExitCode.Done, "ingest", workspace.Stars);
    }

    public void Dispose() => workspace.Dispose();

    [Theory]
    [InlineData(ExitCode.WrongUsage, "no pipeline 'NoOpp'. Did you mean NoOp", "run", "NoOpp")]
    [InlineData(ExitCode.WrongUsage, "NoOp has no column 'mean_flx'. Did you mean mean_flux", "query", "NoOp", "--where", "mean_flx > 1")]
    [InlineData(ExitCode.WrongUsage, "There is no file or folder nowhere.", "ingest", "nowhere")]
    [InlineData(ExitCode.WrongUsage, "--set 'run:batch' is not of the form KEY=VALUE", "run", "--set", "run:batch")]
    [InlineData(ExitCode.WrongConfiguration, "There is no setting 'run:bach' (command line). Did you mean run:batch", "run", "--set", "run:bach=1")]
    [InlineData(ExitCode.WrongConfiguration, "run:batch", "run", "--set", "run:batch=none")]
    [InlineData(ExitCode.WrongConfiguration, "the option factor is 0, which leaves nothing.", "run", "NoOp", "--set", "pipelines:NoOp:factor=0")]
    [InlineData(ExitCode.WrongConfiguration, "NoOpModel has no model 'mine'.", "run", "NoOpModel", "--set", "pipelines:NoOpModel:model=mine")]
    public void A_mistake_is_one_sentence_on_standard_error(int exitCode, string sentence, params string[] arguments)
    {
        workspace.Astra(ExitCode.Done, "run", "NoOp");

        Answer answer = workspace.Astra(exitCode, arguments);

        Assert.Empty(answer.Output);
        Assert.StartsWith("astra: ", answer.Error);
        Assert.Contains(sentence, answer.Error);
        Assert.Single(answer.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.DoesNotContain("   at ", answer.Error);
    }

    [Fact]
    public void An_unknown_pipeline_is_answered_with_those_that_there_are() =>
        Assert.Equal(
            "astra: no pipeline 'NoOpp'. Did you mean NoOp? Pipelines: Faulty, NoOp, NoOpModel, NoOpSource.\n", workspace.Astra(ExitCode.WrongUsage, "run", "NoOpp").Error);

    [Theory]
    [InlineData("rnu")]
    [InlineData("run", "--nonsense")]
    [InlineData("run", "--limit", "many")]
    [InlineData("query")]
    public void What_is_no_command_points_to_the_help(params string[] arguments)
    {
        Answer answer = workspace.Astra(ExitCode.WrongUsage, arguments);

        Assert.Empty(answer.Output);
        Assert.EndsWith("--help)\n", answer.Error);
        Assert.All(answer.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries), line => Assert.StartsWith("astra: ", line));
    }

    [Fact]
    public void Verbose_adds_where_in_the_program_it_came_from()
    {
        string[] lines = workspace.Astra(ExitCode.WrongUsage, "run", "NoOpp", "--verbose").Error.Split('\n');

        Assert.StartsWith("astra: no pipeline 'NoOpp'.", lines[0]);
        Assert.Contains(lines, line => line.StartsWith("   at Astra.Host.", StringComparison.Ordinal));
    }

    [Fact]
    public void The_version_names_the_commit_and_the_contract_of_plugins() => Assert.Matches(
        @"^astra \d+\.\d+\.\d+, commit ([0-9a-f]{12}|not known), plugin contract 1\.1\n$", ConsoleCapture.Of(() => CommandLine.Run(["--version"])).Output);

    [Fact]
    public void A_shell_is_told_the_words_that_may_stand_in_a_line()
    {
        Assert.Equal("run\n", ConsoleCapture.Of(() => CommandLine.Run(["[suggest:8]", "astra ru"])).Output);
        Assert.Contains("--dry-run\n", ConsoleCapture.Of(() => CommandLine.Run(["[suggest:12]", "astra run --"])).Output);
        Assert.Contains("complete -o default -F _astra astra", workspace.Astra(ExitCode.Done, "completion", "bash").Output);
        Assert.Contains("Name one of bash, zsh, fish.", workspace.Astra(ExitCode.WrongUsage, "completion", "csh").Error);
    }

    [Fact]
    public void The_program_itself_keeps_the_same_promises()
    {
        Answer help = Workspace.Finish(workspace.Start(["--help"]));
        Answer mistake = Workspace.Finish(workspace.Start(["run", "NoOpp"]));

        Assert.Equal((ExitCode.Done, string.Empty), (help.ExitCode, help.Error));
        Assert.Equal((ExitCode.WrongUsage, string.Empty), (mistake.ExitCode, mistake.Output));
        Assert.StartsWith("astra: no pipeline 'NoOpp'.", mistake.Error);
    }
}
