namespace Astra.Declarations;

/// <summary>A plugin cannot be used: why, and what its author has to change. The host reports it and goes on without the plugin.</summary>
/// <param name="message">What is wrong, where, and what to change; a sentence.</param>
/// <param name="innerException">The cause.</param>
public sealed class PluginRefusedException(string message, Exception? innerException = null) : Exception(message, innerException);
