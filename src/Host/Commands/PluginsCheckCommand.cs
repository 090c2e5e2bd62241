using System.CommandLine;
using Astra.Host.Configuration;
using Astra.Host.Errors;
using Astra.Host.Ingest;
using Astra.Host.Installation;
using Astra.Host.Models;
using Astra.Host.Plugins;
using Astra.Host.Storage;
using Astra.Testing;

namespace Astra.Host.Commands;

/// <summary><c>astra plugins check</c>: whether a built plugin keeps the contract, and what could be better.</summary>
static class PluginsCheckCommand
{
    const string Plugin = "plugin";

    /// <summary>What one call may take when --timeout does not say.</summary>
    const int Timeout = 60;

    public static Command Create()
    {
        Argument<string> folder = new("FOLDER") { Description = "The folder of a built plugin, with its plugin.json." };
        Option<string[]> models = new("--model") { Description = "A model's folder, for the pipeline that its manifest names; otherwise the model that a run would use.", HelpName = "FOLDER" };
        Option<string[]> spectra = new("--spectrum") { Description = "An apStar file with spectra to check with, besides invented ones.", HelpName = "FILE" };
        Option<string[]> options = new("--option") { Description = "An option of the plugin's pipelines (astra describe lists them).", HelpName = "KEY=VALUE" };
        Option<int> timeout = new("--timeout") { Description = "Seconds that one call may take.", HelpName = "SECONDS", DefaultValueFactory = _ => Timeout };
        Option<bool> json = JsonOutput.CreateOption();
        Command command = new(
            "check",
            "Check a built plugin: that it loads, its declarations, and how its pipelines behave in batches, on several threads, with hostile spectra and missing inputs, and when they are cancelled. Measures their speed. Ends with 1 when something is wrong; advice does not count.")
        {
            Arguments = { folder },
            Options = { models, spectra, options, timeout, json },
        };
        command.SetAction(parsed =>
        {
            string path = Path.GetFullPath(parsed.GetRequiredValue(folder));
            if (!Directory.Exists(path))
            {
                throw UserException.Usage($"There is no folder {path}. Name the folder that the plugin's build made, with its {PluginManifest.FileName}.");
            }

            int seconds = parsed.GetValue(timeout) is int given and > 0 and <= 86_400
                ? given
                : throw UserException.Usage("--timeout must be from 1 to 86400 seconds.");
            TimeSpan limit = TimeSpan.FromSeconds(seconds);
            PluginTrial trial = PluginTrial.Of(path, limit);
            AstraConfiguration configuration = ConfigurationOptions.Load(parsed);
            CheckFinding[] own = [.. OwnFindings(trial)];
            IReadOnlyDictionary<string, Model> chosen = ChosenModels(parsed.GetValue(models) ?? [], trial);
            Dictionary<string, string[]> optionsOf = GivenOptionsOf(trial, parsed.GetValue(options) ?? []);
            CheckSettings settings = new() { TimeLimit = limit, Spectra = [.. (parsed.GetValue(spectra) ?? []).SelectMany(Read)] };
            List<CheckReport> reports = [];
            foreach (InstalledPipeline pipeline in trial.Pipelines)
            {
                reports.Add(Check(pipeline, chosen, optionsOf[pipeline.Name], configuration.Workspace, settings));
            }

            TextWriter output = parsed.InvocationConfiguration.Output;
            if (parsed.GetValue(json))
            {
                WriteJson(output, trial, own, reports);
            }
            else
            {
                WriteText(output, trial, own, reports);
            }

            return own.Any(finding => finding.Severity == CheckSeverity.Wrong) || reports.Any(report => !report.Passed) ? ExitCode.DoneWithGaps : ExitCode.Done;
        });
        return command;
    }

    static IEnumerable<CheckFinding> OwnFindings(PluginTrial trial)
    {
        string folder = trial.Plugin.Folder;
        if (trial.Plugin.Reason is { } reason)
        {
            yield return new CheckFinding(CheckSeverity.Wrong, Plugin, folder, $"The host refuses it: {reason}", "Build it again after that.");
        }

        string contract = $"{typeof(Contract).Assembly.GetName().Name}.dll";
        if (File.Exists(Path.Combine(folder, contract)))
        {
            yield return new CheckFinding(
                CheckSeverity.Advice, Plugin, contract, "It is in the plugin's folder, where nobody looks for it: the host has its own.",
                "Reference it with Private=\"false\" ExcludeAssets=\"runtime\".");
        }

        if (trial.Manifest is { } manifest && manifest.Contract != ContractVersion.OfHost && PluginLoader.WrongContract(manifest) is null)
        {
            yield return new CheckFinding(
                CheckSeverity.Advice, Plugin, PluginManifest.FileName, $"It was built against contract {manifest.Contract}; this host has {ContractVersion.OfHost}.",
                "It works as it is. Rebuild it to use what is new.");
        }
    }

    static CheckReport Check(
        InstalledPipeline pipeline, IReadOnlyDictionary<string, Model> models, IReadOnlyList<string> options, string workspace, CheckSettings settings)
    {
        try
        {
            Model? model = !pipeline.Declaration.NeedsModel ? null
                : models.TryGetValue(pipeline.Name, out Model? given) ? given : new ModelCatalog(workspace, TimeProvider.System).Choose(pipeline, string.Empty);
            IReadOnlyDictionary<string, object> effective = GivenOptions.Effective($"The pipeline {pipeline.Name}", pipeline.Name, pipeline.Declaration.Options, options);
            return PipelineChecks.All(PipelineUnderTest.Of(pipeline.Type, model, effective), settings);
        }
        catch (ConfigurationException e)
        {
            CheckFinding noModel = new(
                CheckSeverity.Wrong, "opening", pipeline.Name, $"It was not opened, and only its declaration was checked: {e.Message}", "Or name a model's folder with --model.");
            return new CheckReport(pipeline.Name, [noModel, .. PipelineChecks.Declaration(pipeline.Declaration)], null);
        }
    }

