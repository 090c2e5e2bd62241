using System.Globalization;
using System.Text.Json;
using Astra.Plugins.DistMass.Isochrones;

namespace Astra.Plugins.DistMass.Training;

/// <summary>
/// The paper's validation as tables, kept with the model: fractional errors against log g (figure 4 of the paper), by origin and precision of the
/// truth;
/// masses against [C/N] (section 5.2); ages.
/// </summary>
/// <param name="Tables">The tables; each begins with the target that it is about.</param>
sealed record ValidationTables(IReadOnlyList<ValidationTable> Tables)
{
    /// <summary>The file.</summary>
    public const string FileName = "validation.json";

    const double LoggWidth = 0.5;
    const int FewestStars = 5;

    /// <summary>Measures a network.</summary>
    /// <param name="options">How it was trained.</param>
    /// <param name="description">The network.</param>
    /// <param name="network">How it was found.</param>
    /// <param name="judged">Predictions for stars that training had not seen.</param>
    /// <param name="test">Those of the network itself for its test stars.</param>
    /// <param name="removedInFolds">Samples that were removed as binaries in the folds.</param>
    /// <param name="how">How the predictions came about.</param>
    public static ValidationTables Of(
        DistMassTrainingOptions options,
        NetworkDescription description,
        TrainedNetwork network,
        PredictedStar[] judged,
        PredictedStar[] test,
        int[] removedInFolds,
        string how)
    {
        string target = description.Target;
        List<ValidationTable> tables =
        [
            new ValidationTable(target, "stars", "Stars, and what the cuts left out", ["stars", "number"],
                [.. description.Stars.Select(count => Row(count.Key, count.Value)), Row("removed as binaries in any fold", removedInFolds.Length)]),
            new ValidationTable(target, "network", "How the network was found", ["what", "value"],
            [
                Row("hidden neurons", description.HiddenBias.Length), Row("activation", description.Activation),
                    Row("optimiser", description.Optimiser),
                Row("epoch of the least validation loss", network.Epochs), Row("least validation loss", network.ValidationLoss),
                Row("stars that mark the domain", description.DomainStars.Length / StellarLabels.Count),
                    Row("edge of the domain (standard deviations)", description.DomainEdge),
            ]),
        ];
        if (options.Target == NetworkTarget.AbsoluteMagnitude)
        {
            tables.AddRange(OfDistances(description, judged, test, how));
        }
        else
        {
            tables.AddRange(OfMasses(target, judged, test, how));
            tables.AddRange(OfAges(target, judged, IsochroneFile.Read(IsochroneFile.Shipped).Ages, how));
        }

        return new ValidationTables(tables);
    }

    /// <summary>These tables, and those of another model's other networks.</summary>
    public ValidationTables With(ValidationTables? other, string target) =>
        other is null ? this : new ValidationTables([.. Tables, .. other.Tables.Where(table => table.Target != target)]);

    /// <summary>Loads the tables of a model.</summary>
    /// <exception cref="ConfigurationException">There are none.</exception>
    public static ValidationTables Load(string folder)
    {
        string path = Path.Combine(folder, FileName);
        try
        {
            return JsonSerializer.Deserialize<ValidationTables>(File.ReadAllText(path), NetworkJson.Options) ?? throw new JsonException("it is null");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            throw new ConfigurationException($"{path}: {e.Message.TrimEnd('.')}. Train or import the model again.", e);
        }
    }

    /// <summary>Writes them into a model's folder.</summary>
    public void Write(string folder) => File.WriteAllText(Path.Combine(folder, FileName), JsonSerializer.Serialize(this, NetworkJson.Options) + "\n");

    static IEnumerable<ValidationTable> OfDistances(NetworkDescription description, PredictedStar[] judged, PredictedStar[] test, string how)
    {
        string target = description.Target;
        string[] columns = ["log g", "stars", "quoted error", "median absolute fractional error", "median fractional error", "lower quartile",
            "upper quartile", "robust deviation"];
        yield return Against("error-by-logg", $"Fractional error of distances against log g: {how}", judged);
        foreach (IGrouping<string, PredictedStar> origin in judged.GroupBy(star => star.Sample.Origin)
            .OrderBy(group => group.Key, StringComparer.Ordinal))
        {
            yield return Against($"error-by-logg-{origin.Key}", $"The same, stars of known {origin.Key}", [.. origin]);
        }

        yield return Against("error-by-logg-test", "The same, of the network itself for its test stars", test);
        PredictedStar[] parallaxes = [.. judged.Where(star => double.IsFinite(star.Sample.ParallaxError))];
        if (parallaxes.Length >= FewestStars)
        {
            yield return Bins(
                target, "error-by-parallax",
                    $"Fractional error of distances against the fractional error of the parallax (bias of Lutz and Kelker): {how}", "parallax error",
                parallaxes, star => star.Sample.ParallaxError, 0.03, star => star.FractionalDistanceError);
            yield return Bins(
                target, "error-by-k-error", $"Fractional error of distances against the error of K in mag (2MASS saturates): {how}", "error of K",
                parallaxes, star => star.Sample.MagnitudeError, 0.1, star => star.FractionalDistanceError);
        }

        ValidationTable Against(string name, string title, PredictedStar[] stars) => new(
            target, name, title, columns,
            [.. GroupsOf(stars, star => star.Sample.Labels.Logg, LoggWidth).Select(bin => Row(
                [Range(bin.From, LoggWidth), bin.Stars.Length, description.DistanceError!.At(bin.From + (LoggWidth / 2)),
                    .. Spread([.. bin.Stars.Select(star => star.FractionalDistanceError)])]))]);
    }

