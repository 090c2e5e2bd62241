namespace Astra.Host.Configuration;

/// <summary>A setting with the value that holds.</summary>
/// <param name="Value">A string, bool, int, double or list of strings (<c>string[]</c>).</param>
/// <param name="Origin">
/// Where the value comes from: <c>default</c>, <c>astra.json</c>, <c>environment ASTRA_RUN__THREADS</c> or <c>command line</c>.
/// </param>
sealed record EffectiveSetting(string Key, object Value, string Origin, string Description);
