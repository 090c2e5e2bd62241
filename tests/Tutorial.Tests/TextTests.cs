using System.Text.RegularExpressions;

namespace Astra.Tutorial.Tests;

/// <summary>The tutorial shows the code that is compiled and tested, and no other.</summary>
public partial class TextTests
{
    [Fact]
    public void Every_block_of_code_stands_in_the_files_of_its_step_as_it_is()
    {
        (int Step, string Code)[] blocks = [.. Blocks()];

        Assert.Equal([1, 2, 3, 4, 5, 6], blocks.Select(block => block.Step).Distinct());
        foreach ((int step, string code) in blocks)
        {
            Assert.True(Sources(step).Any(source => source.Contains(code, StringComparison.Ordinal)), $"step {step} has not this code in its files:\n{code}");
        }
    }

    [Fact]
    public void The_tutorial_names_every_file_of_a_step()
    {
        string[] sections = Sections();
        foreach (int step in Enumerable.Range(1, 6))
        {
            Assert.All(
                Directory.GetFiles(Repository.Step(step), "*.cs").Select(Path.GetFileName).Where(name => step < 6 || name == "IronWidth.cs"),
                name => Assert.Contains($"{Path.GetFileName(Repository.Step(step))}/{name}", sections[step], StringComparison.Ordinal));
        }
    }

    [Fact]
    public void The_pipeline_that_the_template_starts_with_is_shorter_than_60_lines() => Assert.InRange(
        File.ReadLines(Path.Combine(Repository.Root, "src/Templates/content/astra-pipeline/src/MyPipeline/MyPipeline.cs")).Count(), 20, 59);

    static IEnumerable<(int Step, string Code)> Blocks()
    {
        string[] sections = Sections();
        foreach (int step in Enumerable.Range(1, sections.Length - 1))
        {
            foreach (Match block in Block().Matches(sections[step]))
            {
                yield return (step, block.Groups[1].Value);
            }
        }
    }

    /// <summary>What comes before step 1, and then each step.</summary>
    static string[] Sections() =>
        Heading().Split(File.ReadAllText(Path.Combine(Repository.Tutorial, "README.md")).ReplaceLineEndings("\n").Split("\n## Afterwards")[0]);

    static IEnumerable<string> Sources(int step) => Directory.GetFiles(Repository.Step(step), "*.cs").Select(file => File.ReadAllText(file).ReplaceLineEndings("\n"));

    [GeneratedRegex("^## Step [1-6]: ", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex("```csharp\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Block();
}
