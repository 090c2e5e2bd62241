namespace Astra.Neural.Tests.Training;

public class ScheduleTests
{
    [Fact]
    public void A_plateau_halves_the_rate_after_its_patience_and_counts_anew()
    {
        PlateauRate schedule = new(1, Factor: 0.5, Patience: 2, MinDelta: 0.1, Minimum: 0.3);

        Assert.Equal(1, schedule.RateAt(0, []));
        Assert.Equal(1, schedule.RateAt(2, [5, 5]));
        Assert.Equal(0.5, schedule.RateAt(3, [5, 5, 4.95]));
        Assert.Equal(0.5, schedule.RateAt(5, [5, 5, 4.95, 4, 4]));
        Assert.Equal(0.3, schedule.RateAt(6, [5, 5, 4.95, 4, 4, 4]));
        Assert.Equal(0.3, schedule.RateAt(8, [5, 5, 4.95, 4, 4, 4, 4, 4]));
    }

    [Fact]
    public void A_plateau_does_not_raise_a_rate_that_begins_below_its_minimum() =>
        Assert.Equal(0.1, new PlateauRate(0.1, Patience: 1, Minimum: 0.3).RateAt(3, [1, 1, 1]));

    [Fact]
    public void A_cosine_rises_linearly_and_falls_along_half_a_cosine()
    {
        CosineRate schedule = new(1, Epochs: 12, Final: 0.2, WarmUpEpochs: 2);

        Assert.Equal(0, schedule.RateAt(0, []));
        Assert.Equal(0.75, schedule.RateAt(1.5, []));
        Assert.Equal(1, schedule.RateAt(2, []));
        Assert.Equal(0.6, schedule.RateAt(7, []), 1e-12);
        Assert.Equal(0.2 + 0.4 * (1 + Math.Cos(Math.PI * 0.25)), schedule.RateAt(4.5, []), 1e-12);
        Assert.Equal(0.2, schedule.RateAt(12, []), 1e-12);
        Assert.Equal(0.2, schedule.RateAt(40, []), 1e-12);
    }

    [Fact]
    public void Early_stopping_waits_its_patience_after_the_last_progress()
    {
        EarlyStopping stopping = new(Patience: 3, MinDelta: 0.1);

        Assert.False(stopping.IsOver([]));
        Assert.False(stopping.IsOver([5, 4.95, 5.1]));
        Assert.True(stopping.IsOver([5, 4.95, 5.1, 4.91]));
        Assert.False(stopping.IsOver([5, 4.95, 5.1, 4.8, 4.8, 4.8]));
        Assert.True(stopping.IsOver([5, 4.95, 5.1, 4.8, 4.8, 4.8, 4.75]));
    }
}
