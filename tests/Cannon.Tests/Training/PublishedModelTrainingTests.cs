using Astra.Plugins.Cannon;
using Astra.Testing;

namespace Astra.Cannon.Tests.Training;

public sealed class PublishedModelTrainingTests : IDisposable
{
    const int Stars = 300;

    const int AllStars = 1774;

    const float Error = 0.01f;

    readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("astra-cannon-");

    public void Dispose() => folder.Delete(recursive: true);

    [SharedDataFact]
    public void A_model_trained_on_spectra_of_the_published_model_is_the_published_model()
    {
        using OpenedPipeline published = OpenedPipeline.Published(ContinuumSettings.None);
        ListedStars stars = new(published.Model);
        ModelManifest manifest = new CannonTrainer().Train(stars, folder.FullName, InventedStars.Context(("folds", 0), ("scatter_floor", 0.0005)), CancellationToken.None);
        CannonModel trained = CannonModel.Load(new Model(manifest, folder.FullName, ""));
        // Flux of stars that were not trained on: the coefficients' noise is that of a pixel times the root of terms by stars.
        double squares = 0;
        double expected = 0;
        for (int n = 0; n < 50; n++)
        {
            double[] labels = ListedStars.Labels[Stars + n];
            double[] one = trained.Flux(labels);
            double[] two = published.Model.Flux(labels);
            for (int p = 0; p < one.Length; p++)
            {
                squares += (one[p] - two[p]) * (one[p] - two[p]);
                expected += ((Error * Error) + published.Model.Variance[p]) * 15 / Stars;
            }
        }

        Assert.InRange(squares / expected, 0.5, 2);

        double ratio = Quantile.Median(trained.Variance.Zip(published.Model.Variance, (one, two) => Math.Sqrt(one / two)));
        Assert.InRange(ratio, 0.9, 1.1);
    }

    [SharedDataFact]
    public void It_agrees_with_the_published_model_on_the_real_giants_within_their_errors()
    {
        using OpenedPipeline published = OpenedPipeline.Published(ContinuumSettings.AspcapPolynomial);
        ListedStars stars = new(published.Model) { Count = AllStars };
        ModelManifest manifest = new CannonTrainer().Train(
            stars, folder.FullName, InventedStars.Context(("folds", 0), ("continuum", ContinuumSettings.AspcapPolynomial), ("scatter_floor", 0.00238)), CancellationToken.None);
        CannonPipeline trained = new(OpenedPipeline.ContextFor(new Model(manifest, folder.FullName, "")));
        foreach (string giant in RealSpectra.Giants)
        {
            Target target = OpenedPipeline.Target(RealSpectra.Read(giant).First());
            CannonResult theirs = Assert.Single(published.Pipeline.Analyse([target], CancellationToken.None));
            CannonResult ours = Assert.Single(trained.Analyse([target], CancellationToken.None));
            // The figures of Ness et al. 2016, section 3.1: formal errors leave out that the coefficients have errors themselves, and these stars are real.
            Assert.Equal(theirs.Teff, ours.Teff, 31.0);
            Assert.Equal(theirs.Logg, ours.Logg, 0.07);
            Assert.Equal(theirs.FeH, ours.FeH, 0.02);
            Assert.Equal(theirs.AlphaFe, ours.AlphaFe, 0.02);
        }
    }

    /// <summary>Stars of the published training list; their spectra are drawn from the published model.</summary>
    sealed class ListedStars(CannonModel model) : ITrainingSet
    {
        public static readonly double[][] Labels =
            [.. NumberTable.Read(SharedData.Path("cannon", $"training_{PublishedModel.Name}.txt"), leadingWords: 1, allowMissing: true).Where(row => row.All(label => label > -9000))];

        public string Description => "stars of the published training list, spectra of the published model";

        IReadOnlyList<string> ITrainingSet.Labels => ["teff", "logg", "fe_h", "alpha_fe"];

        public int Count { get; init; } = Stars;

        public TrainingStar Star(int star) => new($"star {star}", star + 1, Labels[star], null);

        public Target Read(int star)
        {
            RandomSource random = RandomSource.FromName($"scatter {star}");
            return OpenedPipeline.Target(Simulated.Changed(Simulated.Spectrum(model, Labels[star], Error, $"star {star}"), (flux, _, _) =>
            {
                for (int n = 0; n < model.Pixels.Length; n++)
                {
                    flux[model.Pixels[n]] += (float)(Math.Sqrt(model.Variance[n]) * random.NextGaussian());
                }
            }));
        }
    }
}
