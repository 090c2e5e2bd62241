using System.Globalization;

namespace Astra.Tutorial.Tests;

/// <summary>The commands of the last two steps, with the program itself: from drawn spectra to a model, and to the scatter between visits.</summary>
public sealed class WholeTutorialTests : IDisposable
{
    readonly DirectoryInfo root = Directory.CreateTempSubdirectory("astra-tutorial-");

    public void Dispose() => root.Delete(recursive: true);

    [Fact]
    public void The_commands_of_the_tutorial_end_in_metallicities_and_in_visits_that_scatter_as_their_errors_say()
    {
        string plugin = root.CreateSubdirectory("workspace/plugins/IronWidth").FullName;
        foreach (string file in Directory.GetFiles(Repository.Plugin(6)))
        {
            File.Copy(file, Path.Combine(plugin, Path.GetFileName(file)));
        }

        string train = Path.Combine(root.FullName, "train");
        string night = Path.Combine(root.FullName, "night");
        Astra("simulate", "--stars", "160", "--seed", "2", "--snr", "60:300", "--out", train);
        Astra("simulate", "--stars", "60", "--seed", "3", "--snr", "60:300", "--out", night);
        Astra("train", "IronWidth", "--data", $"{train}/aspcap.fits", "--labels", "fe_h=TRUE_FE_H", "--where", "logg < 3.5", "--spectra", $"{train}/spectra");
        Astra("run", "AstroNN", "IronWidth", "--ingest", $"{night}/spectra", "--set", "pipelines:AstroNN:passes=10");

        double[][] stars = Query("--columns", "fe_h,teff");
        Assert.InRange(stars.Length, 15, 60);
        Assert.All(stars, star => Assert.InRange(star[0], -2, 1));

        // Of every star with three visits or more: the mean square of (width - mean) / error, with n - 1 for the mean that was taken off.
        double squares = 0;
        int degrees = 0;
        foreach (IGrouping<double, double[]> star in Query("--visits", "--columns", "source_pk,width,e_width").GroupBy(visit => visit[0]).Where(star => star.Count() >= 3))
        {
            double weight = star.Sum(visit => 1 / (visit[2] * visit[2]));
            double mean = star.Sum(visit => visit[1] / (visit[2] * visit[2])) / weight;
            squares += star.Sum(visit => Math.Pow((visit[1] - mean) / visit[2], 2));
            degrees += star.Count() - 1;
        }

        Assert.InRange(degrees, 30, 200);
        Assert.InRange(squares / degrees, 0.6, 1.5);
    }

    /// <summary>The numbers of the rows that have all of them.</summary>
    double[][] Query(params string[] question)
    {
        string file = Path.Combine(root.FullName, "rows.csv");
        Astra(["query", "IronWidth", "--where", "width is not null and fe_h is not null", "--out", file, .. question]);
        return [.. File.ReadLines(file).Skip(1).Select(line => line.Split(',').Select(cell => double.Parse(cell, CultureInfo.InvariantCulture)).ToArray())];
    }

    void Astra(params string[] arguments)
    {
        (int code, string output, string errors) = OtherProgram.Run("dotnet", [Repository.Astra, .. arguments, "--workspace", Path.Combine(root.FullName, "workspace")]);

        // 1: done, and some stars have no result, as those with a bad pixel in the line.
        Assert.True(code == 0 || (code == 1 && arguments[0] == "run"), $"astra {string.Join(' ', arguments)} ended with {code}:\n{output}\n{errors}");
    }
}
