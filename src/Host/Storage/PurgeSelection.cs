using System.Globalization;
using Astra.Host.Errors;
using Astra.Host.Plugins;

namespace Astra.Host.Storage;

/// <summary>What a purge is to delete: what is older than a version or a moment, never the newest result of anything.</summary>
sealed record PurgeSelection
{
    /// <summary>Only of this pipeline; null for all that ever ran.</summary>
    public string? Pipeline { get; init; }

    /// <summary>What earlier versions of the pipeline made; null where a moment decides.</summary>
    public PipelineVersion? Version { get; init; }

    /// <summary>What was last made before; null where a version decides.</summary>
    public DateTimeOffset? Before { get; init; }

    /// <summary>Reads a version (1.2 or 1.2.0) or a date (2026-11-21, UTC).</summary>
    /// <exception cref="UserException">It is neither.</exception>
    public static PurgeSelection OlderThan(string text)
    {
        if (DateTimeOffset.TryParseExact(
            text, ["yyyy-MM-dd", "yyyy-MM-ddTHH:mm:ss", "yyyy-MM-ddTHH:mm:ssZ"], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal,
            out DateTimeOffset date))
        {
            return new PurgeSelection { Before = date };
        }

        return VersionOf(text) is { } version ? new PurgeSelection { Version = version } : throw UserException.Usage(
            $"--older-than '{text}' is neither a version such as 1.2.0 nor a date such as 2026-11-21. Give one of them.");
    }

    /// <summary>Whether a version, as setups have it, is older than <see cref="Version"/>; one that cannot be read is not.</summary>
    public bool IsOlder(string version) => Version is { } limit && VersionOf(version) is { } made
        && (made.Major, made.Minor, made.Patch).CompareTo((limit.Major, limit.Minor, limit.Patch)) < 0;

    static PipelineVersion? VersionOf(string text)
    {
        string[] parts = text.Split('.');
        int[] numbers = new int[3];
        bool isVersion = parts.Length <= numbers.Length && parts.Select((part, i) => (part, i))
            .All(pair => int.TryParse(pair.part, NumberStyles.None, CultureInfo.InvariantCulture, out numbers[pair.i]));
        return isVersion ? new PipelineVersion(numbers[0], numbers[1], numbers[2]) : null;
    }
}

/// <summary>What a purge deletes of one pipeline.</summary>
/// <param name="What">Results of stars, results of visits, or attempts without a result.</param>
/// <param name="Version">The version of the pipeline that made them.</param>
sealed record PurgeCount(string Pipeline, string What, string Version, long Rows);
