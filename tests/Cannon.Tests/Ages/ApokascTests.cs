using Astra.Fits;
using Astra.Plugins.Cannon.Ages;
using Astra.Testing;

namespace Astra.Cannon.Tests.Ages;

/// <summary>
/// Masses and ages of the APOKASC-2 catalogue (Pinsonneault et al. 2018, ApJS 239, 32); the figures are in docs/pipelines/giant-ages.md.
/// </summary>
public sealed class ApokascTests
{
    static readonly string[] Inputs =
        ["NUMAX", "NUMAX_ERR", "DELTANU", "DELTANU_ERR", "FDNU", "FDNU_ERR", "TEFF", "TEFF_ERR", "LOGG", "FE_H", "FE_H_ERR"];

    static readonly string[] Names =
        ["nu_max", "e_nu_max", "delta_nu", "e_delta_nu", "f_delta_nu", "e_f_delta_nu", "teff", "e_teff", "logg", "fe_h", "e_fe_h"];

    [SharedDataFact]
    public void Masses_are_those_of_the_catalogue_given_its_Sun_and_its_correction()
    {
        (string State, double Bias, double Scatter)[] measured = Masses(
            OpenedAges.With(("use_f_delta_nu", true), ("solar_nu_max", 3076.0), ("solar_delta_nu", 135.146), ("solar_teff", 5772.0)));
        Assert.All(measured, state =>
        {
            Assert.InRange(state.Bias, -0.003, 0.001);
            Assert.InRange(state.Scatter, 0.001, 0.005);
        });
    }

    [SharedDataFact]
    public void Masses_as_in_the_paper_differ_by_the_Sun_and_by_the_missing_correction()
    {
        (string State, double Bias, double Scatter)[] corrected = Masses(OpenedAges.With(("use_f_delta_nu", true)));
        Assert.All(corrected, state => Assert.InRange(state.Bias, -0.0325, -0.0285));
        (string State, double Bias, double Scatter)[] plain = Masses(OpenedAges.With());
        Assert.InRange(plain.Single(state => state.State == "RC").Bias, -0.033, -0.029);
        Assert.InRange(plain.Single(state => state.State == "RGB").Bias, 0.025, 0.030);
        Assert.InRange(plain.Single(state => state.State == "RGB").Scatter, 0.014, 0.018);
    }

    [SharedDataFact]
    public void Errors_of_the_catalogue_are_fractional()
    {
        Dictionary<string, double[]> table = Table("NUMAX", "NUMAX_ERR", "MCORR", "MCORR_ERR");
        GiantAgeResult[] fractional = [.. Results(OpenedAges.With(("use_f_delta_nu", true))).Select(row => row.Result)];
        GiantAgeResult[] absolute = [.. Results(OpenedAges.With(("use_f_delta_nu", true), ("seismic_errors", "absolute"))).Select(row => row.Result)];
        int[] rows = [.. Results(OpenedAges.With(("use_f_delta_nu", true))).Select(row => row.Row)];
        double[] published = [.. rows.Select(row => table["MCORR_ERR"][row] / table["MCORR"][row])];
        Assert.InRange(Median(fractional.Zip(published, (ours, theirs) => ours.MassError / ours.Mass / theirs)), 0.8, 1.1);
        Assert.InRange(Median(absolute.Zip(published, (ours, theirs) => ours.MassError / ours.Mass / theirs)), 0.2, 0.4);
    }

    [SharedDataTheory]
    [InlineData("RGB", "red_giant_branch", 0, 1, 0.03, 0.07)]
    [InlineData("RGB", "red_giant_branch", 1, 2, 0.02, 0.045)]
    [InlineData("RGB", "red_giant_branch", 2, 5, -0.015, 0.01)]
    [InlineData("RGB", "red_giant_branch", 5, 8, -0.025, 0)]
    [InlineData("RGB", "red_giant_branch", 8, 13.8, -0.035, -0.01)]
    [InlineData("RC", "red_clump", 0, 1, 0.005, 0.04)]
    [InlineData("RC", "red_clump", 1, 2, 0.03, 0.055)]
    [InlineData("RC", "red_clump", 2, 5, 0.075, 0.1)]
    [InlineData("RC", "red_clump", 5, 8, 0.125, 0.155)]
    [InlineData("RC", "red_clump", 8, 13.8, 0.16, 0.21)]
    public void Ages_at_the_catalogues_masses_agree_as_well_as_was_measured(
        string state, string option, double from, double to, double least, double most)
    {
        Dictionary<string, double[]> table = Table("MCORR", "AGE", "FE_H");
        string[] states = States();
        GiantAgePipeline pipeline = OpenedAges.With(("evolutionary_state", option));
        List<double> differences = [];
        for (int row = 0; row < states.Length; row++)
        {
            double age = table["AGE"][row];
            if (states[row] == state && table["MCORR"][row] > 0 && age > from && age <= to)
            {
                (string, double)[] star = [("log_mass", Math.Log10(table["MCORR"][row])), ("fe_h", table["FE_H"][row])];
                GiantAgeResult result = pipeline.Analyse(OpenedAges.Source(star));
                differences.Add(result.LogAge - Math.Log10(age));
            }
        }

        Assert.True(differences.Count > 30);
        Assert.InRange(Median(differences), least, most);
        double centre = Median(differences);
        Assert.InRange(1.4826 * Median(differences.Select(difference => Math.Abs(difference - centre))), 0.005, 0.06);
    }

    static (string State, double Bias, double Scatter)[] Masses(GiantAgePipeline pipeline)
    {
        double[] published = Table("MCORR")["MCORR"];
        string[] states = States();
        return [.. Results(pipeline).Where(row => published[row.Row] > 0 && states[row.Row] is "RC" or "RGB")
            .GroupBy(row => states[row.Row], row => Math.Log10(row.Result.Mass / published[row.Row])).Select(group =>
            {
                double bias = Median(group);
                return (group.Key, bias, 1.4826 * Median(group.Select(difference => Math.Abs(difference - bias))));
            })];
    }

    static IEnumerable<(int Row, GiantAgeResult Result)> Results(GiantAgePipeline pipeline)
    {
        Dictionary<string, double[]> table = Table([.. Inputs, "MCORR"]);
        for (int row = 0; row < table["MCORR"].Length; row++)
        {
            if (table["MCORR"][row] > 0 && table["FDNU"][row] > 0)
            {
                yield return (row, pipeline.Analyse(OpenedAges.Source(
                    Names.Zip(Inputs, (name, column) => (name, table[column][row] is -9999 ? double.NaN : table[column][row])))));
            }
        }
    }

    static Dictionary<string, double[]> Table(params string[] columns)
    {
        using FitsFile file = FitsFile.Open(SharedData.Path("labels", "apokasc2.fits"));
        TableHdu table = file.Hdus.OfType<TableHdu>().First();
        return columns.ToDictionary(name => name, name =>
        {
            double[] values = new double[table.RowCount];
            table.Read(table.Columns.First(column => column.Name == name), 0, values.AsSpan());
            return values;
        });
    }

    static string[] States()
    {
        using FitsFile file = FitsFile.Open(SharedData.Path("labels", "apokasc2.fits"));
        TableHdu table = file.Hdus.OfType<TableHdu>().First();
        string[] states = new string[table.RowCount];
        table.Read(table.Columns.First(column => column.Name == "ES"), 0, states.AsSpan());
        return [.. states.Select(state => state.Trim())];
    }

    static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted[sorted.Length / 2];
    }
}
