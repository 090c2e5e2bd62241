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
    [InlineData(nameof(CannonFlags.AtBound), 100 * LabelFitter.BoundMargin)]
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

    [Theory]
    [InlineData(4800, 2.5, 0, 0.04, true)]
    [InlineData(5121, 2.5, 0, 0.04, false)]
    [InlineData(4053, 2.5, 0, 0.04, false)]
    [InlineData(4800, 3.31, 0, 0.04, false)]
    [InlineData(4800, 1.34, 0, 0.04, false)]
    [InlineData(4800, 2.5, 0.31, 0.04, false)]
    [InlineData(4800, 2.5, -0.86, 0.04, false)]
    [InlineData(4800, 2.5, 0, 0.31, false)]
    [InlineData(4800, 2.5, 0, -0.04, false)]
    [InlineData(4800, double.NaN, 0, 0.04, false)]
    public void Masses_are_trusted_where_Ness_et_al_2016_publish_them(double teff, double logg, double feH, double alpha, bool trusted)
    {
        Assert.Equal(!trusted, Flags(["teff", "logg", "fe_h", "alpha_m", "log_mass"]).HasFlag(CannonFlags.OutsideMassSelection));
        Assert.False(Flags(["teff", "logg", "fe_h", "alpha_m", "c_fe"]).HasFlag(CannonFlags.OutsideMassSelection));

        CannonFlags Flags(string[] labels)
        {
            RandomSource random = RandomSource.FromName("masses");
            double[] training = Draw.Gaussians(random, 5 * 40);
            CannonSettings settings = InventedModel.Settings() with
            {
                Labels = labels, Centre = new double[5], Scale = [1, 1, 1, 1, 1], Terms = "linear", Chips = [[322, 323]],
            };
            CannonModel model = new(settings, new double[6], [0.01], new TrainingLabels(training, 5));
            LabelFit fit = new()
            {
                Labels = [teff, logg, feH, alpha, 0.1], Covariance = new double[25], ChiSquare = 1, Pixels = 7, Iterations = 1, Evaluations = 1, Start = 0, Converged = true,
            };
            return FitJudgement.Flags(model, fit, 0);
        }
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
