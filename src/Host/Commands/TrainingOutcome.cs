using Astra.Host.Models;
using Astra.Host.Plugins;

namespace Astra.Host.Commands;

/// <summary>What came of a training, for the user.</summary>
/// <param name="Stars">The number of stars that it was given.</param>
/// <param name="OutFolder">The folder that the user named; null when the model is in the workspace.</param>
/// <param name="IsUsed">Whether the pipeline runs with the model from now on.</param>
sealed record TrainingOutcome(InstalledPipeline Pipeline, AvailableModel Model, ModelManifest Manifest, int Stars, double Seconds, string? OutFolder, bool IsUsed)
{
    static readonly string[] ReportNames = ["report.md", "report.html", "report.json"];

    string Folder => OutFolder ?? Model.Folder;

    IEnumerable<string> Reports => ReportNames.Select(name => Path.Combine(Folder, name)).Where(File.Exists);

    public void Write(TextWriter output)
    {
        output.WriteLine(Invariant($"Trained {Manifest.Name} in {Seconds:N1} s: {Manifest.Description}"));
        if (Manifest.Accuracy.Count > 0)
        {
            Listing accuracy = new("accuracy", "");
            foreach ((string figure, double value) in Manifest.Accuracy)
            {
                accuracy.Add(figure, Figure.Text(value));
            }

            accuracy.Write(output, indent: 2);
        }

        output.WriteLine($"  model   {Folder}");
        foreach (string report in Reports)
        {
            output.WriteLine($"  report  {report}");
        }

        output.WriteLine(OutFolder is not null ? $"Bring it into a workspace: astra model import {Pipeline.Name} {OutFolder}"
            : IsUsed ? $"{Pipeline.Name} uses it from now on."
            : $"{Pipeline.Name} does not use it, because the configuration names another model (pipelines:{Pipeline.Name}:model).");
    }

    public void WriteJson(TextWriter output) => JsonOutput.Write(output, new
    {
        Pipeline = Pipeline.Name,
        Manifest.Name,
        Manifest.Description,
        Folder,
        Hash = ManifestFile.HashOf(Manifest),
        Used = IsUsed,
        Stars,
        Manifest.TrainedOn,
        Manifest.Command,
        Manifest.Created,
        Manifest.Accuracy,
        Files = Manifest.Files.Keys,
        Reports,
        Seconds = Math.Round(Seconds, 3),
    });
}
