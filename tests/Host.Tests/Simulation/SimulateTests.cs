using Astra.Host.Errors;
using Astra.Host.Tests.EndToEnd;

namespace Astra.Host.Tests.Simulation;

public sealed class SimulateTests : IDisposable
{
    readonly Workspace workspace = new();

    public void Dispose() => workspace.Dispose();

    [Fact]
    public void Simulated_stars_and_their_tables_are_taken_in_whole()
    {
        Answer simulated = Simulate(7, "sky");
        Assert.Contains("Simulated 7 stars with ", simulated.Output);

        // The commands that it prints are those to give.
        string[] printed = [.. simulated.Output.Split('\n').Where(line => line.StartsWith("  astra ingest ", StringComparison.Ordinal))];
        Assert.Equal(3, printed.Length);
        Answer[] taken = [.. printed.Select(line => workspace.Astra(ExitCode.Done, line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1..]))];
        Assert.Contains("Ingested 7 new and 0 changed files: 7 combined spectra", taken[0].Output);
        Assert.Empty(taken[0].Error);
        Assert.Contains("7", taken[1].Output);
        Assert.Empty(taken[1].Error);
    }

    [Fact]
    public void The_same_seed_gives_the_same_bytes_on_any_number_of_threads_and_fewer_stars_are_the_first_ones()
    {
        Simulate(5, "one", "--threads", "1");
        Simulate(5, "two", "--threads", "3");
        Simulate(2, "few");
        string[] files = Files("one");
        Assert.Equal(7, files.Length);
        Assert.Equal(files, Files("two"));
        Assert.All(files, file => Assert.Equal(Bytes("one", file), Bytes("two", file)));
        IEnumerable<string> stars = Files("few").Where(file => file.Contains("apStar", StringComparison.Ordinal));
        Assert.All(stars, file => Assert.Equal(Bytes("one", file), Bytes("few", file)));
    }

    [Fact]
    public void A_folder_with_something_in_it_is_left_alone()
    {
        Directory.CreateDirectory(workspace.Beside("full"));
        File.WriteAllText(Path.Combine(workspace.Beside("full"), "mine.txt"), "mine");
        Answer answer = workspace.Astra(ExitCode.WrongUsage, "simulate", "--stars", "1", "--out", workspace.Beside("full"));
        Assert.Contains("not an empty folder", answer.Error);
        Assert.Single(Directory.GetFileSystemEntries(workspace.Beside("full")));
    }

    [Theory]
    [InlineData("--stars takes a number of 1 or more", "--stars", "0")]
    [InlineData("--seed takes a number of 0 or more", "--stars", "1", "--seed", "-1")]
    [InlineData("--threads takes a number of 1 or more", "--stars", "1", "--threads", "0")]
    [InlineData("is neither a number above 0", "--stars", "1", "--snr", "300:20")]
    [InlineData("There is no file nowhere", "--stars", "1", "--emulator", "nowhere")]
    public void A_mistake_is_said_before_anything_is_written(string sentence, params string[] options)
    {
        string folder = workspace.Beside("never");
        Assert.Contains(sentence, workspace.Astra(ExitCode.WrongUsage, ["simulate", "--out", folder, .. options]).Error);
        Assert.False(Directory.Exists(folder));
    }

    [Fact]
    public void Models_are_trained_on_the_emulator_that_comes_with_the_program()
    {
        Answer train = workspace.Astra(
            ExitCode.Done, "train", "NoOpModel", "--emulator", "shipped", "--draws", "5", "--labels", "teff,logg,fe_h");
        Assert.Contains("drawn from the emulator kiel-flux", train.Output);
    }

    Answer Simulate(int stars, string folder, params string[] options) => workspace.Astra(
        ExitCode.Done, ["simulate", "--stars", $"{stars}", "--seed", "3", "--out", workspace.Beside(folder), .. options]);

    string[] Files(string folder) =>
    [
        .. Directory.GetFiles(workspace.Beside(folder), "*", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(workspace.Beside(folder), file)).Order(StringComparer.Ordinal),
    ];

    byte[] Bytes(string folder, string file) => File.ReadAllBytes(Path.Combine(workspace.Beside(folder), file));
}
