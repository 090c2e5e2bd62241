namespace Astra.Neural.Tests.Training;

public class HistoryTests
{
    [Fact]
    public void Every_epoch_has_a_line_in_the_history_file_as_soon_as_it_ends()
    {
        using TemporaryFolder folder = new();
        string path = folder.File("history.csv");
        List<int> lines = [];
        TrainingResult result = Train(path, new OnReport(p =>
        {
            if (p.Batch == p.Batches)
            {
                lines.Add(File.ReadAllLines(path).Length);
            }
        }));

        Assert.Equal([2, 3, 4], lines);
        Assert.Equal("epoch,steps,learning_rate,train_loss,validation_loss,seconds", File.ReadLines(path).First());
        Assert.Equal(result.Epochs, TrainingHistory.Read(path));
        Assert.Equal([2L, 4L, 6L], result.Epochs.Select(e => e.Steps));
        Assert.All(result.Epochs, e => Assert.True(double.IsNaN(e.ValidationLoss)));
    }

    [Fact]
    public void A_line_that_is_no_epoch_is_named()
    {
        using TemporaryFolder folder = new();
        string path = folder.File("history.csv");
        Train(path, null);
        File.AppendAllText(path, "4,8,0.01\n");

        Assert.Equal($"{path}, line 5: '4,8,0.01' is not an epoch of a training.",
            Assert.Throws<InvalidDataException>(() => TrainingHistory.Read(path)).Message);
    }

    [Fact]
    public void The_bar_leaves_one_line_per_epoch_in_a_file()
    {
        StringWriter text = new();
        TrainingProgressBar bar = new(text, terminal: false);
        bar.Report(At(1, 4));
        bar.Report(At(4, 4));
        bar.Report(At(4, 4) with { Epoch = 3, ValidationLoss = double.NaN, TimeLeft = TimeSpan.Zero });

        Assert.Equal(
            "epoch 2/3 [########################] loss 0.1235 validation 0.5 rate 0.001 1,234 samples/s 26:03:04 left" + Environment.NewLine
            + "epoch 3/3 [########################] loss 0.1235 rate 0.001 1,234 samples/s" + Environment.NewLine,
            text.ToString());
    }

    [Fact]
    public void The_bar_draws_over_its_line_on_a_terminal_but_not_more_often_than_can_be_seen()
    {
        StringWriter text = new();
        TrainingProgressBar bar = new(text, terminal: true, columns: 120, new SteppingTime());
        bar.Report(At(1, 4));
        bar.Report(At(2, 4));
        Assert.Equal(2, text.ToString().Count(c => c == '\r'));
        Assert.Contains("[############............]", text.ToString());

        StringWriter still = new();
        TrainingProgressBar fast = new(still, terminal: true, time: new StandingTime());
        fast.Report(At(1, 4));
        fast.Report(At(2, 4));
        Assert.Equal(1, still.ToString().Count(c => c == '\r'));
    }

    [Theory]
    [InlineData(80)]
    [InlineData(40)]
    public void The_bar_fits_the_terminal(int columns)
    {
        StringWriter text = new();
        new TrainingProgressBar(text, terminal: true, columns).Report(At(1, 4));
        Assert.InRange(text.ToString().Length, 20, columns);
    }

    static TrainingProgress At(int batch, int batches) =>
        new(2, 3, batch, batches, 0.123456, 0.5, 0.001, 1234.4, new TimeSpan(26, 3, 4));

    static TrainingResult Train(string path, IProgress<TrainingProgress>? progress) =>
        new Trainer(new TestNetwork(2, 4, 1), new SquaredError(1), TestData.Curve(30, 2, 1, seed: 1), new TrainingOptions
        {
            Epochs = 3,
            BatchSize = 20,
            Optimiser = new Adam(),
            Schedule = new ConstantRate(0.01),
            HistoryPath = path,
            Time = new SteppingTime(),
        }).Train(progress);

    sealed class OnReport(Action<TrainingProgress> action) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => action(value);
    }

    sealed class StandingTime : TimeProvider
    {
        public override long GetTimestamp() => 5;
    }
}
