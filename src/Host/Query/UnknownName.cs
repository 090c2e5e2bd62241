using Astra.Host.Errors;

namespace Astra.Host.Query;

/// <summary>The answer to a name that a table does not have.</summary>
static class UnknownName
{
    /// <summary>Names what is near, and what is akin to the nearest: who writes <c>teft</c> may want <c>e_teff</c> as well.</summary>
    public static UserException Of(QueryTable table, string kind, string name, IEnumerable<string> known)
    {
        string[] all = [.. known];
        string[] near = [.. Suggestions.Near(name, all)];
        IEnumerable<string> akin = all
            .Where(candidate => near.Length > 0 && candidate.Contains(near[0], StringComparison.OrdinalIgnoreCase))
            .OrderBy(candidate => candidate.Length);
        string[] meant = [.. near.Union(akin).Take(3)];
        string question = meant.Length == 0 ? string.Empty : $" Did you mean {string.Join(", ", meant)}?";
        return UserException.Usage($"{table.Name} has no {kind} '{name}'.{question}{(table.IsPipeline ? $" (astra describe {table.Name})" : string.Empty)}");
    }
}
