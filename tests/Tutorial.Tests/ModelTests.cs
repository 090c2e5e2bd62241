namespace Astra.Tutorial.Tests;

/// <summary>The model of steps 5 and 6: trained on drawn giants, tried on others.</summary>
public class ModelTests
{
    [Theory]
    [InlineData(5)]
    [InlineData(6)]
    public void It_gives_the_metallicity_of_giants_that_it_has_not_seen_within_what_it_states(int step)
    {
        PipelineUnderTest pipeline = Step.Of(step).Open();
        DrawnGiants others = new(120, seed: 2);
        List<(double Residual, double Error)> answers = [];
        for (int star = 0; star < others.Count; star++)
        {
            try
            {
                Row row = Row.Of(pipeline, others.Draw(star).Spectrum, ("teff", others.Star(star).Labels[0]));
                if (!row.IsBad && !row.Flags.Contains("NOT_DETECTED", StringComparison.Ordinal))
                {
                    answers.Add((row["fe_h"] - others.Star(star).Labels[2], row["e_fe_h"]));
                }
            }
            catch (NoResultException)
            {
                // A bad pixel in the line.
            }
        }

        double stated = TrainedModel.Manifest(step).Accuracy["fe_h scatter (dex)"];
        double found = Math.Sqrt(answers.Average(answer => answer.Residual * answer.Residual));
        Assert.InRange(answers.Count, 60, 120);
        Assert.InRange(found / stated, 0.6, 1.6);
        Assert.InRange(found, 0, 0.25);
        Assert.InRange(Math.Sqrt(answers.Average(answer => Math.Pow(answer.Residual / answer.Error, 2))), 0.7, 1.5);
    }

    [Fact]
    public void It_does_not_depend_on_the_number_of_threads()
    {
        byte[][] files = [.. new[] { 1, 3 }.Select(threads =>
        {
            string folder = Directory.CreateTempSubdirectory("astra-tutorial-").FullName;
            TrainingContext context = new() { Options = TrainedModel.Context.Options, Threads = threads };
            Step.Of(6).Trainer.Train(new DrawnGiants(100, seed: 3), folder, context, CancellationToken.None);
            byte[] written = File.ReadAllBytes(Path.Combine(folder, "polynomial.json"));
            Directory.Delete(folder, recursive: true);
            return written;
        })];

        Assert.Equal(files[0], files[1]);
    }

    [Fact]
    public void A_star_outside_of_what_it_was_trained_on_is_flagged_and_bad()
    {
        Row hot = Row.Of(Step.Of(6).Open(), new KnownLine().Spectrum(), ("teff", 6500));

        Assert.Contains("OUTSIDE_TRAINING", hot.Flags);
        Assert.True(hot.IsBad);
    }

    [Fact]
    public void Without_Teff_there_is_a_width_and_no_metallicity()
    {
        Row row = Row.Of(Step.Of(6).Open(), new KnownLine().Spectrum(), ("teff", double.NaN));

        Assert.False(double.IsNaN(row["width"]));
        Assert.True(double.IsNaN(row["fe_h"]) && double.IsNaN(row["e_fe_h"]));
    }

    [Fact]
    public void Too_few_stars_are_no_training_set() => Assert.Contains(
        "60 are needed",
        Assert.Throws<BadInputException>(() => Step.Of(5).Trainer.Train(new DrawnGiants(20, seed: 4), Path.GetTempPath(), TrainedModel.Context, CancellationToken.None)).Message);
}
