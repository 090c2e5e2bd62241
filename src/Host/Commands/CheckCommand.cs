using System.CommandLine;
using Astra.Host.Errors;
using Astra.Host.Models;
using Astra.Host.Products;

namespace Astra.Host.Commands;

/// <summary><c>astra check</c>: whether what the workspace keeps is whole.</summary>
static class CheckCommand
{
    public static Command Create()
    {
        Option<bool> json = JsonOutput.CreateOption();
        Command command = new(
            "check",
            "Check that what the workspace keeps is whole: the database and what must agree in it, the files of spectra, models against their manifests, products against their checksums, and what killed processes left. Reads everything and changes nothing; a run may go on meanwhile. Ends with 1 when it finds something.")
        {
            json,
        };
        command.SetAction(parsed =>
        {
            using AstraApplication application = AstraApplication.Open(parsed);
            string workspace = application.Configuration.Workspace;
            string products = Path.Combine(workspace, Publication.FolderName);
            IReadOnlyList<(string Folder, bool Shipped)> models = ModelCheck.Folders(workspace, application.Plugins.Pipelines);
            IReadOnlyList<string> exported = ProductCheck.ProductsIn(products);
            List<Finding> findings =
            [
                .. application.Store.CheckIntegrity(),
                .. Files(application),
                .. models.Select(model => ModelCheck.Check(model.Folder, model.Shipped)).OfType<Finding>(),
                .. ModelCheck.LeftOver(workspace),
                .. exported.SelectMany(ProductCheck.Check),
                .. LeftOverFile.In(products).Select(path => LeftOverFile.Found("products", path)),
                .. LeftOverFile.In(workspace).Select(path => LeftOverFile.Found("files", path)),
            ];
            TextWriter output = parsed.InvocationConfiguration.Output;
            if (parsed.GetValue(json))
            {
                JsonOutput.Write(output, new { Workspace = workspace, Models = models.Count, Products = exported.Count, Findings = findings });
            }
            else if (findings.Count == 0)
            {
                output.WriteLine($"Nothing is wrong with the database, {Count.Text(models.Count)} models and {Count.Text(exported.Count)} products.");
            }

            foreach (Finding finding in parsed.GetValue(json) ? [] : findings)
            {
                output.WriteLine($"{finding.Area}: {finding.Where}: {finding.What} {finding.Advice}");
            }

            return findings.Count == 0 ? ExitCode.Done : ExitCode.DoneWithGaps;
        });
        return command;
    }

    static IEnumerable<Finding> Files(AstraApplication application)
    {
        long gone = 0;
        string example = string.Empty;
        foreach (string path in application.Store.FilesOfSpectra().Where(path => !File.Exists(path)))
        {
            example = gone++ == 0 ? path : example;
        }

        return gone == 0 ? [] :
        [
            new Finding(
                "files", example, gone == 1 ? "This file of spectra has gone." : $"This and {Count.Text(gone - 1)} more files of spectra have gone.",
                "Put them back (is a disk away?), or ingest them where they are now; until then their results stay and nothing of theirs is due."),
        ];
    }
}
