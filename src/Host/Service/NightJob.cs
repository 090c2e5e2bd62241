using Quartz;

namespace Astra.Host.Service;

/// <summary>What Quartz calls when a night is due.</summary>
sealed class NightJob(Nights nights) : IJob
{
    public ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken)
    {
        nights.Do(context.ScheduledFireTimeUtc ?? context.FireTimeUtc, "its schedule");
        return ValueTask.CompletedTask;
    }
}
