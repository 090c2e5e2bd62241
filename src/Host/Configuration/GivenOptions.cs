using Astra.Host.Errors;
using Astra.Host.Plugins;

namespace Astra.Host.Configuration;

/// <summary>The options that <c>--option KEY=VALUE</c> gives to a trainer or an inspector.</summary>
static class GivenOptions
{
    /// <summary>The effective value of every declared option: what was given, converted to the type of the default, or the default.</summary>
    /// <param name="owner">Whose options they are, such as <c>the trainer of Cannon</c>.</param>
    /// <param name="pipeline">Its pipeline, for what to do.</param>
    /// <param name="declared">The options that there are.</param>
    /// <param name="assignments">What the user gave, each <c>KEY=VALUE</c>.</param>
    /// <exception cref="UserException">One is not of this form, given twice, unknown, or its value does not fit.</exception>
    public static IReadOnlyDictionary<string, object> Effective(
        string owner, string pipeline, IReadOnlyList<OptionDeclaration> declared, IReadOnlyList<string> assignments)
    {
        Dictionary<string, string> given = ConfigurationOptions.Parse(assignments, "--option", "seed=1", onlyOnce: true);
        string[] names = [.. declared.Select(option => option.Name)];
        if (given.Keys.FirstOrDefault(key => !names.Contains(key, StringComparer.OrdinalIgnoreCase)) is { } unknown)
        {
            throw UserException.Usage(
                $"{owner} has no option '{unknown}'.{Suggestions.DidYouMean(unknown, names)} "
                + (names.Length == 0 ? "It has none: leave --option out." : $"Options: {string.Join(", ", names)} (astra describe {pipeline})."));
        }

        return declared.ToDictionary(option => option.Name, option => given.TryGetValue(option.Name, out string? text) ? Convert(option, text) : option.DefaultValue);

        object Convert(OptionDeclaration option, string text)
        {
            Setting setting = new(option.Name, option.DefaultValue, option.Description);
            return setting.Convert(text)
                ?? throw UserException.Usage($"--option {option.Name} is '{text}', but must be {setting.Expected}: {option.Description}.");
        }
    }
}
