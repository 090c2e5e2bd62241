using Astra.Host.Errors;

namespace Astra.Host.Configuration;

/// <summary>Finds the value that holds in several layers, the strongest first. A list comes from one layer as a whole.</summary>
sealed class LayeredSettings(IReadOnlyList<ConfigurationLayer> layers)
{
    /// <summary>The value that holds: that of the strongest layer that has one, or the default.</summary>
    /// <exception cref="UserException">The value is not valid.</exception>
    public EffectiveSetting Get(Setting setting)
    {
        foreach (ConfigurationLayer layer in layers)
        {
            if (layer.Values.TryGetValue(setting.Key, out string? text))
            {
                object value = setting.Convert(text)
                    ?? throw UserException.Configuration($"{setting.Key} is '{text}' ({layer.Place(setting.Key)}), but must be {setting.Expected}.");
                return new EffectiveSetting(setting.Key, value, layer.Origin(setting.Key), setting.Description);
            }

            if (setting.IsList && layer.ElementsOf(setting.Key) is { Count: > 0 } elements)
            {
                string[] values = [.. elements.Select(element => layer.Values[element])];
                return new EffectiveSetting(setting.Key, values, layer.Origin(elements[0]), setting.Description);
            }
        }

        return new EffectiveSetting(setting.Key, setting.DefaultValue, "default", setting.Description);
    }
}