    static IEnumerable<ValidationTable> OfMasses(string target, PredictedStar[] judged, PredictedStar[] test, string how)
    {
        yield return Bins(
            target, "error-by-logg", $"Fractional error of masses against log g: {how}", "log g", judged, star => star.Sample.Labels.Logg, LoggWidth,
                star => star.FractionalMassError);
        yield return Bins(
            target, "error-by-logg-test", "The same, of the network itself for its test stars", "log g", test, star => star.Sample.Labels.Logg,
                LoggWidth, star => star.FractionalMassError);
        yield return Bins(
            target, "error-by-mass", $"Fractional error of masses against the true mass: {how}", "mass (solar)", judged, star => star.Sample.Value,
                0.2, star => star.FractionalMassError);
        yield return new ValidationTable(
            target, "mass-by-cn", $"Masses against [C/N] in bins of log g: {how}",
                ["log g", "[C/N]", "stars", "median mass (solar)", "median predicted mass (solar)"],
            [.. from gravity in GroupsOf(judged, star => star.Sample.Labels.Logg, LoggWidth)
                from ratio in GroupsOf(gravity.Stars, star => star.Sample.Labels.CFe - star.Sample.Labels.NFe, 0.15)
                select Row(
                    Range(gravity.From, LoggWidth), Range(ratio.From, 0.15), ratio.Stars.Length,
                        Statistics.Median(ratio.Stars.Select(star => star.Sample.Value)),
                    Statistics.Median(ratio.Stars.Select(star => star.Predicted)))]);
    }

    static IEnumerable<ValidationTable> OfAges(string target, PredictedStar[] judged, AgeRelation relation, string how)
    {
        (double True, double OfTrueMass, double OfPredictedMass)[] ages =
        [
            .. judged.Where(star => double.IsFinite(star.Sample.Age)).Select(star => (
                Math.Log10(star.Sample.Age), relation.LogAge(star.Sample.Value, star.Sample.Labels.FeH),
                    relation.LogAge(star.Predicted, star.Sample.Labels.FeH)))
                .Where(age => double.IsFinite(age.Item2) && double.IsFinite(age.Item3)),
        ];
        if (ages.Length < FewestStars)
        {
            yield break;
        }

        (string Range, double From, double To)[] ranges = [("up to 2", -9, 0.3), ("2 to 5", 0.3, 0.7), ("5 to 10", 0.7, 1), ("above 10", 1, 9),
            ("all", -9, 9)];
        yield return new ValidationTable(
            target, "ages", $"log10 age less that of the label age, in dex: {how}",
            ["age (Gyr)", "stars", "median, predicted mass", "robust deviation, predicted mass", "median, true mass", "robust deviation, true mass"],
            [.. from range in ranges
                let members = ages.Where(age => age.True > range.From && age.True <= range.To).ToArray()
                where members.Length >= FewestStars
                let predicted = members.Select(age => age.OfPredictedMass - age.True).ToArray()
                let truth = members.Select(age => age.OfTrueMass - age.True).ToArray()
                select Row(
                    range.Range, members.Length, Statistics.Median(predicted), Statistics.RobustDeviation(predicted), Statistics.Median(truth),
                        Statistics.RobustDeviation(truth))]);
    }

    static ValidationTable Bins(
        string target, string name, string title, string quantity, PredictedStar[] stars, Func<PredictedStar, double> of, double width,
            Func<PredictedStar, double> error) => new(
        target, name, title,
        [quantity, "stars", "median absolute fractional error", "median fractional error", "lower quartile", "upper quartile", "robust deviation"],
        [
            .. GroupsOf(stars, of, width).Select(bin => Row([Range(bin.From, width), bin.Stars.Length, .. Spread([.. bin.Stars.Select(error)])])),
            Row(["all", stars.Length, .. Spread([.. stars.Select(error)])]),
        ]);

    static IEnumerable<(double From, PredictedStar[] Stars)> GroupsOf(IEnumerable<PredictedStar> stars, Func<PredictedStar, double> of, double width) =>
        stars
        .Where(star => double.IsFinite(of(star))).GroupBy(star => (int)Math.Floor(of(star) / width)).OrderBy(bin => bin.Key)
        .Where(bin => bin.Count() >= FewestStars).Select(bin => (bin.Key * width, bin.ToArray()));

    static object[] Spread(double[] errors) =>
    [
        Statistics.Median(errors.Select(Math.Abs)), Statistics.Median(errors), Statistics.Quantile(errors, 0.25), Statistics.Quantile(errors, 0.75),
        Statistics.RobustDeviation(errors),
    ];

    static string Range(double from, double width) => string.Create(CultureInfo.InvariantCulture, $"{from:0.##} to {from + width:0.##}");

    static string[] Row(params object[] cells) => [.. cells.Select(cell => cell switch
    {
        double number => number.ToString("0.####", CultureInfo.InvariantCulture),
        _ => Convert.ToString(cell, CultureInfo.InvariantCulture)!,
    })];
}

/// <summary>A table of the validation.</summary>
/// <param name="Target">The target that it is about.</param>
/// <param name="Name">A short name.</param>
/// <param name="Title">What it shows.</param>
/// <param name="Columns">Names of the columns, with units.</param>
/// <param name="Rows">Rows of as many cells.</param>
sealed record ValidationTable(string Target, string Name, string Title, IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<string>> Rows);
