using Astra.Host.Ingest;
using Astra.Host.Planning;
using Astra.Host.Plugins;
using Astra.Host.Storage;

namespace Astra.Host.Runs;

/// <summary>Decides what of a run needs a human, and collects it.</summary>
sealed class Matters
{
    readonly List<Matter> matters = [];

    public IReadOnlyList<Matter> All => matters;

    public void Add(string kind, string text) => matters.Add(new Matter(kind, text));

    /// <summary>What ended the run comes first.</summary>
    public void About(Exception error) => matters.Insert(0, new Matter(Matter.Error, $"The run ended by an error: {error.Message}"));

    public void About(PluginCatalog plugins)
    {
        foreach (InstalledPlugin plugin in plugins.Plugins.Where(plugin => plugin.State == PluginState.Refused))
        {
            Add(Matter.Pipeline, $"The plugin {plugin.Name} {plugin.Version} is not used: {plugin.Reason}");
        }
    }

    public void About(IngestReport report)
    {
        foreach (RejectedFile folder in report.Unreachable)
        {
            Add(
                Matter.Folder,
                $"{folder.Path} cannot be looked at: {folder.Reason}. What is known of its files stays as it is; nothing new comes from there.");
        }

        if (report.Rejected.Count > 0)
        {
            RejectedFile first = report.Rejected[0];
            Add(Matter.Files, Invariant(
                $"{report.Rejected.Count:N0} new or changed files cannot be used, such as {first.Path}: {first.Reason.TrimEnd('.')}. They are read again when they change."));
        }
    }

    /// <summary>A pipeline that ran the last time and cannot run now is a matter for a human; one that did not is not.</summary>
    /// <param name="last">The last run, if there was one.</param>
    /// <returns>What is only worth a note.</returns>
    public IReadOnlyList<string> About(Preparation prepared, IReadOnlyList<RunRecord> last)
    {
        HashSet<string> ranBefore = [.. last.SelectMany(run => run.Pipelines).Select(pipeline => pipeline.Pipeline)];
        List<string> notes = [];
        foreach ((string pipeline, string reason) in prepared.NotReady)
        {
            if (ranBefore.Contains(pipeline))
            {
                Add(Matter.Pipeline, reason);
            }
            else
            {
                notes.Add($"Left out: {reason}");
            }
        }

        return notes;
    }

    public void About(IReadOnlyList<FlagChange> changes) =>
        matters.AddRange(changes.Where(change => change.Matters).Select(change => new Matter(Matter.Flag, change.Text + ".")));

    public void About(IReadOnlyList<FailureSummary> failures) => matters.AddRange(failures.Where(failure => failure.NeedsHuman).Select(failure => new Matter(
        Matter.Failures,
        Invariant($"{failure.Pipeline}: {failure.Count:N0} without a result: {failure.Reason} ({failure.Next}; for example {failure.Example})."))));
}
