using System.Diagnostics;

namespace Astra.Fuzzing;

/// <summary>What happened to one input.</summary>
/// <param name="Refused">Whether the reader refused it in the way that it says.</param>
/// <param name="Fault">What is wrong with the reader, in a line that is the same for all inputs with the same cause; null where nothing is.</param>
/// <param name="Detail">All of it.</param>
/// <param name="Allocated">Bytes that reading allocated.</param>
/// <param name="Elapsed">Time that reading took.</param>
sealed record FuzzTrial(bool Refused, string? Fault, string? Detail, long Allocated, TimeSpan Elapsed)
{
    /// <summary>Far more than the worst input takes on a busy machine; an endless loop takes more.</summary>
    static readonly TimeSpan MostTime = TimeSpan.FromSeconds(10);

    /// <summary>Reads an input and judges.</summary>
    public static FuzzTrial Of(FuzzTarget target, Mutant mutant, string file)
    {
        bool refused = false;
        string? fault = null;
        string? detail = null;
        long before = GC.GetAllocatedBytesForCurrentThread();
        long start = Stopwatch.GetTimestamp();
        ulong digest = 0;
        try
        {
            digest = target.Read(mutant.Bytes, file);
        }
        catch (Exception exception) when (target.IsRefusal(exception))
        {
            refused = true;
            detail = exception.Message;
        }
        catch (Exception exception)
        {
            fault = $"{exception.GetType().Name} at {Place(exception)}";
            detail = exception.ToString();
        }

        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        TimeSpan elapsed = Stopwatch.GetElapsedTime(start);
        if (fault is null && refused && string.IsNullOrWhiteSpace(detail))
        {
            fault = "a refusal without a message";
        }

        if (fault is null && mutant.Digest is { } expected && (refused || digest != expected))
        {
            fault = refused ? "a harmless change is refused" : "a harmless change changes what is read";
        }

        if (fault is null && allocated > target.MostAllocated(mutant.Bytes))
        {
            fault = "allocates more than a multiple of the input's size";
            detail = $"{allocated} bytes for an input of {mutant.Bytes.Length}; {detail}";
        }

        if (fault is null && elapsed > MostTime)
        {
            fault = "takes too long";
            detail = $"{elapsed.TotalSeconds:F1} s for an input of {mutant.Bytes.Length}; {detail}";
        }

        return new FuzzTrial(refused, fault, detail, allocated, elapsed);
    }

    /// <summary>The innermost method of the project's own, apart from this tool's.</summary>
    static string Place(Exception exception) => new StackTrace(exception).GetFrames()
        .Select(frame => frame.GetMethod())
        .FirstOrDefault(method => method?.DeclaringType?.FullName?.StartsWith("Astra.", StringComparison.Ordinal) == true)
        is { } method ? $"{method.DeclaringType!.FullName}.{method.Name}" : exception.TargetSite?.Name ?? "?";
}
