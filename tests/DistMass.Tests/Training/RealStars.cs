using Astra.Fits;
using Astra.Testing;

namespace Astra.DistMass.Tests.Training;

/// <summary>The stars of the reference data as <c>astra train</c> would hand them out, with the columns that the networks need.</summary>
sealed class RealStars : ITrainingSet
{
    readonly List<(string Name, Dictionary<string, double> Values)> stars = [];

    RealStars(params string[] labels) => Labels = labels;

    public string Description => "real stars";

    public IReadOnlyList<string> Labels { get; }

    public int Count => stars.Count;

    /// <summary>The red giants of APOKASC-3 with their seismic masses.</summary>
    /// <param name="isSeismic">Whether log g is that of the oscillations, too; else that of the spectrum, for the stars of APOKASC-2.</param>
    public static RealStars Masses(bool isSeismic)
    {
        RealStars real = new("mass", "e_mass");
        real.AddApokasc(isSeismic);
        return real;
    }

    /// <summary>Hipparcos stars with parallaxes, and the red giants with the magnitudes that follow from their radii.</summary>
    public static RealStars Magnitudes()
    {
        RealStars real = new("radius", "e_radius", "e_teff", "a_k");
        Dictionary<string, double[]> columns = Read(
            "hipparcos_apogee_dr12.fits", out string[] names, "TEFF", "TEFF_ERR", "LOGG", "FE_H", "C_H", "N_H", "K", "K_ERR", "Plx", "e_Plx");
        for (int i = 0; i < names.Length; i++)
        {
            real.stars.Add((names[i], new Dictionary<string, double>
            {
                ["teff"] = columns["TEFF"][i],
                ["logg"] = columns["LOGG"][i],
                ["fe_h"] = columns["FE_H"][i],
                ["c_h"] = columns["C_H"][i],
                ["n_h"] = columns["N_H"][i],
                ["k_mag"] = columns["K"][i],
                ["e_k_mag"] = columns["K_ERR"][i],
                ["plx"] = columns["Plx"][i],
                ["e_plx"] = columns["e_Plx"][i],
                ["a_k"] = 0,
            }));
        }

        real.AddApokasc(isSeismic: false);
        return real;
    }

    public TrainingStar Star(int star) =>
        new(stars[star].Name, star + 1, [.. Labels.Select(label => stars[star].Values.GetValueOrDefault(label, double.NaN))], null);

    public Target Read(int star) => Opened.Target(stars[star].Name, stars[star].Values);

    void AddApokasc(bool isSeismic)
    {
        Dictionary<string, double[]> spectroscopic = Read("apokasc2.fits", out string[] others, "LOGG");
        Dictionary<string, double> gravities = others.Zip(spectroscopic["LOGG"]).ToDictionary(pair => pair.First, pair => pair.Second);
        Dictionary<string, double[]> columns = Read(
            "apokasc3_gold.fits", out string[] names, "TEFF", "S_TEFF", "LOGG_SEIS", "FE_H", "C_FE", "N_FE", "MASS", "S_MASS", "RADIUS", "S_RADIUS");
        for (int i = 0; i < names.Length; i++)
        {
            stars.Add((names[i], new Dictionary<string, double>
            {
                ["teff"] = columns["TEFF"][i],
                ["e_teff"] = columns["S_TEFF"][i],
                ["logg"] = isSeismic ? columns["LOGG_SEIS"][i] : gravities.GetValueOrDefault(names[i], double.NaN),
                ["fe_h"] = columns["FE_H"][i],
                ["c_fe"] = columns["C_FE"][i],
                ["n_fe"] = columns["N_FE"][i],
                ["mass"] = columns["MASS"][i],
                ["e_mass"] = columns["S_MASS"][i],
                ["radius"] = columns["RADIUS"][i],
                ["e_radius"] = columns["S_RADIUS"][i],
            }));
        }
    }

    static Dictionary<string, double[]> Read(string file, out string[] names, params string[] columns)
    {
        using FitsFile fits = FitsFile.Open(SharedData.Path("labels", file));
        TableHdu table = fits.Hdus.OfType<TableHdu>().First();
        names = new string[table.RowCount];
        table.Read(table.Columns.Single(column => column.Name == "APOGEE_ID"), 0, names);
        names = [.. names.Select(name => name.Trim())];
        return columns.ToDictionary(name => name, name =>
        {
            double[] values = new double[table.RowCount];
            table.Read(table.Columns.Single(column => column.Name == name), 0, values);
            return values;
        });
    }
}
