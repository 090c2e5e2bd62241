using System.Reflection;
using Astra.Plugins.Cannon;

namespace Astra.Cannon.Tests;

public sealed class CannonInspectorTests : IDisposable
{
    readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("astra-cannon-");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public void The_pixels_that_tell_a_label_are_listed_strongest_first_with_their_wavelengths()
    {
        CannonModel model = InventedModel.Create();
        InspectionTable[] tables = Inspect(("top", 5));
        Assert.Equal(["labels", "lines-teff", "lines-logg", "lines-fe_h"], tables.Select(table => table.Name));
        IReadOnlyList<IReadOnlyList<object>> rows = tables[2].Rows;
        Assert.Equal(5, rows.Count);
        int strongest = Enumerable.Range(0, model.Pixels.Length).MaxBy(n => Math.Abs(model.Coefficients[(2 * model.Stride) + n]));
        Assert.Equal((long)model.Pixels[strongest], rows[0][0]);
        Assert.Equal(WavelengthGrid.Wavelength(model.Pixels[strongest]), rows[0][1]);
        Assert.Equal(model.Coefficients[(2 * model.Stride) + strongest], rows[0][3]);
        Assert.Equal((double)rows[0][3] / 0.5, (double)rows[0][4], 1e-15);
        Assert.Equal("change for 1 log10(cm/s^2)", tables[2].Columns[4]);
        Assert.All(rows.Zip(rows.Skip(1)), pair => Assert.True(Math.Abs((double)pair.First[3]) >= Math.Abs((double)pair.Second[3])));
    }

    [Fact]
    public void A_spectrum_for_given_labels_is_the_models_own()
    {
        double[] flux = InventedModel.Create().Flux([4613, 1.7, -0.41]);
        InspectionTable spectrum = Inspect(("top", 0), ("spectrum", "logg=1.7, teff=4613,fe_h=-0.41"))[^1];
        Assert.Equal("spectrum", spectrum.Name);
        Assert.Equal(flux, spectrum.Rows.Select(row => (double)row[2]));
        Assert.All(spectrum.Rows, row => Assert.Equal(spectrum.Columns.Count, row.Count));
    }

    [Theory]
    [InlineData("teff=4613", "logg, fe_h is missing")]
    [InlineData("teff=4613,logg=x,fe_h=0", "'logg=x' is not a label with a number")]
    [InlineData("age=3", "'age=3' is not a label with a number; the labels are teff, logg, fe_h")]
    public void Labels_that_make_no_spectrum_are_a_configuration_error(string labels, string reason) =>
        Assert.Contains(reason, Assert.Throws<ConfigurationException>(() => Inspect(("spectrum", labels))).Message);

    [Fact]
    public void A_negative_number_of_pixels_is_a_configuration_error() => Assert.Throws<ConfigurationException>(() => Inspect(("top", -1)));

    InspectionTable[] Inspect(params (string Name, object Value)[] options)
    {
        Dictionary<string, object> values = typeof(CannonInspector).GetCustomAttributes<OptionAttribute>().ToDictionary(option => option.Name, option => option.DefaultValue);
        foreach ((string name, object value) in options)
        {
            values[name] = value;
        }

        ModelManifest manifest = OpenedPipeline.WriteInvented(folder.FullName, InventedModel.Settings());
        return [.. new CannonInspector().Inspect(new Model(manifest, folder.FullName, ""), values)];
    }
}
