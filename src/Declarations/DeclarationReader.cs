using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;

namespace Astra.Declarations;

/// <summary>Reads what a pipeline's class declares in its attributes, and refuses what the host could not honour later.</summary>
public static partial class DeclarationReader
{
    /// <summary>Reads the declaration of a pipeline.</summary>
    /// <param name="pipeline">A class with <see cref="PipelineAttribute"/>.</param>
    /// <exception cref="PluginRefusedException">The declaration has a mistake; the message names it.</exception>
    public static PipelineDeclaration Read(Type pipeline)
    {
        PipelineAttribute attribute = pipeline.GetCustomAttribute<PipelineAttribute>(inherit: false)
            ?? throw new ArgumentException($"{pipeline.Name} is not marked [Pipeline].", nameof(pipeline));
        if (!PipelineName().IsMatch(attribute.Name))
        {
            throw new PluginRefusedException(
                $"{pipeline.Name} has the pipeline name '{attribute.Name}'; use letters and digits only, a letter first.");
        }

        if (pipeline.IsAbstract || pipeline.ContainsGenericParameters)
        {
            throw Wrong("its class is abstract or generic. Put [Pipeline] on the class that is to be made.");
        }

        if (string.IsNullOrWhiteSpace(attribute.Description))
        {
            throw Wrong("it has no description. Say in one sentence what it does.");
        }

        if (attribute.Unit == UnitOfWork.Spectrum && (attribute.Kinds & SpectrumKinds.Both) == 0)
        {
            throw Wrong("it takes no kind of spectrum. Set Kinds to Combined, Visit or Both.");
        }

        PipelineConstructor.Of(pipeline);
        Type result = ResultRecord(pipeline, attribute.Name);
        return new PipelineDeclaration
        {
            Name = attribute.Name,
            Version = Version(attribute),
            Description = attribute.Description,
            Reference = attribute.Reference,
            Unit = attribute.Unit,
            Kinds = attribute.Kinds,
            NeedsModel = attribute.NeedsModel,
            Columns = ColumnReader.Read(attribute.Name, result),
            Flags = FlagReader.Read(attribute.Name, result),
            Inputs = Inputs(pipeline, attribute),
            Options = Options(pipeline, $"pipeline {attribute.Name}"),
        };

        PluginRefusedException Wrong(string what) => new($"pipeline {attribute.Name}: {what}");
    }

    static Type ResultRecord(Type pipeline, string name)
    {
        Type[] results = [.. pipeline.GetInterfaces()
            .Where(type => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IPipeline<>))
            .Select(type => type.GenericTypeArguments[0])];
        return results.Length == 1
            ? results[0]
            : throw new PluginRefusedException(
                $"pipeline {name}: {pipeline.Name} implements IPipeline<...> {results.Length} times; it has to do so once.");
    }

    static PipelineVersion Version(PipelineAttribute attribute)
    {
        if (!VersionPattern().IsMatch(attribute.Version))
        {
            throw new PluginRefusedException(
                $"pipeline {attribute.Name}: its version '{attribute.Version}' is not major.minor.patch, such as 1.0.0, each number below 1000.");
        }

        int[] parts = [.. attribute.Version.Split('.').Select(part => int.Parse(part, CultureInfo.InvariantCulture))];
        return new PipelineVersion(parts[0], parts[1], parts[2]);
    }

    static List<InputDeclaration> Inputs(Type pipeline, PipelineAttribute attribute)
    {
        List<InputDeclaration> inputs = [];
        foreach (InputAttribute input in pipeline.GetCustomAttributes<InputAttribute>(inherit: false))
        {
            if (!LowerCaseName().IsMatch(input.Name))
            {
                throw Wrong(input, "its name is not lower case with digits and underscores");
            }

            if (inputs.Any(other => other.Name == input.Name))
            {
                throw Wrong(input, "it is declared twice. Give one input all the alternatives");
            }

            if (input.Alternatives is not { Count: > 0 } alternatives)
            {
                throw Wrong(input, "it says nothing of where it comes from. Add at least one table.column, such as source.k_mag");
            }

            inputs.Add(new InputDeclaration(input.Name, [.. alternatives.Select(alternative => Origin(input, alternative))], input.Optional));
        }

        return inputs;

        InputOrigin Origin(InputAttribute input, string alternative)
        {
            if (alternative is null || !OriginPattern().IsMatch(alternative))
            {
                throw Wrong(input, $"its alternative '{alternative}' is not table.column, such as source.k_mag or aspcap.teff");
            }

            string[] parts = alternative.Split('.');
            if (parts[0] == "spectrum" && attribute.Unit == UnitOfWork.Source)
            {
                throw Wrong(input, $"'{alternative}' belongs to a spectrum, but the pipeline's unit of work is the source");
            }

            if (string.Equals(parts[0], attribute.Name, StringComparison.OrdinalIgnoreCase))
            {
                throw Wrong(input, $"'{alternative}' is a result of the pipeline itself");
            }

            return new InputOrigin(parts[0], parts[1]);
        }

        PluginRefusedException Wrong(InputAttribute input, string what) => new($"pipeline {attribute.Name}, input '{input.Name}': {what}.");
    }

    /// <summary>The options that a class declares.</summary>
    /// <param name="type">A class with <see cref="OptionAttribute"/>, or without.</param>
    /// <param name="owner">Whose options they are, for the message.</param>
    /// <exception cref="PluginRefusedException">One has a mistake; the message names it.</exception>
    public static IReadOnlyList<OptionDeclaration> Options(Type type, string owner)
    {
        List<OptionDeclaration> options = [];
        foreach (OptionAttribute option in type.GetCustomAttributes<OptionAttribute>(inherit: false))
        {
            if (!LowerCaseName().IsMatch(option.Name))
            {
                throw Wrong(option, "its name is not lower case with digits and underscores");
            }

            if (options.Any(other => other.Name == option.Name))
            {
                throw Wrong(option, "it is declared twice");
            }

            if (option.DefaultValue is not (string or bool or int or double))
            {
                throw Wrong(option,
                    $"its default is of type {option.DefaultValue?.GetType().Name ?? "null"}; it has to be a string, bool, int or double");
            }

            if (string.IsNullOrWhiteSpace(option.Description))
            {
                throw Wrong(option, "it has no description");
            }

            options.Add(new OptionDeclaration(option.Name, option.DefaultValue, option.Description));
        }

        return options;

        PluginRefusedException Wrong(OptionAttribute option, string what) => new($"{owner}, option '{option.Name}': {what}.");
    }

    [GeneratedRegex("^[A-Za-z][A-Za-z0-9]*\\z", RegexOptions.CultureInvariant)]
    private static partial Regex PipelineName();

    [GeneratedRegex("^[0-9]{1,3}\\.[0-9]{1,3}\\.[0-9]{1,3}\\z", RegexOptions.CultureInvariant)]
    private static partial Regex VersionPattern();

    [GeneratedRegex("^[a-z][a-z0-9_]*\\z", RegexOptions.CultureInvariant)]
    private static partial Regex LowerCaseName();

    [GeneratedRegex("^[A-Za-z][A-Za-z0-9_]*\\.[a-z][a-z0-9_]*\\z", RegexOptions.CultureInvariant)]
    private static partial Regex OriginPattern();
}
