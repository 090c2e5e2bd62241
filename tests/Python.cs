using System.Collections.Concurrent;

namespace Astra.Testing;

/// <summary>Python with the modules of a Linux distribution, where the machine has them.</summary>
static class Python
{
    /// <summary>The system's interpreter, for which distributions package their modules; another one may come first on the path.</summary>
    const string Program = "/usr/bin/python3";

    static readonly ConcurrentDictionary<string, string?> missing = new();

    /// <summary>Why tests that need some modules are skipped, or null where the modules are there.</summary>
    /// <param name="modules">The modules, with commas between them.</param>
    /// <param name="package">Debian's package that brings them.</param>
    public static string? WhyMissing(string modules, string package) => missing.GetOrAdd(modules, _ =>
        File.Exists(Program) && OtherProgram.Run(Program, "-c", $"import {modules}").ExitCode == 0
            ? null
            : $"needs {modules} for {Program} (Debian: {package})");

    /// <summary>Runs Python and gives what it prints; a test fails with what it says when it does not succeed.</summary>
    public static string Ask(params string[] arguments)
    {
        (int exitCode, string output, string errors) = OtherProgram.Run(Program, arguments);
        Assert.True(exitCode == 0, errors);
        return output;
    }

    /// <summary>Runs a script of the folder <c>judge</c> of the test project.</summary>
    public static string AskJudge(string script, params string[] arguments) => Ask([Path.Combine(AppContext.BaseDirectory, "judge", script), .. arguments]);
}
