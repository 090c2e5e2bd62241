using Astra.Isochrones;
using Astra.Neural;

namespace Astra.Plugins.DistMass.Isochrones;

/// <summary>
/// What DistMass takes from isochrones, in one small file: ages of giants, and isochrones from which the expected stars are made. One ships with the
/// plugin; <see cref="Make"/> makes another from tables. Read-only, so one object serves all threads.
/// </summary>
sealed class IsochroneFile
{
    /// <summary>The file's name, in a model's folder.</summary>
    public const string FileName = "isochrones.safetensors";

    const string PointArray = "isochrones";
    const string PlaceArray = "metallicity_age";
    const string CorrectionArray = "k_correction";

    readonly AgeModel ages;
    readonly BolometricCorrection correction;
    readonly List<List<ResampledIsochrone>> families;

    IsochroneFile(AgeModel ages, BolometricCorrection correction, List<List<ResampledIsochrone>> families)
    {
        this.ages = ages;
        this.correction = correction;
        this.families = families;
        Ages = new AgeRelation(ages);
        Magnitudes = new MagnitudeGrid(StellarPopulation.Stars(families, ages.Relation(EvolutionaryState.RedGiantBranch)), correction);
    }

    /// <summary>The file that ships with the plugin, made from PARSEC's tables.</summary>
    public static string Shipped { get; } =
        Path.Combine(Path.GetDirectoryName(typeof(IsochroneFile).Assembly.Location)!, "Isochrones", FileName);

    /// <summary>Ages of giants.</summary>
    public AgeRelation Ages { get; }

    /// <summary>Absolute magnitudes.</summary>
    public MagnitudeGrid Magnitudes { get; }

    /// <summary>Makes one from isochrone tables.</summary>
    /// <param name="points">Rows of tables of several ages and metallicities, of which some have K magnitudes.</param>
    /// <exception cref="BadInputException">They do not suffice; the message says why.</exception>
    public static IsochroneFile Make(IReadOnlyCollection<IsochronePoint> points)
    {
        AgeModel ages;
        try
        {
            ages = new AgeModel(IsochroneDigest.Anchors(points), IsochroneDigest.MainSequences(points));
        }
        catch (ArgumentException e)
        {
            throw new BadInputException(e.Message, e);
        }

        // As numbers of 32 bits, so that what is made and what is read back are the same.
        IEnumerable<ResampledIsochrone> isochrones = ResampledIsochrone.From(points)
            .Select(isochrone => new ResampledIsochrone(
                isochrone.Metallicity, isochrone.Age, [.. isochrone.Values.Select(value => (double)(float)value)]));
        return new IsochroneFile(ages, BolometricCorrection.Fit(points).Correction, StellarPopulation.Families(isochrones));
    }

    /// <summary>Reads one.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="ConfigurationException">It is none; the message names the file and the reason.</exception>
    public static IsochroneFile Read(string path)
    {
        AgeModel ages = AgeModel.Read(path);
        IReadOnlyDictionary<string, Tensor> tensors = WeightFile.Read(path).Tensors;
        const int Numbers = ResampledIsochrone.Columns;
        double[] places = Array(PlaceArray, 2);
        double[] values = Array(PointArray, ResampledIsochrone.Points * Numbers);
        double[] coefficients = Array(CorrectionArray, BolometricCorrection.Terms);
        if (places.Length / 2 != values.Length / (ResampledIsochrone.Points * Numbers) || coefficients.Length != BolometricCorrection.Terms)
        {
            throw new ConfigurationException($"{path}: its arrays do not belong together. Make the file again.");
        }

        IEnumerable<ResampledIsochrone> isochrones = places.Chunk(2).Zip(
            values.Chunk(ResampledIsochrone.Points * Numbers), (place, points) => new ResampledIsochrone(place[0], place[1], points));
        try
        {
            return new IsochroneFile(ages, new BolometricCorrection(coefficients), StellarPopulation.Families(isochrones));
        }
        catch (BadInputException e)
        {
            throw new ConfigurationException($"{path}: {e.Message} Make the file again.", e);
        }

        double[] Array(string name, int columns)
        {
            double[]? array = tensors.TryGetValue(name, out Tensor? tensor) && tensor.Shape.Count == 2 && tensor.Shape[1] == columns
                ? tensor.ReadDouble()
                : null;
            return array is not null && array.All(double.IsFinite)
                ? array
                : throw new ConfigurationException($"{path}: there is no array '{name}' of {columns} columns and finite numbers. Make the file again.");
        }
    }

    /// <summary>Writes it.</summary>
    /// <param name="path">The file.</param>
    public void Write(string path)
    {
        ResampledIsochrone[] isochrones = [.. families.SelectMany(family => family)];
        WeightFile.Write(path,
        [
            .. ages.Tensors,
            Tensor.From(PlaceArray, [isochrones.Length, 2], [.. isochrones.SelectMany(isochrone => new[] { isochrone.Metallicity, isochrone.Age })]),
            Tensor.From(
                PointArray,
                [isochrones.Length, ResampledIsochrone.Points * ResampledIsochrone.Columns],
                [.. isochrones.SelectMany(isochrone => isochrone.Values).Select(value => (float)value)]),
            Tensor.From(CorrectionArray, [1, BolometricCorrection.Terms], [.. correction.Coefficients]),
        ]);
    }
}
