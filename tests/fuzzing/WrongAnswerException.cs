namespace Astra.Fuzzing;

/// <summary>A reader took an input and gave an answer that cannot be right.</summary>
sealed class WrongAnswerException(string message) : Exception(message);
