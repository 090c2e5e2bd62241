using System.Globalization;
using System.Reflection;
using Astra.Plugins.Cannon;

namespace Astra.Cannon.Tests;

public class CannonFlagsTests
{
    [Theory]
    [InlineData(nameof(CannonFlags.PoorFit), FitJudgement.PoorReducedChiSquare)]
    [InlineData(nameof(CannonFlags.BadFit), FitJudgement.BadReducedChiSquare)]
    [InlineData(nameof(CannonFlags.TeffOutOfRange), 100 * FitJudgement.RangeMargin)]
    [InlineData(nameof(CannonFlags.LoggOutOfRange), 100 * FitJudgement.RangeMargin)]
    [InlineData(nameof(CannonFlags.FeHOutOfRange), 100 * FitJudgement.RangeMargin)]
    [InlineData(nameof(CannonFlags.OtherLabelOutOfRange), 100 * FitJudgement.RangeMargin)]
    public void A_flag_states_the_threshold_that_is_applied(string flag, double threshold)
    {
        string text = typeof(CannonFlags).GetField(flag)!.GetCustomAttribute<FlagAttribute>()!.Description;
        Assert.Contains($" {threshold.ToString(CultureInfo.InvariantCulture)} ", text + " ");
    }

    [Fact]
    public void No_result_is_bit_11_and_fitting_failure_bit_0()
    {
        Assert.Equal(1L << 11, (long)CannonFlags.NoResult);
        Assert.Equal(1L, (long)CannonFlags.FittingFailure);
    }

    [Fact]
    public void Every_column_fits_a_card_and_every_error_belongs_to_a_label()
    {
        ColumnAttribute[] columns = [.. typeof(CannonResult).GetProperties().Select(property => property.GetCustomAttribute<ColumnAttribute>()).OfType<ColumnAttribute>()];
        Assert.All(columns, column => Assert.InRange(column.Description.Length, 1, 47));
        string[] names = [.. columns.Select(column => column.Name)];
        Assert.Equal(names.Length, names.Distinct().Count());
        Assert.All(CannonResult.KnownLabels, label => Assert.Contains(label, names));
        Assert.All(CannonResult.KnownLabels, label => Assert.Contains($"e_{label}", names));
    }
}
