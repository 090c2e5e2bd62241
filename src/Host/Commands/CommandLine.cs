using System.CommandLine;

namespace Astra.Host.Commands;

/// <summary>The command line of <c>astra</c>: the tree of commands, and how a failure becomes one sentence and an exit code.</summary>
static class CommandLine
{
    public static int Run(string[] args)
    {
        RootCommand root = new("Runs stellar-analysis pipelines over APOGEE spectra.");
        ParseResult parsed = root.Parse(args);
        return parsed.Invoke();
    }
}
