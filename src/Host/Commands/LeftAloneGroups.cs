using Astra.Host.Errors;
using Astra.Host.Storage;

namespace Astra.Host.Commands;

/// <summary>Attempts and files that are left alone, for people and for programs.</summary>
sealed record LeftAloneGroups(IReadOnlyList<FailureGroup> Attempts, IReadOnlyList<FileGroup> Files)
{
    public bool IsEmpty => Attempts.Count + Files.Count == 0;

    /// <summary>How many there are, in words: <c>3 attempts and 1 file</c>.</summary>
    public string Total
    {
        get
        {
            long attempts = Attempts.Sum(group => group.Count);
            long files = Files.Sum(group => group.Count);
            IEnumerable<string> parts =
            [
                .. attempts > 0 ? [Number(attempts, "attempt")] : Array.Empty<string>(),
                .. files > 0 ? [Number(files, "file")] : Array.Empty<string>(),
            ];
            return string.Join(" and ", parts);
        }
    }

    /// <summary>The form for <c>--json</c>.</summary>
    public object ForJson => new
    {
        Attempts = Attempts.Select(
            group => new { group.Pipeline, Outcome = group.Outcome.ToString(), group.Reason, group.Count, group.Example, group.ExamplePath }),
        Files = Files.Select(group => new { group.Reason, group.Count, group.Example }),
    };

    /// <summary>Finds a pipeline that ran in the workspace, in upper or lower case.</summary>
    /// <exception cref="UserException">None of that name ever ran here.</exception>
    public static string? PipelineNamed(string? name, IStore store)
    {
        if (name is null)
        {
            return null;
        }

        IReadOnlyList<string> known = store.PipelineNames();
        return known.FirstOrDefault(pipeline => pipeline.Equals(name, StringComparison.OrdinalIgnoreCase)) ?? throw UserException.Usage(known.Count == 0
            ? $"no pipeline '{name}' has run in this workspace, and no other either. See what there is with: astra status"
            : $"no pipeline '{name}' has run in this workspace.{Suggestions.DidYouMean(name, known)} Those that have: {string.Join(", ", known)}.");
    }

    public void Write(TextWriter output)
    {
        if (Attempts.Count > 0)
        {
            Listing listing = new("attempts", "pipeline", "reason", "why it is left", "example");
            foreach (FailureGroup group in Attempts)
            {
                string why = group.Outcome == Outcome.BadInput ? "the file is bad" : "failed too often";
                listing.Add(Count.Text(group.Count), group.Pipeline, group.Reason, why, group.ExamplePath ?? group.Example);
            }

            listing.Write(output, indent: 2);
        }

        if (Files.Count > 0)
        {
            Listing listing = new("files", "reason", "example");
            foreach (FileGroup group in Files)
            {
                listing.Add(Count.Text(group.Count), group.Reason, group.Example);
            }

            listing.Write(output, indent: 2);
        }
    }

    static string Number(long count, string what) => $"{Count.Text(count)} {what}{(count == 1 ? string.Empty : "s")}";
}
