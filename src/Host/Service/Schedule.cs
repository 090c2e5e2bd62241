using Astra.Host.Configuration;
using Astra.Host.Errors;
using Quartz;

namespace Astra.Host.Service;

/// <summary>One of the times at which the service runs.</summary>
/// <param name="Text">As it is configured.</param>
/// <param name="Cron">With its time zone.</param>
sealed record Schedule(string Text, CronExpression Cron)
{
    const int FieldsOfCrontab = 5;

    /// <exception cref="UserException">There is none, or one is no cron expression, or the time zone is not known.</exception>
    public static IReadOnlyList<Schedule> Of(ServiceSettings settings)
    {
        if (settings.Schedules.Count == 0)
        {
            throw UserException.Configuration(
                "No schedule is configured. Set service:schedules, such as --set \"service:schedules=30 2 * * *\" for 02:30 every night, or run one night now: astra service --once");
        }

        TimeZoneInfo zone = Zone(settings.TimeZone);
        return [.. settings.Schedules.Select(text => new Schedule(text, Parse(text).WithTimeZone(zone)))];
    }

    /// <summary>When it is due next; null when never again.</summary>
    public DateTimeOffset? After(DateTimeOffset time) => Cron.GetNextValidTimeAfter(time);

    static CronExpression Parse(string text)
    {
        try
        {
            return text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length == FieldsOfCrontab
                ? CronExpression.Parse(text, CronFormat.Unix)
                : CronExpression.Parse(text);
        }
        catch (FormatException e)
        {
            throw UserException.Configuration(
                $"service:schedules has '{text}', which is no cron expression: {e.Message}. Write five fields (minute hour day month weekday, such as 30 2 * * *) or six that begin with seconds.");
        }
    }

    static TimeZoneInfo Zone(string name)
    {
        try
        {
            return TimeZoneInfo.FindSystemTimeZoneById(name);
        }
        catch (Exception e) when (e is TimeZoneNotFoundException or InvalidTimeZoneException or System.Security.SecurityException)
        {
            throw UserException.Configuration($"service:time_zone is '{name}', which this system does not know. Use UTC, or a name such as America/New_York.");
        }
    }
}
