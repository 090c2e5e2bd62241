namespace Astra.Host.Commands;

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

/// <summary>Something that the user has to put right: one sentence on what is wrong and one on what to do, and the exit code.</summary>
sealed class UserException(int exitCode, string message, Exception? innerException = null) : Exception(message, innerException)
{
    public int ExitCode { get; } = exitCode;

    public static UserException Usage(string message) => new(Commands.ExitCode.WrongUsage, message);

    public static UserException Configuration(string message, Exception? cause = null) => new(Commands.ExitCode.WrongConfiguration, message, cause);
}
