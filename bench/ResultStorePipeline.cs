using System.Globalization;
using Astra.Host.Plugins;

namespace Astra.Bench;

/// <summary>Flags that occur as rarely or often as those of real pipelines do.</summary>
[Flags]
public enum InventedFlags : long
{
    [Flag("1 result in 20", Severity.Informational)]
    Frequent = 1 << 0,

    [Flag("1 result in 100", Severity.Warn)]
    Occasional = 1 << 1,

    [Flag("1 result in 1000", Severity.Bad)]
    Rare = 1 << 2,

    [Flag("1 result in 33", Severity.Warn)]
    Other = 1 << 3,

    [Flag("1 result in 10", Severity.Informational)]
    Common = 1 << 4,

    [Flag("no result", Severity.Bad)]
    NoResult = 1 << 11,
}

public sealed record InventedResult(float[] Values) : PipelineResult<InventedFlags>;

/// <summary>Declarations of the size of real pipelines', without a plugin.</summary>
static class ResultStorePipeline
{
    static readonly string[] Labels = ["teff", "logg", "fe_h"];

    static readonly string[] Names = [.. Labels, .. Labels.Select(Error), .. Abundances("{0}_h"), .. Abundances("raw_{0}_h")];

    /// <summary>Of the size of AstroNN: 88 numbers of which three are indexed.</summary>
    public static PipelineDeclaration LikeAstroNN { get; } = Declare("LikeAstroNN", 88);

    /// <summary>Of the size of The Cannon: 50 numbers of which three are indexed.</summary>
    public static PipelineDeclaration LikeCannon { get; } = Declare("LikeCannon", 50);

    public static PipelineDeclaration Declare(string name, int columns) => new()
    {
        Name = name,
        Version = new PipelineVersion(1, 0, 0),
        Description = "Invented.",
        Unit = UnitOfWork.Spectrum,
        Kinds = SpectrumKinds.Both,
        NeedsModel = false,
        Columns = [.. Enumerable.Range(0, columns).Select(i => new ColumnDeclaration(
            Names[i], ColumnType.Float32, i == 0 ? "K" : "dex", "invented", Labels.Contains(Names[i]), result => ((InventedResult)result).Values[i]))],
        Flags = new FlagLayout
        {
            Flags = [.. Enum.GetValues<InventedFlags>().Select(flag => new FlagDeclaration(flag.ToString().ToUpperInvariant(), int.CreateChecked(long.Log2((long)flag)), "invented", SeverityOf(flag)))],
            BadCombinations = [(long)(InventedFlags.Occasional | InventedFlags.Other)],
            NoResult = (long)InventedFlags.NoResult,
        },
        Inputs = [],
        Options = [],
    };

    /// <summary>Numbers spread like a survey's: labels differ from star to star, an element in fifty is not measured.</summary>
    public static InventedResult Result(PipelineDeclaration pipeline, long spectrum, int draw)
    {
        Random random = new(HashCode.Combine(spectrum, draw));
        float[] values = new float[pipeline.Columns.Count];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = random.Next(50) == 0 ? float.NaN : (float)((random.NextDouble() - 0.6) * 0.9);
        }

        (values[0], values[1], values[2]) = ((float)(3500 + (3000 * random.NextDouble())), (float)(4.5 * random.NextDouble()), (float)(0.5 - (2 * random.NextDouble() * random.NextDouble())));
        InventedFlags flags = (random.Next(20) == 0 ? InventedFlags.Frequent : 0) | (random.Next(100) == 0 ? InventedFlags.Occasional : 0)
            | (random.Next(1000) == 0 ? InventedFlags.Rare : 0) | (random.Next(33) == 0 ? InventedFlags.Other : 0) | (random.Next(10) == 0 ? InventedFlags.Common : 0);
        return new InventedResult(values) { Flags = flags };
    }

    static IEnumerable<string> Abundances(string format) =>
        new[] { "c", "n", "o", "na", "mg", "al", "si", "p", "s", "k", "ca", "ti", "v", "cr", "mn", "co", "ni", "cu", "ge", "rb", "ce", "nd", "yb" }
            .Select(element => string.Format(CultureInfo.InvariantCulture, format, element)).SelectMany(name => new[] { name, Error(name) });

    static string Error(string name) => $"e_{name}";

    static Severity SeverityOf(InventedFlags flag) => flag switch
    {
        InventedFlags.Rare or InventedFlags.NoResult => Severity.Bad,
        InventedFlags.Occasional or InventedFlags.Other => Severity.Warn,
        _ => Severity.Informational,
    };
}
