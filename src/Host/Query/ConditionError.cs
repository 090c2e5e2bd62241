using Astra.Host.Errors;

namespace Astra.Host.Query;

/// <summary>Something wrong with a condition, shown where it is.</summary>
static class ConditionError
{
    const int Before = 60;
    const int After = 40;

    /// <param name="condition">The whole condition.</param>
    /// <param name="position">The index in it of what is wrong.</param>
    /// <param name="problem">What is wrong and what to do.</param>
    public static UserException At(string condition, int position, string problem)
    {
        int start = Math.Max(0, position - Before);
        int end = Math.Min(condition.Length, position + After);
        string excerpt = string.Concat(condition[start..end].Select(character => char.IsControl(character) ? ' ' : character));
        string lead = start > 0 ? "..." : string.Empty;
        string tail = end < condition.Length ? "..." : string.Empty;
        return UserException.Usage($"--where: {problem}\n    {lead}{excerpt}{tail}\n    {new string(' ', lead.Length + position - start)}^");
    }
}
