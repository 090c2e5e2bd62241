using Astra.Fits;
using Astra.Host.Plugins;
using Astra.Host.Products;
using Astra.Testing;

namespace Astra.Host.Tests.Products;

/// <summary>The columns of products beside those of SDSS's data model: each difference is one that was decided on.</summary>
public sealed class DataModelTests
{
    /// <summary>Single precision loses 0.05 arcsec.</summary>
    static readonly string[] Positions = ["ra is Double, not float32", "dec is Double, not float32"];

    /// <summary>Single precision loses 0.25 day; and as above, of what the telescope pointed at.</summary>
    static readonly string[] OfVisits = [.. Positions, "jd is Double, not float32", "input_ra is Double, not float32", "input_dec is Double, not float32"];

    /// <summary>The table of BOSS has no rows; where SDSS's has arrays without elements, a column must have something to hold a value in.</summary>
    static readonly string[] OfBossVisits = [.. Positions, "delta_ra is Single, not float32[0]", "delta_dec is Single, not float32[0]"];

    [SharedDataTheory]
    [InlineData("ApogeeNet", "astraAllStarApogeeNet")]
    [InlineData("AstroNN", "astraAllStarAstroNN")]
    [InlineData("AstroNNDist", "astraAllStarAstroNNdist")]
    [InlineData("Cannon", "astraAllStarTheCannon")]
    [InlineData("AstroNN", "astraAllVisitAstroNN")]
    public void Names_order_types_and_units_are_those_of_DR19(string pipeline, string product)
    {
        bool visits = product.Contains("Visit", StringComparison.Ordinal);
        ProductLayout layout = ProductLayout.Of(Declaration(pipeline), visits);

        Assert.Equal(visits ? OfVisits : Positions, Differences(Published(product, "hdu2"), layout.Apogee));
        Assert.Equal(visits ? OfBossVisits : Positions, Differences(Published(product, "hdu1"), layout.Boss));
        Assert.Equal(product[(visits ? "astraAllVisit" : "astraAllStar").Length..], layout.SdssName);
    }

    [SharedDataTheory]
    [InlineData("ApogeeNet", "astraAllVisitApogeeNetV2", "carton_0 teff_sample_median logg_sample_median fe_h_sample_median")]
    [InlineData("Cannon", "astraAllVisitTheCannon", "carton_0 spectrum_pk_id drp_spectrum_pk_id source_pk_id")]
    public void Of_the_older_layout_of_visits_nothing_is_lost_but_what_DR19_dropped_or_renamed(string pipeline, string product, string withoutPlace)
    {
        // These two were last released in the layout of IPL3. We write them in that of DR19, which dropped carton_0 and the suffix _id of keys; the
        // medians of ApogeeNet's draws are among the columns of its declaration, behind those of the data model.
        HashSet<string> ours = [.. ProductLayout.Of(Declaration(pipeline), visits: true).Apogee.Select(column => column.Name.ToLowerInvariant())];

        string[] lost = [.. Published(product, "hdu2").Select(column => column.Name.ToLowerInvariant()).Where(name => !ours.Contains(name))];

        Assert.Equal(withoutPlace.Split(' '), lost);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_pipeline_that_SDSS_does_not_know_follows_the_same_pattern(bool visits)
    {
        ProductLayout known = ProductLayout.Of(Declaration("AstroNN"), visits);
        ProductLayout layout = ProductLayout.Of(Declaration("Invented", Column("mass"), Column("k_mag"), Column("Teff")), visits);

        int common = DataModel.Source.Count + DataModel.Spectrum(boss: false, visits).Count;
        Assert.Equal(known.Apogee.Take(common), layout.Apogee.Take(common));
        Assert.Equal(["mass", "Teff", "result_flags", "flag_warn", "flag_bad"], layout.Apogee.Skip(common).Take(5).Select(column => column.Name));
        Assert.Null(layout.SdssName);
    }

    [Fact]
    public void Every_column_has_a_description_that_its_card_has_room_for()
    {
        // 80 columns, less keyword, equals sign, quotes and slash.
        ProductColumn[] columns = [.. DataModel.Source, .. from boss in new[] { false, true } from visits in new[] { false, true } from column in DataModel.Spectrum(boss, visits) select column];

        Assert.All(columns, column => Assert.InRange(column.Description.Length, 1, 80 - "TTYPE100= '' / ".Length - Math.Max(8, column.Name.Length)));
    }

    [Fact]
    public void A_column_of_the_model_says_what_the_pipeline_says_that_it_is()
    {
        ProductLayout layout = ProductLayout.Of(Declaration("AstroNNDist", Column("l_fakemag")), visits: false);

        Assert.Equal("what l_fakemag is", Assert.Single(layout.Apogee, column => column.Name.Equals("l_fakemag", StringComparison.OrdinalIgnoreCase)).Description);
    }

    static List<string> Differences(IReadOnlyList<(string Name, string Type, string Unit)> published, IReadOnlyList<ProductColumn> columns)
    {
        Assert.True(columns.Count >= published.Count);
        List<string> differences = [];
        foreach (((string name, string type, string unit), ProductColumn column) in published.Zip(columns))
        {
            Assert.Equal(name, column.Name);
            Assert.Equal(unit, column.Unit);
            if (!IsOfType(column, type))
            {
                differences.Add($"{name} is {column.Type}, not {type}");
            }
        }

        return differences;
    }

    /// <summary>Strings are as long as they need to be; a wide field of bits is bytes on disk, whatever its description calls it.</summary>
    static bool IsOfType(ProductColumn column, string type) => column.Type switch
    {
        ElementType.Int64 => type == "int64",
        ElementType.Int32 => type == "int32",
        ElementType.Single => type == "float32",
        ElementType.Double => type == "float64",
        ElementType.Logical => type == "bool",
        ElementType.Byte => type is "bool[57]" or "bool[1]" && column.Length == 57,
        _ => type.StartsWith("char[", StringComparison.Ordinal),
    };

    static List<(string Name, string Type, string Unit)> Published(string product, string hdu) =>
    [
        .. File.ReadLines(Path.Combine(SharedData.Folder!, "..", "datamodel", $"{product}.csv")).Skip(1).Select(line => line.Split(','))
            .Where(fields => fields[0] == hdu).Select(fields => (fields[2], fields[3], fields[4])),
    ];

    static ColumnDeclaration Column(string name) => new(name, ColumnType.Float32, "", $"what {name} is", Indexed: false, _ => null);

    static PipelineDeclaration Declaration(string name, params ColumnDeclaration[] columns) => new()
    {
        Name = name,
        Version = new PipelineVersion(1, 0, 0),
        Description = "Invented.",
        Unit = UnitOfWork.Spectrum,
        Kinds = SpectrumKinds.Both,
        NeedsModel = false,
        Columns = columns,
        Flags = new FlagLayout { Flags = [], BadCombinations = [], NoResult = 0 },
        Inputs = [],
        Options = [],
    };
}
