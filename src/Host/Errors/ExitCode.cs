namespace Astra.Host.Errors;

/// <summary>What the exit code of <c>astra</c> tells a script.</summary>
static class ExitCode
{
    public const int Done = 0;

    /// <summary>Done, but some spectra have no result or some files could not be used.</summary>
    public const int DoneWithGaps = 1;

    public const int WrongUsage = 2;

    /// <summary>Wrong configuration or workspace.</summary>
    public const int WrongConfiguration = 3;

    /// <summary>A mistake in the program itself (EX_SOFTWARE of sysexits.h).</summary>
    public const int Bug = 70;
}
