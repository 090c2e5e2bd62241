using System.CommandLine;
using System.Text.Json;
using Astra.Host.Errors;
using Astra.Host.Plugins;
using Astra.Host.Storage;

namespace Astra.Host.Commands;

/// <summary><c>astra describe PIPELINE</c>: everything that a pipeline declares.</summary>
static class DescribeCommand
{
    public static Command Create(Func<ParseResult, PluginCatalog> plugins)
    {
        Argument<string> name = new("PIPELINE") { Description = "The pipeline's name; astra pipelines lists them." };
        Option<bool> json = JsonOutput.CreateOption();
        Command command = new("describe", "Say what a pipeline does, needs and gives: inputs, options, columns and flags.")
        {
            Arguments = { name },
            Options = { json },
        };
        command.SetAction(parsed =>
        {
            TextWriter output = parsed.InvocationConfiguration.Output;
            InstalledPipeline pipeline = plugins(parsed).Find(parsed.GetRequiredValue(name));
            if (parsed.GetValue(json))
            {
                WriteJson(output, pipeline);
            }
            else
            {
                WriteText(output, pipeline);
            }

            return ExitCode.Done;
        });
        return command;
    }

    static void WriteJson(TextWriter output, InstalledPipeline pipeline)
    {
        PipelineDeclaration declaration = pipeline.Declaration;
        JsonOutput.Write(output, new
        {
            declaration.Name,
            Version = declaration.Version.ToString(),
            Plugin = new { pipeline.Plugin.Name, pipeline.Plugin.Version, pipeline.Plugin.Folder },
            declaration.Description,
            declaration.Reference,
            Unit = PipelinesCommand.UnitOf(declaration),
            Kinds = PipelinesCommand.KindsOf(declaration),
            declaration.NeedsModel,
            Imports = pipeline.Importer?.Accepts,
            Inputs = declaration.Inputs.Select(input => new
            {
                input.Name,
                Alternatives = input.Alternatives.Select(origin => origin.ToString()),
                input.Optional,
            }),
            Options = ForPrograms(declaration.Options),
            Training = pipeline.Trainer is { } trainer ? new { trainer.Trainer.Needs, Options = ForPrograms(trainer.Options) } : null,
            Preparations = pipeline.Preparations.Select(
                step => new { step.Name, step.Preparation.Description, Options = ForPrograms(step.Options) }),
            Inspection = pipeline.Inspector is { } inspector ? new { Options = ForPrograms(inspector.Options) } : null,
            Columns = declaration.Columns.Select(column => new
            {
                column.Name,
                Type = NameOf(column.Type),
                column.Unit,
                column.Description,
                column.Indexed,
            }),
            HostColumns = HostColumns.All.Select(column => column.Name),
            SourceColumns = SourceColumns.All.Select(column => column.Name),
            SpectrumColumns = SpectrumColumns.All.Select(column => column.Name),
            Flags = declaration.Flags.Flags.Select(flag => new { flag.Name, flag.Bit, Severity = NameOf(flag.Severity), flag.Description }),
            BadCombinations = declaration.Flags.BadCombinations.Select(mask => NamesIn(declaration.Flags, mask)),
        });
    }

    static IEnumerable<object> ForPrograms(IReadOnlyList<OptionDeclaration> options) =>
        options.Select(option => new { option.Name, Default = option.DefaultValue, option.Description });

