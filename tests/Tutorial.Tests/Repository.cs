namespace Astra.Tutorial.Tests;

/// <summary>Where the tutorial and what was built of it lie.</summary>
static class Repository
{
    static readonly DirectoryInfo Output = new(AppContext.BaseDirectory);

    public static string Root { get; } = Find();

    public static string Tutorial => Path.Combine(Root, "docs", "tutorial");

    /// <summary>The program, as the build of the same configuration leaves it.</summary>
    public static string Astra => Path.Combine(Root, "src", "Host", "bin", Output.Parent!.Name, Output.Name, "astra.dll");

    public static string Step(int number) => Directory.GetDirectories(Tutorial, $"step-{number}-*").Single();

    /// <summary>The plugin of a step, as the build of the same configuration leaves it.</summary>
    public static string Plugin(int step) => Path.Combine(Step(step), "bin", Output.Parent!.Name, Output.Name);

    static string Find()
    {
        DirectoryInfo? folder = Output;
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Astra.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException($"{Output} is not below the repository.");
    }
}
