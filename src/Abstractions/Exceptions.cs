namespace Astra;

/// <summary>There is no result for this unit of work and there never will be for this input. The host stores a row with flags and goes on.</summary>
/// <param name="message">Why, with the numbers that decided.</param>
public class NoResultException(string message) : Exception(message)
{
    /// <summary>Flags to set besides <c>NoResult</c>: a value of the pipeline's flag enumeration, or null for none.</summary>
    public Enum? Flags { get; init; }
}

/// <summary>
/// The file behind the spectrum is bad. The host stores a row with the flag <c>NoResult</c>, leaves the file alone until it changes, and goes on.
/// </summary>
/// <param name="message">What is wrong and where.</param>
/// <param name="innerException">The cause.</param>
public class BadInputException(string message, Exception? innerException = null) : Exception(message, innerException);

/// <summary>The pipeline cannot work as configured (a model that does not fit, an option out of range). The run stops, or does not start.</summary>
/// <param name="message">What is wrong and what to set.</param>
/// <param name="innerException">The cause.</param>
public class ConfigurationException(string message, Exception? innerException = null) : Exception(message, innerException);
