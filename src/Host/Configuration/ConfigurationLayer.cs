using System.Collections;
using System.Text.Json;
using Astra.Host.Errors;
using Microsoft.Extensions.Configuration;

namespace Astra.Host.Configuration;

/// <summary>Settings from one place, not yet checked.</summary>
/// <param name="Values">
/// What is set here, by key in upper or lower case; the elements of an array have the keys <c>key:0</c>, <c>key:1</c>, ...
/// </param>
/// <param name="Origin">Names the origin of a key in a few words.</param>
/// <param name="Place">Says where to find a key in order to correct it.</param>
sealed record ConfigurationLayer(IReadOnlyDictionary<string, string> Values, Func<string, string> Origin, Func<string, string> Place)
{
    public const string FileName = "astra.json";
    const string VariablePrefix = "ASTRA_";

    /// <summary>Reads <c>astra.json</c> of a workspace; empty when there is none.</summary>
    public static ConfigurationLayer FromFile(string workspace)
    {
        string path = Path.Combine(workspace, FileName);
        return new ConfigurationLayer(WithAnyCase(File.Exists(path) ? ReadJson(path) : []), _ => FileName, _ => path);
    }

    /// <summary>
    /// The variables <c>ASTRA_*</c>, where two underscores stand for the colon of a key (<c>ASTRA_RUN__THREADS</c>). An empty variable counts
    /// as not set.
    /// </summary>
    public static ConfigurationLayer FromEnvironment(IDictionary environment)
    {
        Dictionary<string, string> values = WithAnyCase([]);
        Dictionary<string, string> variables = WithAnyCase([]);
        foreach (DictionaryEntry entry in environment)
        {
            string variable = (string)entry.Key;
            if (variable.StartsWith(VariablePrefix, StringComparison.OrdinalIgnoreCase) && entry.Value is string { Length: > 0 } value)
            {
                string key = variable[VariablePrefix.Length..].Replace("__", ":", StringComparison.Ordinal);
                values[key] = value;
                variables[key] = variable;
            }
        }

        string Name(string key) => $"environment {variables[key]}";
        return new ConfigurationLayer(values, Name, Name);
    }

    public static ConfigurationLayer FromCommandLine(IEnumerable<KeyValuePair<string, string>> values)
    {
        const string Name = "command line";
        return new ConfigurationLayer(WithAnyCase(values), _ => Name, _ => Name);
    }

    /// <summary>The environment variable that sets a key.</summary>
    public static string VariableFor(string key) => VariablePrefix + key.Replace(":", "__", StringComparison.Ordinal).ToUpperInvariant();

    /// <summary>The keys of an array's elements, in their order.</summary>
    public IReadOnlyList<string> ElementsOf(string key) =>
        [.. Values.Keys.Where(candidate => IsElementOf(key, candidate)).Order(ConfigurationKeyComparer.Instance)];

    /// <summary>True for <c>key:0</c>, <c>key:1</c>, ...</summary>
    public static bool IsElementOf(string key, string candidate) =>
        candidate.StartsWith(key + ":", StringComparison.OrdinalIgnoreCase) && uint.TryParse(candidate.AsSpan(key.Length + 1), out _);

    static Dictionary<string, string> WithAnyCase(IEnumerable<KeyValuePair<string, string>> values)
    {
        Dictionary<string, string> result = new(StringComparer.OrdinalIgnoreCase);
        foreach ((string key, string value) in values)
        {
            result[key] = value;
        }

        return result;
    }

    static IEnumerable<KeyValuePair<string, string>> ReadJson(string path)
    {
        const string WhatToDo = "Correct it, or move it away to use the defaults.";
        try
        {
            using FileStream stream = File.OpenRead(path);
            return [.. new ConfigurationBuilder().AddJsonStream(stream).Build().AsEnumerable()
                .Where(pair => pair.Value is not null)
                .Select(pair => KeyValuePair.Create(pair.Key, pair.Value!))];
        }
        catch (JsonException malformed)
        {
            string reason = malformed.Message.Split(" LineNumber:")[0];
            throw UserException.Configuration($"{path}, line {malformed.LineNumber + 1}: {reason} {WhatToDo}", malformed);
        }
        catch (Exception unusable) when (unusable is FormatException or InvalidOperationException or IOException or UnauthorizedAccessException)
        {
            throw UserException.Configuration($"{path} cannot be used: {unusable.Message} {WhatToDo}", unusable);
        }
    }
}