    /// <exception cref="UserException">One is not a model of the plugin's.</exception>
    static Dictionary<string, Model> ChosenModels(string[] folders, PluginTrial trial)
    {
        Dictionary<string, Model> models = [];
        foreach (string folder in trial.Pipelines.Count == 0 ? [] : folders)
        {
            try
            {
                string name = ManifestFile.Read(folder).Pipeline;
                InstalledPipeline pipeline = trial.Pipelines.FirstOrDefault(pipeline => pipeline.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
                    ?? throw UserException.Usage(
                        $"--model {folder} is one of {name}, which this plugin has not. It has {string.Join(", ", trial.Pipelines.Select(pipeline => pipeline.Name))}.");
                models[pipeline.Name] = ModelCatalog.Open(pipeline, folder);
            }
            catch (BadInputException e)
            {
                throw UserException.Usage($"--model {folder} is no model: {e.Message}");
            }
        }

        return models;
    }

    /// <summary>Of what was given, what each pipeline declares.</summary>
    /// <exception cref="UserException">No pipeline declares one.</exception>
    static Dictionary<string, string[]> GivenOptionsOf(PluginTrial trial, string[] assignments)
    {
        string[] known = [.. trial.Pipelines.SelectMany(pipeline => pipeline.Declaration.Options).Select(option => option.Name).Distinct()];
        Dictionary<string, string> given = ConfigurationOptions.Parse(assignments, "--option", "min_pixels=10", onlyOnce: true);
        return given.Keys.FirstOrDefault(key => trial.Pipelines.Count > 0 && !known.Contains(key, StringComparer.OrdinalIgnoreCase)) is { } unknown
            ? throw UserException.Usage(
                $"No pipeline of this plugin has an option '{unknown}'.{Suggestions.DidYouMean(unknown, known)} {(known.Length == 0 ? "They have none: leave --option out." : $"Options: {string.Join(", ", known)}.")}")
            : trial.Pipelines.ToDictionary(pipeline => pipeline.Name, pipeline => given
                .Where(pair => pipeline.Declaration.Options.Any(option => option.Name.Equals(pair.Key, StringComparison.OrdinalIgnoreCase)))
                .Select(pair => $"{pair.Key}={pair.Value}").ToArray());
    }

    /// <summary>The spectra of a file, as a run would read them.</summary>
    /// <exception cref="UserException">It is no apStar file.</exception>
    static IEnumerable<Spectrum> Read(string path)
    {
        List<Spectrum> spectra = [];
        try
        {
            using ApStarFile file = ApStarFile.Open(path);
            foreach (SpectrumRecord record in file.ReadStar().Spectra)
            {
                spectra.Add(file.ReadSpectrum(new SpectrumLocation(record.Identity, record.Kind, record.Row, SnrOf(record), 0, path, default)));
            }
        }
        catch (Exception e) when (e is BadInputException or Fits.FitsException)
        {
            throw UserException.Usage($"--spectrum {path}: {e.Message}");
        }

        return spectra;
    }

    static float SnrOf(SpectrumRecord record) => record.Metadata.TryGetValue("snr", out object? value) && value is double snr ? (float)snr : float.NaN;

    static void WriteJson(TextWriter output, PluginTrial trial, CheckFinding[] own, List<CheckReport> reports) => JsonOutput.Write(output, new
    {
        Plugin = trial.Plugin.Name,
        trial.Plugin.Version,
        Contract = trial.Plugin.Contract?.ToString(),
        trial.Plugin.Folder,
        Passed = own.All(finding => finding.Severity != CheckSeverity.Wrong) && reports.All(report => report.Passed),
        Findings = own.Select(ForPrograms),
        Pipelines = reports.Select(report => new
        {
            report.Pipeline,
            report.Passed,
            report.Speed,
            Findings = report.Findings.Select(ForPrograms),
        }),
    });

    static object ForPrograms(CheckFinding finding) => new { Severity = Word(finding), finding.Check, finding.Where, finding.What, finding.Advice };

    static void WriteText(TextWriter output, PluginTrial trial, CheckFinding[] own, List<CheckReport> reports)
    {
        output.WriteLine($"{trial.Plugin.Name} {trial.Plugin.Version ?? "?"}, contract {trial.Plugin.Contract?.ToString() ?? "?"}, in {trial.Plugin.Folder}");
        WriteFindings(output, own);
        foreach (CheckReport report in reports)
        {
            string speed = report.Speed is null ? string.Empty : $"; {report.Speed}";
            output.WriteLine($"{report.Pipeline}: {Summary(report.Findings)}{speed}");
            WriteFindings(output, report.Findings);
        }
    }

    static string Summary(IReadOnlyList<CheckFinding> findings)
    {
        int wrong = findings.Count(finding => finding.Severity == CheckSeverity.Wrong);
        int advice = findings.Count - wrong;
        return (wrong, advice) switch
        {
            (0, 0) => "nothing is wrong",
            (0, _) => Invariant($"nothing is wrong, {advice} {(advice == 1 ? "piece" : "pieces")} of advice"),
            _ => Invariant($"{wrong} wrong, {advice} {(advice == 1 ? "piece" : "pieces")} of advice"),
        };
    }

    static void WriteFindings(TextWriter output, IEnumerable<CheckFinding> findings)
    {
        foreach (CheckFinding finding in findings)
        {
            output.WriteLine($"  {Word(finding)}: {finding}");
        }
    }

    static string Word(CheckFinding finding) => finding.Severity == CheckSeverity.Wrong ? "wrong" : "advice";
}
