using System.Collections.Concurrent;
using Microsoft.Extensions.Logging.Abstractions;
using Spectre.Console;

namespace Astra.Plugins.Faulty;

[Flags]
public enum FaultyFlags : long
{
    [Flag("asked for by the option fault", Severity.Warn)]
    AsToldTo = 1 << 0,

    [Flag("no result", Severity.Bad)]
    NoResult = 1 << 11,
}

public sealed record FaultyResult : PipelineResult<FaultyFlags>
{
    [Column("value", "", "1 for every spectrum that went well", Indexed = true)]
    public float Value { get; init; } = float.NaN;
}

/// <summary>Fails on command, in every way that the host has an answer to.</summary>
[Pipeline("Faulty", "1.0.0", "Fails on command, to show what the host does then.")]
[Option("fault", "none", "none, or what goes wrong: see the cases of Faulty.Fail")]
[Option("fault_on", "", "only for units of work with this in their identity")]
[Option("fault_seconds", 30, "how long hang-forever takes no notice (s)")]
public sealed class Faulty : IPipeline<FaultyResult>
{
    /// <summary>The units of work that <c>unexpected-once</c> has failed alone, which is when the host counts an attempt.</summary>
    static readonly ConcurrentDictionary<string, bool> FailedAlone = new();

    readonly string fault;
    readonly string faultOn;
    readonly TimeSpan patience;

    public Faulty(PipelineContext context)
    {
        fault = context.Option<string>("fault");
        faultOn = context.Option<string>("fault_on");
        patience = TimeSpan.FromSeconds(context.Option<int>("fault_seconds"));
        if (fault == "open-fails")
        {
            throw new InvalidOperationException("Faulty was told to fail when it is opened.");
        }
    }

    /// <summary>The version of a dependency that the plugin brings itself, for the tests of isolation.</summary>
    public static Type OwnDependency => typeof(Color);

    /// <summary>A type that the plugin shares with the host, for the tests of isolation.</summary>
    public static Type SharedDependency => typeof(NullLogger);

    public IReadOnlyList<FaultyResult> Analyse(IReadOnlyList<Target> batch, CancellationToken cancellation)
    {
        List<FaultyResult> results = [.. batch.Select(target => Analyse(target, alone: batch.Count == 1, cancellation))];
        bool applies = batch.Any(Applies);
        return fault switch
        {
            "null" when applies => null!,
            "too-few" when applies => [.. results.Skip(1)],
            "too-many" when applies => [.. results, new FaultyResult { Value = 2 }],
            _ => results,
        };
    }

    bool Applies(Target target) => target.Identity.Contains(faultOn, StringComparison.Ordinal);

    FaultyResult Analyse(Target target, bool alone, CancellationToken cancellation)
    {
        FaultyResult result = new() { Value = 1 };
        return fault != "none" && Applies(target) ? Fail(target, alone, result, cancellation) : result;
    }

    FaultyResult Fail(Target target, bool alone, FaultyResult result, CancellationToken cancellation)
    {
        switch (fault)
        {
            case "null" or "too-few" or "too-many":
                return result;
            case "all-nan":
                return new FaultyResult();
            case "wrong-flag":
                return result with { Flags = (FaultyFlags)(1 << 5) };
            case "no-result":
                throw new NoResultException($"{target.Identity}: told to have no result") { Flags = FaultyFlags.AsToldTo };
            case "bad-input":
                throw new BadInputException($"{target.Identity}: told to find its file bad");
            case "configuration":
                throw new ConfigurationException("Faulty was told to find its configuration wrong. Set pipelines:Faulty:fault to none.");
            case "unexpected":
                throw new InvalidOperationException($"{target.Identity}: told to fail");
            case "unexpected-once":
                return alone && !FailedAlone.TryAdd(target.Identity, true)
                    ? result
                    : throw new InvalidOperationException($"{target.Identity}: told to fail at the first attempt");
            case "hang":
                cancellation.WaitHandle.WaitOne();
                cancellation.ThrowIfCancellationRequested();
                return result;
            case "hang-forever":
                Thread.Sleep(patience);
                return result;
            default:
                throw new ConfigurationException($"Faulty does not know the fault '{fault}'. Set it to one that Faulty.Fail lists.");
        }
    }
}
