namespace Astra.Host.Configuration;

/// <summary>What <c>astra service</c> does, and when.</summary>
sealed record ServiceSettings
{
    /// <summary>Watched folders, as full paths.</summary>
    public required IReadOnlyList<string> Sources { get; init; }

    /// <summary>Cron expressions.</summary>
    public required IReadOnlyList<string> Schedules { get; init; }

    public required string TimeZone { get; init; }

    /// <summary>Empty for all pipelines.</summary>
    public required IReadOnlyList<string> Pipelines { get; init; }

    public required bool Publish { get; init; }

    public required bool Report { get; init; }

    /// <summary>How long the dates of folders are relied on, before every file is looked at again.</summary>
    public required TimeSpan EveryFile { get; init; }

    /// <summary>Empty for none.</summary>
    public required string Hook { get; init; }

    public required TimeSpan HookTimeout { get; init; }

    /// <summary>0 for none.</summary>
    public required int Port { get; init; }
}
