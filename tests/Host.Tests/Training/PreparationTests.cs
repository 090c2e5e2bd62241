using Astra.Host.Errors;
using Astra.Host.Tests.EndToEnd;

namespace Astra.Host.Tests.Training;

/// <summary><c>astra train PIPELINE STEP INPUT... --out FILE</c>: NoOpModel's step counts the lines of text files.</summary>
public sealed class PreparationTests : IDisposable
{
    readonly Workspace workspace = new();

    public PreparationTests()
    {
        Directory.CreateDirectory(Texts);
        File.WriteAllText(Path.Combine(Texts, "b.txt"), "1\n2\n3\n");
        File.WriteAllText(Path.Combine(Texts, "a.txt"), "1\n");
    }

    public void Dispose() => workspace.Dispose();

    [Fact]
    public void A_step_makes_a_file_of_folders_and_files_and_no_workspace()
    {
        Answer answer = workspace.Astra(ExitCode.Done, "train", "NoOpModel", "lines", Texts, Path.Combine(Texts, "a.txt"), "--out", Out, "--threads", "1");

        Assert.Equal(string.Empty, answer.Error);
        Assert.Matches($"^  counting\nCounted the lines of 2 of 2 files. \\([0-9.]+ s\\)\n  file    {Out}\n$", answer.Output);
        Assert.Equal([$"# astra train NoOpModel lines {Texts} {Texts}/a.txt --out {Out}", "a.txt,1", "b.txt,3"], File.ReadAllLines(Out));
        Assert.False(File.Exists(Path.Combine(workspace.Folder, "astra.db")));
    }

    [Fact]
    public void Its_options_reach_it_and_what_it_leaves_out_is_told()
    {
        Answer answer = workspace.Astra(ExitCode.Done, "train", "NoOpModel", "lines", Texts, "--out", Out, "--option", "least=2", "--json");

        Assert.Contains("\"made\": \"Counted the lines of 1 of 2 files.\"", answer.Output);
        Assert.Contains($"left out: {Texts}/a.txt: has 1 lines", answer.Error);
    }

    [Fact]
    public void Describe_names_the_steps_with_their_options()
    {
        string output = workspace.Astra(ExitCode.Done, "describe", "NoOpModel").Output;

        Assert.Contains(
            "  lines      astra train NoOpModel lines INPUT... --out FILE; the numbers of lines of text files, or of those in folders.\n", output);
        Assert.Contains("Options of astra train NoOpModel lines, set as --option OPTION=VALUE\n", output);
        Assert.Equal("lines", (string?)workspace.Json("describe", "NoOpModel")["preparations"]![0]!["name"]);
        Assert.Contains("STEP INPUT", workspace.Astra(ExitCode.Done, "train", "--help").Output);
    }

    [Theory]
    [InlineData("NoOpModel has no step 'line'. Did you mean lines? Steps: lines (astra describe NoOpModel).", "NoOpModel", "line", "TEXTS", "--out", "OUT")]
    [InlineData("NoOp has no steps that prepare a training, such as 'lines'.", "NoOp", "lines", "TEXTS", "--out", "OUT")]
    [InlineData("The step lines of NoOpModel needs files or folders: the numbers of lines", "NoOpModel", "lines", "--out", "OUT")]
    [InlineData("--out is missing: the file that the step lines of NoOpModel is to write.", "NoOpModel", "lines", "TEXTS")]
    [InlineData("--out TEXTS is a folder. Name the file to write.", "NoOpModel", "lines", "TEXTS", "--out", "TEXTS")]
    [InlineData("There is no file or folder TEXTS/c.txt.", "NoOpModel", "lines", "TEXTS/c.txt", "--out", "OUT")]
    [InlineData("No file has enough lines.", "NoOpModel", "lines", "TEXTS", "--out", "OUT", "--option", "least=9")]
    [InlineData("The step lines of NoOpModel has no option 'most'. Options: least (astra describe NoOpModel).", "NoOpModel", "lines", "TEXTS", "--out", "OUT", "--option", "most=9")]
    [InlineData("--labels says how to train; 'lines' is a step that makes a file for a training. Leave one of them out.", "NoOpModel", "lines", "TEXTS", "--out", "OUT", "--labels", "teff")]
    [InlineData("told to be bad.", "Faulty", "prepare", "TEXTS", "--out", "OUT", "--option", "fault=bad-input-on-a-thread")]
    public void A_mistake_of_the_user_is_one_sentence(string sentence, params string[] arguments)
    {
        Answer answer = workspace.Astra(ExitCode.WrongUsage, ["train", .. arguments.Select(Named)]);

        Assert.Contains(Named(sentence), answer.Error);
        Assert.DoesNotContain("   at ", answer.Error);
        Assert.False(File.Exists(Out));
    }

    [Fact]
    public void A_wrong_option_and_a_fault_of_the_plugin_have_exit_codes_of_their_own()
    {
        Assert.Equal(
            "astra: NoOpModel lines: the option least is below 1.\n",
            workspace.Astra(ExitCode.WrongConfiguration, "train", "NoOpModel", "lines", Texts, "--out", Out, "--option", "least=0").Error);
        Assert.StartsWith(
            "astra: The step prepare of Faulty failed with InvalidOperationException: told to fail. That is a mistake in the plugin Faulty 1.0.0",
            workspace.Astra(ExitCode.Bug, "train", "Faulty", "prepare", Texts, "--out", Out, "--option", "fault=unexpected").Error);
        Assert.StartsWith(
            "astra: The step prepare of Faulty failed with InvalidOperationException: it wrote no file.",
            workspace.Astra(ExitCode.Bug, "train", "Faulty", "prepare", Texts, "--out", Out).Error);
    }

    string Texts => workspace.Beside("texts");

    string Out => workspace.Beside("made.csv");

    string Named(string text) => text.Replace("TEXTS", Texts, StringComparison.Ordinal).Replace("OUT", Out, StringComparison.Ordinal);
}
