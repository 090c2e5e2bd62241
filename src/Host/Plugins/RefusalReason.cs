using System.Reflection;

namespace Astra.Host.Plugins;

/// <summary>Says in one line why a plugin was refused.</summary>
static class RefusalReason
{
    static readonly string Rebuild = $"Rebuild it against contract {ContractVersion.OfHost}, with all that it depends on.";

    public static string Of(Exception error) => OneLine(error switch
    {
        PluginRefusedException => error.Message,
        ReflectionTypeLoadException types => $"its types do not load: {FirstMessage(types)} {Rebuild}",
        TypeLoadException or MissingMemberException => $"it needs something that the host does not have: {error.Message} {Rebuild}",
        BadImageFormatException => $"an assembly is damaged, or not one for .NET: {error.Message} Copy the plugin's folder again.",
        FileNotFoundException or FileLoadException => $"an assembly that it depends on does not load: {error.Message} Copy the plugin's folder again.",
        TypeInitializationException { InnerException: { } cause } => Unexpected(cause),
        _ => Unexpected(error),
    });

    static string FirstMessage(ReflectionTypeLoadException types) => types.LoaderExceptions.OfType<Exception>().FirstOrDefault()?.Message ?? types.Message;

    static string Unexpected(Exception error) => $"loading it failed with {error.GetType().Name}: {error.Message} Tell its author.";

    static string OneLine(string text) =>
        string.Join(' ', text.Split((char[])['\r', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
}
