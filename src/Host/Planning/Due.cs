using System.Globalization;
using Astra.Host.Storage;

namespace Astra.Host.Planning;

/// <summary>Why a pipeline is due for a unit of work, or why it is not.</summary>
enum Reason
{
    // Due.
    New,
    VersionChanged,
    FileChanged,
    ModelChanged,
    OptionsChanged,
    InputChanged,
    Waits,
    Retry,

    // Not due.
    UpToDate,
    Left,
    Excluded,
}

/// <summary>A reason with its particulars.</summary>
readonly record struct Decision(Reason Reason, string Detail)
{
    public bool IsDue => Reason < Reason.UpToDate;
}

/// <summary>Decides what is due. Nothing else triggers work.</summary>
sealed class Due(IStore store, int retries)
{
    /// <param name="waitsFor">A pipeline that runs before, and whose result is an input; null when there is none.</param>
    public Decision Decide(PlannedPipeline pipeline, InputResolver inputs, UnitRow unit, LedgerEntry? last, string? waitsFor)
    {
        if (waitsFor is null && inputs.Missing(unit) is { } missing)
        {
            return new Decision(Reason.Excluded, $"input {missing.Name} is not known ({string.Join(" or ", missing.Alternatives)})");
        }

        if (last is not { } entry)
        {
            return new Decision(Reason.New, waitsFor is null ? "no result yet" : $"no result yet; waits for {waitsFor} in this run");
        }

        if (entry.SetupKey != pipeline.Setup.Key)
        {
            SetupIdentity was = store.Setup(entry.SetupKey);
            SetupIdentity now = pipeline.Setup.Identity;
            if (was.Version != now.Version)
            {
                return new Decision(Reason.VersionChanged, $"version changed (was {was.Version}, is {now.Version})");
            }

            return was.ModelHash != now.ModelHash || was.ModelName != now.ModelName
                ? new Decision(Reason.ModelChanged, $"model changed (was {Model(was)}, is {Model(now)})")
                : new Decision(Reason.OptionsChanged, $"options changed (were {was.Options}, are {now.Options})");
        }

        if (unit.Spectrum is { } spectrum && entry.FileDigest != spectrum.Stamp.Digest)
        {
            return new Decision(Reason.FileChanged, $"file changed ({new DateTime(spectrum.Stamp.ModifiedTicks, DateTimeKind.Utc).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture)} UTC)");
        }

        if (waitsFor is not null)
        {
            return new Decision(Reason.Waits, $"waits for {waitsFor} in this run (its result is an input)");
        }

        if (entry.InputDigest != inputs.Digest(unit))
        {
            return new Decision(Reason.InputChanged, $"input changed ({string.Join(", ", inputs.Resolve(unit).Select(input => string.Create(CultureInfo.InvariantCulture, $"{input.Key} = {input.Value.Value} from {input.Value.Origin ?? "nowhere"}")))})");
        }

        return entry.Outcome switch
        {
            Outcome.Failed when entry.Attempts <= retries => new Decision(Reason.Retry, $"retry {entry.Attempts} of {retries}: the last attempt failed (run {entry.RunKey})"),
            Outcome.Failed => new Decision(Reason.Left, $"left alone: failed {entry.Attempts} times, last in run {entry.RunKey}"),
            Outcome.BadInput => new Decision(Reason.Left, $"left alone until the file changes: it could not be read in run {entry.RunKey}"),
            Outcome.NoResult => new Decision(Reason.UpToDate, $"up to date: no result possible (run {entry.RunKey}, {entry.Finished[..16].Replace('T', ' ')})"),
            _ => new Decision(Reason.UpToDate, $"up to date (run {entry.RunKey}, {entry.Finished[..16].Replace('T', ' ')})"),
        };
    }

    /// <summary>How often this has been tried before with the same setup, file and inputs.</summary>
    public static int AttemptsBefore(PlannedPipeline pipeline, UnitRow unit, LedgerEntry? last, long inputDigest) =>
        last is { } entry && entry.SetupKey == pipeline.Setup.Key && entry.InputDigest == inputDigest && (unit.Spectrum is null || entry.FileDigest == unit.Spectrum.Stamp.Digest)
            ? entry.Attempts
            : 0;

    static string Model(SetupIdentity setup) => setup.ModelHash.Length == 0 ? "none" : $"{setup.ModelName} {setup.ModelHash[..Math.Min(6, setup.ModelHash.Length)]}";
}
