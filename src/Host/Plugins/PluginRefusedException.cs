namespace Astra.Host.Plugins;

/// <summary>A plugin cannot be used: why, and what its author has to change. The host reports it and goes on without the plugin.</summary>
sealed class PluginRefusedException(string message, Exception? innerException = null) : Exception(message, innerException);
