using Astra.Host.Configuration;
using Astra.Host.Storage.Sqlite;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Quartz;

namespace Astra.Host.Service;

/// <summary>Whether the scheduler works: the service lives.</summary>
sealed class SchedulerHealth(ISchedulerFactory schedulers, ServiceState state) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        IScheduler scheduler = await schedulers.GetScheduler(cancellationToken);
        return scheduler.Status == SchedulerStatus.Running
            ? HealthCheckResult.Healthy(state.IsRunning ? "a run is under way" : "waiting for the next run")
            : HealthCheckResult.Unhealthy("the scheduler does not run");
    }
}

/// <summary>Whether the database can be read and the watched folders are there: the next run can do its work.</summary>
sealed class WorkspaceHealth(AstraConfiguration configuration) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) => Task.FromResult(Check());

    HealthCheckResult Check()
    {
        try
        {
            using SqliteConnection connection = SqliteStore.ConnectExisting(configuration.Workspace);
            connection.Scalar<long>("SELECT count(*) FROM pipeline");
        }
        catch (Exception e) when (e is SqliteException or Errors.UserException)
        {
            return HealthCheckResult.Unhealthy($"the workspace cannot be read: {e.Message}");
        }

        return configuration.Service.Sources.FirstOrDefault(source => !Directory.Exists(source) && !File.Exists(source)) is { } missing
            ? HealthCheckResult.Unhealthy($"{missing} is not there")
            : HealthCheckResult.Healthy();
    }
}
