namespace Astra.Host.Errors;

/// <summary>Something that the user has to put right: one sentence on what is wrong and one on what to do, and the exit code.</summary>
sealed class UserException(int exitCode, string message, Exception? innerException = null) : Exception(message, innerException)
{
    public int ExitCode { get; } = exitCode;

    public static UserException Usage(string message) => new(Errors.ExitCode.WrongUsage, message);

    public static UserException Configuration(string message, Exception? cause = null) => new(Errors.ExitCode.WrongConfiguration, message, cause);
}