    static void WriteText(TextWriter output, InstalledPipeline pipeline)
    {
        PipelineDeclaration declaration = pipeline.Declaration;
        IReadOnlyList<string> kinds = PipelinesCommand.KindsOf(declaration);
        output.WriteLine($"{declaration.Name} {declaration.Version}, from the plugin {pipeline.Plugin.Name} {pipeline.Plugin.Version}");
        output.WriteLine($"  {declaration.Description}");
        output.WriteLine($"  works on   {(kinds.Count == 0 ? "sources" : $"spectra: {string.Join(" and ", kinds)}")}");
        if (declaration.Reference is not null)
        {
            output.WriteLine($"  reference  {declaration.Reference}");
        }

        if (declaration.NeedsModel)
        {
            output.WriteLine($"  model      needed{(pipeline.Importer is { } importer ? $"; imports {importer.Accepts}" : string.Empty)}");
        }

        if (pipeline.Trainer is { } trainer)
        {
            output.WriteLine($"  training   astra train {declaration.Name} --data TABLE --labels A,B,C; needs {trainer.Trainer.Needs}");
        }

        foreach (InstalledPreparation step in pipeline.Preparations)
        {
            output.WriteLine($"  {step.Name,-9}  astra train {declaration.Name} {step.Name} INPUT... --out FILE; {step.Preparation.Description}");
        }

        if (declaration.Inputs.Count > 0)
        {
            Listing inputs = new("input", "from, best first", "where there is none");
            foreach (InputDeclaration input in declaration.Inputs)
            {
                string otherwise = input.Optional ? "goes on without" : $"{PipelinesCommand.UnitOf(declaration)} excluded";
                inputs.Add(input.Name, string.Join(", ", input.Alternatives), otherwise);
            }

            WriteSection("Inputs", inputs);
        }

        WriteOptions($"Options, set as pipelines:{declaration.Name}:OPTION", declaration.Options);
        WriteOptions($"Options of astra train {declaration.Name}, set as --option OPTION=VALUE", pipeline.Trainer?.Options ?? []);
        foreach (InstalledPreparation step in pipeline.Preparations)
        {
            WriteOptions($"Options of astra train {declaration.Name} {step.Name}, set as --option OPTION=VALUE", step.Options);
        }

        WriteOptions($"Options of astra model inspect {declaration.Name}, set as --option OPTION=VALUE", pipeline.Inspector?.Options ?? []);

        Listing columns = new("column", "type", "unit", "description");
        foreach (ColumnDeclaration column in declaration.Columns)
        {
            columns.Add(column.Name, NameOf(column.Type), column.Unit, column.Description);
        }

        WriteSection("Columns", columns);
        WriteNames(output, "Every result also has", HostColumns.All);
        WriteNames(output, "Of the star, queries also know", SourceColumns.All);
        if (declaration.Unit == UnitOfWork.Spectrum)
        {
            WriteNames(output, "Of the spectrum, queries also know", SpectrumColumns.All);
        }
        Listing flags = new("flag", "bit", "severity", "meaning");
        foreach (FlagDeclaration flag in declaration.Flags.Flags)
        {
            flags.Add(flag.Name, $"{flag.Bit}", NameOf(flag.Severity), flag.Description);
        }

        WriteSection("Flags in result_flags", flags);
        foreach (long mask in declaration.Flags.BadCombinations)
        {
            output.WriteLine($"  Bad together: {string.Join(" and ", NamesIn(declaration.Flags, mask))}.");
        }

        void WriteOptions(string title, IReadOnlyList<OptionDeclaration> declared)
        {
            if (declared.Count == 0)
            {
                return;
            }

            Listing options = new("option", "default", "description");
            foreach (OptionDeclaration option in declared)
            {
                options.Add(option.Name, JsonSerializer.Serialize(option.DefaultValue), option.Description);
            }

            WriteSection(title, options);
        }

        void WriteSection(string title, Listing listing)
        {
            output.WriteLine();
            output.WriteLine(title);
            listing.Write(output, indent: 2);
        }
    }

    static IEnumerable<string> NamesIn(FlagLayout layout, long mask) => layout.Flags.Where(flag => (flag.Mask & mask) != 0).Select(flag => flag.Name);

    static string NameOf(Severity severity) => severity switch
    {
        Severity.Informational => "informational",
        Severity.Warn => "warn",
        Severity.Bad => "bad",
        _ => "warn, bad",
    };

    static string NameOf(ColumnType type) => type switch
    {
        ColumnType.Float32 => "float32",
        ColumnType.Float64 => "float64",
        ColumnType.Int32 => "int32",
        ColumnType.Int64 => "int64",
        ColumnType.Boolean => "boolean",
        ColumnType.Text => "text",
        ColumnType.Float32Array => "float32 array",
        ColumnType.Float64Array => "float64 array",
        ColumnType.Int32Array => "int32 array",
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "This column type has no name."),
    };

    static void WriteNames(TextWriter output, string heading, IReadOnlyList<MetadataColumn> columns)
    {
        const int width = 100;
        output.WriteLine($"  {heading}:");
        string line = "   ";
        foreach (MetadataColumn column in columns)
        {
            if (line.Length + column.Name.Length + 1 > width)
            {
                output.WriteLine(line);
                line = "   ";
            }

            line += $" {column.Name}";
        }

        output.WriteLine(line);
    }
}
