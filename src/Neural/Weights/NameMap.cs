namespace Astra.Neural;

/// <summary>
/// How the parameters of a network are called in a file, such as the module paths of PyTorch. Names are the same unless a rename says otherwise; of the renames that
/// apply, a whole name goes before a prefix, and a longer prefix before a shorter one. Immutable: each rename gives a new map.
/// </summary>
public sealed class NameMap
{
    readonly Dictionary<string, string> names;
    readonly Dictionary<string, string> prefixes;

    NameMap(Dictionary<string, string> names, Dictionary<string, string> prefixes)
    {
        this.names = names;
        this.prefixes = prefixes;
    }

    /// <summary>The map without renames.</summary>
    public static NameMap Exact { get; } = new([], []);

    /// <summary>Adds a rename of one parameter.</summary>
    /// <param name="parameter">The whole name of the parameter in the network.</param>
    /// <param name="inFile">The whole name of the tensor in the file.</param>
    public NameMap With(string parameter, string inFile) => new(new(names) { [parameter] = inFile }, prefixes);

    /// <summary>Adds a rename of all parameters whose name begins with a prefix.</summary>
    /// <param name="parameter">The prefix in the network, such as <c>encoder.</c>, with its dot; the empty string for all.</param>
    /// <param name="inFile">What stands for it in the file, such as <c>module.0.</c>.</param>
    public NameMap WithPrefix(string parameter, string inFile) => new(names, new(prefixes) { [parameter] = inFile });

    /// <summary>The name in the file.</summary>
    /// <param name="parameter">The name of a parameter in the network.</param>
    public string InFile(string parameter)
    {
        if (names.TryGetValue(parameter, out string? name))
        {
            return name;
        }

        string? prefix = prefixes.Keys.Where(prefix => parameter.StartsWith(prefix, StringComparison.Ordinal)).MaxBy(prefix => prefix.Length);
        return prefix is null ? parameter : prefixes[prefix] + parameter[prefix.Length..];
    }
}
