using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Astra.Host.Configuration;
using Astra.Host.Errors;
using Astra.Host.Models;
using Astra.Host.Plugins;
using Astra.Host.Query;

namespace Astra.Host.Commands;

/// <summary><c>astra model inspect</c>: what a model is, and the tables in which its plugin explains it.</summary>
static class InspectCommand
{
    const int RowsOfATable = 50;

    const int LongestSetting = 100;

    public static Command Create()
    {
        Argument<string> pipeline = new("PIPELINE") { Description = "The pipeline whose model to show." };
        Argument<string?> model = new("MODEL")
        {
            Description = "The model's name (astra model list), or its folder; the one that is used when left out.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        Option<string[]> option = new("--option")
        {
            Description = "An option of the inspector (astra describe PIPELINE lists them); may be repeated.",
            HelpName = "KEY=VALUE",
        };
        Option<string?> table = new("--table") { Description = "Only this table, with all of its rows.", HelpName = "NAME" };
        Option<RowFormat?> format = new("--format")
        {
            Description = "How to write; if left out, what the name of --output ends in, or else tables to read.",
            HelpName = "table|csv|json",
        };
        format.AcceptOnlyFromAmong(StringComparer.OrdinalIgnoreCase, "table", "csv", "json");
        Option<string?> outFile = new("--output", "--out") { Description = "The file to write to; it appears when it is complete.", HelpName = "FILE" };
        Command command = new("inspect", "Show what a model is, what it was trained on, how good it is, and what is in it.")
        {
            Arguments = { pipeline, model },
            Options = { option, table, format, outFile },
        };
        command.SetAction(parsed =>
        {
            using AstraApplication application = AstraApplication.Open(parsed);
            InstalledPipeline installed = application.Plugins.Find(parsed.GetRequiredValue(pipeline));
            Model chosen = application.ModelNamed(installed, parsed.GetValue(model));
            IReadOnlyList<InspectionTable> tables = Tables(installed, chosen, parsed.GetValue(option) ?? []);
            string? only = parsed.GetValue(table);
            if (only is not null)
            {
                tables = [Named(tables, installed, only)];
            }

            string? path = parsed.GetValue(outFile);
            RowFormat rowFormat = parsed.GetValue(format)
                ?? (QueryCommand.FormatFor(path) is (RowFormat.Csv or RowFormat.Json) and var named ? named : RowFormat.Table);
            if (rowFormat == RowFormat.Csv && tables.Count > 1)
            {
                throw UserException.Usage(
                    $"A CSV file holds one table. Name one with --table: {string.Join(", ", tables.Select(each => each.Name))}.");
            }

            TextWriter output = parsed.InvocationConfiguration.Output;
            if (path is null)
            {
                Write(chosen, tables, rowFormat, only is null ? RowsOfATable : int.MaxValue, output);
            }
            else
            {
                using OutputFile file = OutputFile.Create(path, "--output");
                Write(chosen, tables, rowFormat, int.MaxValue, file.Writer);
                file.Complete();
                output.WriteLine($"{path}: {Count.Text(tables.Count)} table{(tables.Count == 1 ? "" : "s")}");
            }

            return ExitCode.Done;
        });
        return command;
    }

    static IReadOnlyList<InspectionTable> Tables(InstalledPipeline pipeline, Model model, string[] given)
    {
        if (pipeline.Inspector is not { } inspector)
        {
            return given.Length == 0 ? [] : throw UserException.Usage($"{pipeline.Name} has no inspector of models, so --option means nothing. Leave it out.");
        }

        IReadOnlyDictionary<string, object> options = GivenOptions.Effective($"The inspector of {pipeline.Name}", pipeline.Name, inspector.Options, given);
        try
        {
            IReadOnlyList<InspectionTable> tables = inspector.Inspector.Inspect(model, options);
            return tables.FirstOrDefault(table => table.Rows.Any(row => row.Count != table.Columns.Count)) is { } uneven
                ? throw new InvalidOperationException($"its table {uneven.Name} has a row that is not as long as its heading")
                : tables;
        }
        catch (Exception e) when (e is not (ConfigurationException or OutOfMemoryException))
        {
            throw PluginFault.Of($"The inspector of {pipeline.Name}", pipeline, e);
        }
    }

    static InspectionTable Named(IReadOnlyList<InspectionTable> tables, InstalledPipeline pipeline, string name)
    {
        string[] names = [.. tables.Select(table => table.Name)];
        return tables.FirstOrDefault(table => table.Name.Equals(name, StringComparison.OrdinalIgnoreCase)) ?? throw UserException.Usage(
            $"The model of {pipeline.Name} has no table '{name}'.{Suggestions.DidYouMean(name, names)} "
            + (names.Length == 0 ? "There are none: leave --table out." : $"Tables: {string.Join(", ", names)}."));
    }

    static void Write(Model model, IReadOnlyList<InspectionTable> tables, RowFormat format, int rows, TextWriter output)
    {
        if (format == RowFormat.Json)
        {
            WriteJson(model, tables, output);
            return;
        }

        // A comment in CSV: what the numbers are of travels with them.
        string prefix = format == RowFormat.Csv ? "# " : string.Empty;
        foreach (string line in Summary(model))
        {
            output.WriteLine((prefix + line).TrimEnd());
        }

        foreach (InspectionTable table in tables)
        {
            if (format == RowFormat.Table)
            {
                output.WriteLine();
            }

            output.WriteLine($"{prefix}{table.Name}: {table.Title}");
            output.Flush();
            QueryColumn[] columns = [.. table.Columns.Select((name, column) =>
                new QueryColumn(name, name, TypeOf(table, column), string.Empty, string.Empty))];
            IRowWriter writer = format.CreateWriter(columns, output);
            foreach (IReadOnlyList<object> row in table.Rows.Take(rows))
            {
                writer.Write([.. row.Select(Cell)]);
            }

            writer.Complete();
            if (table.Rows.Count > rows)
            {
                output.WriteLine($"{Count.Text(rows)} of {Count.Text(table.Rows.Count)} rows (all with --table {table.Name})");
            }
        }

        output.Flush();
    }

    static void WriteJson(Model model, IReadOnlyList<InspectionTable> tables, TextWriter output) => JsonOutput.Write(output, new
    {
        model.Manifest,
        model.Folder,
        model.Hash,
        Tables = tables.Select(table => new
        {
            table.Name,
            table.Title,
            table.Columns,
            Rows = table.Rows.Select(row => row.Select(Cell)),
        }),
    });

    static IEnumerable<string> Summary(Model model)
    {
        ModelManifest manifest = model.Manifest;
        yield return $"{manifest.Name}, a model of {manifest.Pipeline}: {manifest.Description}";
        yield return $"  trained on  {manifest.TrainedOn}";
        yield return $"  command     {manifest.Command}";
        yield return $"  created     {manifest.Created.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)} UTC";
        yield return $"  hash        {model.Hash}";
        yield return $"  folder      {model.Folder}";
        yield return $"  files       {string.Join(", ", manifest.Files.Keys)}";
        foreach (string line in Pairs("accuracy", manifest.Accuracy.Select(figure => (figure.Key, Figure.Text(figure.Value)))))
        {
            yield return line;
        }

        if (manifest.Settings.ValueKind == JsonValueKind.Object)
        {
            IEnumerable<(string, string)> settings = manifest.Settings.EnumerateObject()
                .Select(setting => (setting.Name, Shortened(JsonSerializer.Serialize(setting.Value))));
            foreach (string line in Pairs("settings", settings))
            {
                yield return line;
            }
        }
    }

    static IEnumerable<string> Pairs(string title, IEnumerable<(string Name, string Value)> pairs)
    {
        (string Name, string Value)[] all = [.. pairs];
        return all.Length == 0 ? [] : all.Select(pair => $"    {pair.Name.PadRight(all.Max(each => each.Name.Length))}  {pair.Value}").Prepend($"  {title}");
    }

    static string Shortened(string json) =>
        json.Length <= LongestSetting ? json : Invariant($"{json[..LongestSetting]}... ({json.Length:N0} characters)");

    static ColumnType TypeOf(InspectionTable table, int column) => table.Rows.Select(row => row[column]).FirstOrDefault() switch
    {
        long or int => ColumnType.Int64,
        double or float => ColumnType.Float64,
        _ => ColumnType.Text,
    };

    /// <summary>A cell as the writers take them: long, double, string, or null for what is not known.</summary>
    static object? Cell(object cell) => cell switch
    {
        double number when !double.IsFinite(number) => null,
        float number => float.IsFinite(number) ? (double)number : null,
        int whole => (long)whole,
        long or double or string => cell,
        _ => Convert.ToString(cell, CultureInfo.InvariantCulture),
    };
}
