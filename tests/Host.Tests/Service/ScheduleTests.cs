using Astra.Host.Configuration;
using Astra.Host.Errors;
using Astra.Host.Service;

namespace Astra.Host.Tests.Service;

public sealed class ScheduleTests
{
    static readonly DateTimeOffset Noon = new(2027, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("30 2 * * *", "UTC", "2027-03-02T02:30:00Z")]
    [InlineData("0 30 2 * * ?", "UTC", "2027-03-02T02:30:00Z")]
    [InlineData("30 2 * * 6", "UTC", "2027-03-06T02:30:00Z")]
    [InlineData("30 2 * * *", "America/New_York", "2027-03-02T07:30:00Z")]
    public void Cron_expressions_with_and_without_seconds_are_understood(string cron, string zone, string next) =>
        Assert.Equal(DateTimeOffset.Parse(next, System.Globalization.CultureInfo.InvariantCulture), Assert.Single(Schedule.Of(Settings(zone, cron))).After(Noon));

    [Fact]
    public void On_the_night_that_the_clocks_go_forward_there_is_one_run()
    {
        // 2027-03-14: New York has no 02:30.
        Schedule schedule = Assert.Single(Schedule.Of(Settings("America/New_York", "30 2 * * *")));
        DateTimeOffset eve = new(2027, 3, 13, 12, 0, 0, TimeSpan.Zero);
        DateTimeOffset night = schedule.After(eve)!.Value;
        DateTimeOffset next = schedule.After(night)!.Value;

        Assert.Equal(new DateTime(2027, 3, 14), night.UtcDateTime.Date);
        Assert.Equal(new DateTimeOffset(2027, 3, 15, 6, 30, 0, TimeSpan.Zero), next);
    }

    [Theory]
    [InlineData("UTC", "61 2 * * *", "'61 2 * * *', which is no cron expression")]
    [InlineData("UTC", "every night", "'every night', which is no cron expression")]
    [InlineData("Mars/Olympus", "30 2 * * *", "service:time_zone is 'Mars/Olympus', which this system does not know")]
    public void What_is_no_schedule_is_refused(string zone, string cron, string message)
    {
        UserException refused = Assert.Throws<UserException>(() => Schedule.Of(Settings(zone, cron)));

        Assert.Contains(message, refused.Message);
        Assert.Equal(ExitCode.WrongConfiguration, refused.ExitCode);
    }

    [Fact]
    public void A_service_without_a_schedule_says_how_to_give_it_one() =>
        Assert.Contains("service:schedules", Assert.Throws<UserException>(() => Schedule.Of(Settings("UTC"))).Message);

    static ServiceSettings Settings(string zone, params string[] schedules) => AstraConfiguration.Load(
        null,
        new Dictionary<string, string> { ["service:time_zone"] = zone, ["service:schedules"] = string.Join(Path.PathSeparator, schedules) },
        new Dictionary<string, string>()).Service;
}
