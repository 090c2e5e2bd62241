namespace Astra.Host.Errors;

/// <summary>Something that a check found wrong: a line for the user.</summary>
/// <param name="Area">Database, files, models or products.</param>
/// <param name="Where">The table, file or folder.</param>
/// <param name="What">What is wrong, with an example where there are many; a sentence.</param>
/// <param name="Advice">What to do about it; a sentence.</param>
sealed record Finding(string Area, string Where, string What, string Advice);
