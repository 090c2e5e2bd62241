namespace Astra.Neural.Tests.Training;

public class ResumeTests
{
    const int Samples = 70;
    const int ValidationSamples = 20;

    [Theory]
    [InlineData("adam", 1, 1)]
    [InlineData("adam", 1, 2)]
    [InlineData("adamw", 20, 3)]
    [InlineData("adamax", 7, 4)]
    [InlineData("momentum", 0, 5)]
    [InlineData("descent", 30, 6)]
    public void A_training_that_is_killed_and_resumed_ends_with_the_same_weights_and_history(
        string optimiser, int secondsBetweenCheckpoints, int seed)
    {
        using TemporaryFolder folder = new();
        TestNetwork straight = NewNetwork();
        TrainingResult expected = new Trainer(straight, new SquaredError(2), NewData(), Options(folder, "straight", optimiser, 0)).Train();

        TestNetwork killed = NewNetwork();
        Draw draw = new((ulong)seed);
        int kills = 0;
        TrainingResult? result = null;
        while (result is null)
        {
            // Every life begins as a new process does: with initial weights and new objects, and the checkpoint only.
            killed = NewNetwork();
            NoisyData data = NewData();
            data.KillAfter(kills < 8 ? 5 + (int)(draw.Even() * 120) : int.MaxValue);
            try
            {
                result = new Trainer(killed, new SquaredError(2), data, Options(folder, "killed", optimiser, secondsBetweenCheckpoints)).Train();
            }
            catch (KilledException)
            {
                kills++;
            }
        }

        Assert.InRange(kills, 2, 8);
        Assert.Equal(straight.Weights, killed.Weights);
        Assert.Equal(expected.BestEpoch, result.BestEpoch);
        Assert.Equal(expected.Epochs.Select(WithoutTime), result.Epochs.Select(WithoutTime));
        Assert.Equal(TrainingHistory.Read(folder.File("straight.csv")).Select(WithoutTime),
            TrainingHistory.Read(folder.File("killed.csv")).Select(WithoutTime));
    }

    [Fact]
    public void A_training_that_is_cancelled_goes_on_from_where_it_was()
    {
        using TemporaryFolder folder = new();
        TestNetwork straight = NewNetwork();
        new Trainer(straight, new SquaredError(2), NewData(), Options(folder, "straight", "adam", 0)).Train();

        using CancellationTokenSource source = new();
        CancelAt cancel = new(source, reports: 9);
        OperationCanceledException stopped = Assert.Throws<OperationCanceledException>(
            () => new Trainer(NewNetwork(), new SquaredError(2), NewData(), Options(folder, "stopped", "adam", 1_000_000))
                .Train(cancel, source.Token));
        TestNetwork resumed = NewNetwork();
        new Trainer(resumed, new SquaredError(2), NewData(), Options(folder, "stopped", "adam", 1_000_000)).Train();

        Assert.Contains("epoch 2 after 9 steps", stopped.Message);
        Assert.Contains("stopped.checkpoint goes on", stopped.Message);
        Assert.Equal(straight.Weights, resumed.Weights);
    }

    [Fact]
    public void A_finished_training_is_not_done_again()
    {
        using TemporaryFolder folder = new();
        TestNetwork first = NewNetwork();
        TrainingResult expected = new Trainer(first, new SquaredError(2), NewData(), Options(folder, "a", "adam", 0)).Train();

        TestNetwork second = NewNetwork();
        NoisyData data = NewData();
        data.KillAfter(3 + 3);
        TrainingResult again = new Trainer(second, new SquaredError(2), data, Options(folder, "a", "adam", 0)).Train();

        Assert.Equal(first.Weights, second.Weights);
        Assert.Equal(expected.Epochs, again.Epochs);
    }

    [Fact]
    public void A_finished_training_can_be_given_more_epochs()
    {
        using TemporaryFolder folder = new();
        new Trainer(NewNetwork(), new SquaredError(2), NewData(), Options(folder, "a", "adam", 0) with { Epochs = 3 }).Train();
        TestNetwork extended = NewNetwork();
        new Trainer(extended, new SquaredError(2), NewData(), Options(folder, "a", "adam", 0)).Train();

        TestNetwork straight = NewNetwork();
        new Trainer(straight, new SquaredError(2), NewData(), Options(folder, "b", "adam", 0)).Train();

        Assert.Equal(straight.Weights, extended.Weights);
    }

    [Fact]
    public void A_checkpoint_with_any_byte_changed_is_refused_and_changes_nothing()
    {
        using TemporaryFolder folder = new();
        string path = TrainedCheckpoint(folder);
        byte[] good = File.ReadAllBytes(path);
        Draw draw = new(12);
        foreach (int place in Enumerable.Range(0, 60).Select(i => i < 20 ? i : (int)(draw.Even() * good.Length)))
        {
            byte[] bad = [.. good];
            bad[place] ^= 0x10;
            File.WriteAllBytes(path, bad);
            TestNetwork network = NewNetwork();

            CheckpointException refused = Assert.Throws<CheckpointException>(() => Resume(folder, network));

            Assert.StartsWith($"The checkpoint {path} is damaged (", refused.Message);
            Assert.Contains("Delete it to train from the start", refused.Message);
            Assert.Equal(NewNetwork().Weights, network.Weights);
        }
    }

