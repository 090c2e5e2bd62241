using System.CommandLine;
using System.CommandLine.Invocation;
using System.Reflection;
using Astra.Host.Plugins;

namespace Astra.Host.Commands;

/// <summary>What <c>astra --version</c> says: version, commit, and the contract that plugins are held to.</summary>
sealed class VersionText : SynchronousCommandLineAction
{
    const int ShortCommit = 12;

    public override int Invoke(ParseResult parseResult)
    {
        parseResult.InvocationConfiguration.Output.WriteLine(Text);
        return 0;
    }

    public static string Text
    {
        get
        {
            // VERSION+COMMIT, where the source was under version control when it was built.
            string[] parts = typeof(VersionText).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+');
            string commit = parts.Length > 1 ? $"commit {parts[1][..Math.Min(ShortCommit, parts[1].Length)]}" : "commit not known";
            return $"astra {parts[0]}, {commit}, plugin contract {ContractVersion.OfHost}";
        }
    }
}
