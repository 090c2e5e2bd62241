namespace Astra.Neural;

/// <summary>A checkpoint cannot be resumed from: it is damaged, or belongs to another training.</summary>
/// <param name="message">What is wrong with which file, and what to do.</param>
public sealed class CheckpointException(string message) : Exception(message);