    [Theory]
    [InlineData(0, "it ends after 0 bytes")]
    [InlineData(30, "it ends after 30 bytes")]
    [InlineData(500, "it announces")]
    public void A_checkpoint_that_was_cut_off_is_refused(int length, string reason)
    {
        using TemporaryFolder folder = new();
        string path = TrainedCheckpoint(folder);
        File.WriteAllBytes(path, File.ReadAllBytes(path)[..length]);

        Assert.Contains(reason, Assert.Throws<CheckpointException>(() => Resume(folder, NewNetwork())).Message);
    }

    [Fact]
    public void A_checkpoint_of_another_training_is_refused_by_naming_what_differs()
    {
        using TemporaryFolder folder = new();
        string path = TrainedCheckpoint(folder);
        byte[] before = File.ReadAllBytes(path);
        TrainingOptions options = Options(folder, "a", "adam", 0);

        string Refusal(IDifferentiable network, ITrainingData data, TrainingOptions changed) =>
            Assert.Throws<CheckpointException>(() => new Trainer(network, new SquaredError(2), data, changed).Train()).Message;

        Assert.Contains("(batch size: 10 there, 11 here)", Refusal(NewNetwork(), NewData(), options with { BatchSize = 11 }));
        Assert.Contains("(seed: 8 there, 9 here)", Refusal(NewNetwork(), NewData(), options with { Seed = 9 }));
        Assert.Contains("(optimiser: Adam (beta1 0.9,", Refusal(NewNetwork(), NewData(), options with { Optimiser = new Adamax() }));
        Assert.Contains("(learning rate: ", Refusal(NewNetwork(), NewData(), options with { Schedule = new ConstantRate(0.5) }));
        Assert.Contains("parameter 1: hidden.weight (6, 3) there, hidden.weight (7, 3) here", Refusal(new TestNetwork(3, 7, 2), NewData(), options));
        Assert.Contains("(training data: 70 samples", Refusal(NewNetwork(), TestData.Curve(Samples, 3, 2, seed: 99), options));
        Assert.Equal(before, File.ReadAllBytes(path));
    }

    [Fact]
    public void A_checkpoint_that_cannot_be_written_stops_the_training_before_its_first_step()
    {
        using TemporaryFolder folder = new();
        TestNetwork network = NewNetwork();
        TrainingOptions options = Options(folder, "a", "adam", 1_000_000) with { CheckpointPath = folder.File("no such folder/a.checkpoint") };

        DirectoryNotFoundException error =
            Assert.Throws<DirectoryNotFoundException>(() => new Trainer(network, new SquaredError(2), NewData(), options).Train());

        Assert.Contains("no such folder", error.Message);
        Assert.Equal(NewNetwork().Weights, network.Weights);
    }

    [Fact]
    public void A_partial_file_that_a_kill_has_left_does_no_harm()
    {
        using TemporaryFolder folder = new();
        string path = TrainedCheckpoint(folder);
        File.WriteAllBytes(path + ".partial", [1, 2, 3]);

        new Trainer(NewNetwork(), new SquaredError(2), NewData(), Options(folder, "a", "adam", 0) with { Epochs = 8 }).Train();

        Assert.False(File.Exists(path + ".partial"));
    }

    static string TrainedCheckpoint(TemporaryFolder folder)
    {
        new Trainer(NewNetwork(), new SquaredError(2), NewData(), Options(folder, "a", "adam", 0) with { Epochs = 2 }).Train();
        return folder.File("a.checkpoint");
    }

    static void Resume(TemporaryFolder folder, TestNetwork network) =>
        new Trainer(network, new SquaredError(2), NewData(), Options(folder, "a", "adam", 0)).Train();

    static TestNetwork NewNetwork() => new(3, 6, 2, seed: 21, dropout: true);

    static NoisyData NewData() => new(TestData.Curve(Samples, 3, 2, seed: 22));

    static TrainingOptions Options(TemporaryFolder folder, string name, string optimiser, int secondsBetweenCheckpoints) => new()
    {
        Epochs = 6,
        BatchSize = 10,
        Seed = 8,
        Optimiser = optimiser switch
        {
            "adam" => new Adam(),
            "adamw" => new AdamW(),
            "adamax" => new Adamax(),
            "momentum" => new GradientDescent(0.9),
            _ => new GradientDescent(),
        },
        Schedule = new PlateauRate(0.02, Patience: 1),
        LargestGradient = 0.5,
        Penalty = new WeightPenalty(L1: 1e-4, L2: 1e-3),
        Validation = NewValidation(),
        CheckpointPath = folder.File(name + ".checkpoint"),
        CheckpointInterval = TimeSpan.FromSeconds(secondsBetweenCheckpoints),
        HistoryPath = folder.File(name + ".csv"),
        Time = new SteppingTime(),
    };

    static NoisyData NewValidation() => new(TestData.Curve(ValidationSamples, 3, 2, seed: 23));

    static EpochRecord WithoutTime(EpochRecord epoch) => epoch with { Seconds = 0 };

    sealed class CancelAt(CancellationTokenSource source, int reports) : IProgress<TrainingProgress>
    {
        int left = reports;

        public void Report(TrainingProgress value)
        {
            if (--left == 0)
            {
                source.Cancel();
            }
        }
    }
}
