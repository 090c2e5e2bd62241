using System.Globalization;
using Astra.Host.Plugins;
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
/// <param name="Detail">In words; empty unless an explanation was asked for.</param>
readonly record struct Decision(Reason Reason, string Detail)
{
    public bool IsDue => Reason < Reason.UpToDate;
}

/// <summary>Decides what is due. Nothing else triggers work.</summary>
sealed class Due(IStore store, int retries)
{
    /// <param name="waitsFor">A pipeline that runs before, and whose result is an input; null when there is none.</param>
    /// <param name="explain">Whether to put the reason into words, which a plan over millions of spectra has no use for.</param>
    public Decision Decide(PlannedPipeline pipeline, InputResolver inputs, UnitRow unit, LedgerEntry? last, string? waitsFor, bool explain)
    {
        Reason reason = Reasoned(pipeline, inputs, unit, last, waitsFor);
        return new Decision(reason, explain ? Explained(reason, pipeline, inputs, unit, last, waitsFor) : string.Empty);
    }

    Reason Reasoned(PlannedPipeline pipeline, InputResolver inputs, UnitRow unit, LedgerEntry? last, string? waitsFor)
    {
        bool missing = waitsFor is null && inputs.Missing(unit) is not null;
        if (last is not { } entry)
        {
            return missing ? Reason.Excluded : Reason.New;
        }

        if (missing)
        {
            // A result from an input that is no longer known must not go on looking good.
            return entry.InputDigest == inputs.Digest(unit) ? Reason.Excluded : Reason.InputChanged;
        }

        if (entry.SetupKey != pipeline.Setup.Key)
        {
            SetupIdentity was = store.Setup(entry.SetupKey);
            SetupIdentity now = pipeline.Setup.Identity;
            return was.Version != now.Version ? Reason.VersionChanged
                : was.ModelHash != now.ModelHash || was.ModelName != now.ModelName ? Reason.ModelChanged
                : Reason.OptionsChanged;
        }

        if (unit.Spectrum is { } spectrum && entry.FileDigest != spectrum.Stamp.Digest)
        {
            return Reason.FileChanged;
        }

        if (waitsFor is not null)
        {
            return Reason.Waits;
        }

        if (entry.InputDigest != inputs.Digest(unit))
        {
            return Reason.InputChanged;
        }

        return entry.Outcome switch
        {
            Outcome.Failed => entry.Attempts <= retries ? Reason.Retry : Reason.Left,
            Outcome.BadInput => entry.Attempts == 0 ? Reason.Retry : Reason.Left,
            _ => Reason.UpToDate,
        };
    }

    string Explained(Reason reason, PlannedPipeline pipeline, InputResolver inputs, UnitRow unit, LedgerEntry? last, string? waitsFor)
    {
        SetupIdentity now = pipeline.Setup.Identity;
        SetupIdentity was = last is { } entry ? store.Setup(entry.SetupKey) : now;
        LedgerEntry before = last.GetValueOrDefault();
        switch (reason)
        {
            case Reason.Excluded:
                InputDeclaration missing = inputs.Missing(unit)!;
                return $"input {missing.Name} is not known ({string.Join(" or ", missing.Alternatives)})";
            case Reason.New:
                return waitsFor is null ? "no result yet" : $"no result yet; waits for {waitsFor} in this run";
            case Reason.VersionChanged:
                return $"version changed (was {was.Version}, is {now.Version})";
            case Reason.ModelChanged:
                return $"model changed (was {Model(was)}, is {Model(now)})";
            case Reason.OptionsChanged:
                return $"options changed (were {was.Options}, are {now.Options})";
            case Reason.FileChanged:
                DateTime modified = new(unit.Spectrum!.Stamp.ModifiedTicks, DateTimeKind.Utc);
                return $"file changed ({modified.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture)} UTC)";
            case Reason.Waits:
                return $"waits for {waitsFor} in this run (its result is an input)";
            case Reason.InputChanged:
                IEnumerable<string> values = inputs.Resolve(unit).Select(
                    input => Invariant($"{input.Key} = {input.Value.Value} from {input.Value.Origin ?? "nowhere"}"));
                return $"input changed ({string.Join(", ", values)})";
            case Reason.Retry:
                return before.Attempts == 0
                    ? $"put back (astra retry): the last attempt failed (run {before.RunKey})"
                    : $"retry {before.Attempts} of {retries}: the last attempt failed (run {before.RunKey})";
            case Reason.Left:
                return before.Outcome == Outcome.BadInput
                    ? $"left alone until the file changes: it could not be read in run {before.RunKey}"
                    : $"left alone: failed {before.Attempts} times, last in run {before.RunKey}";
            default:
                return $"up to date{(before.Outcome == Outcome.NoResult ? ": no result possible" : string.Empty)} (run {before.RunKey}, {before.Finished[..16].Replace('T', ' ')})";
        }
    }

    /// <summary>Whether an attempt was with the same setup, file and inputs as one would be now.</summary>
    public static bool IsRepeated(LedgerEntry attempt, PlannedPipeline pipeline, UnitRow unit, long inputDigest) =>
        attempt.SetupKey == pipeline.Setup.Key && attempt.InputDigest == inputDigest
        && (unit.Spectrum is null || attempt.FileDigest == unit.Spectrum.Stamp.Digest);

    static string Model(SetupIdentity setup) => setup.ModelHash.Length == 0 ? "none" : $"{setup.ModelName} {setup.ModelHash[..Math.Min(6, setup.ModelHash.Length)]}";
}
