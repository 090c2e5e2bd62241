namespace Astra;

/// <summary>A star, as far as the workspace knows it.</summary>
/// <param name="Key">The key of the star in the workspace (column <c>source_pk</c>).</param>
/// <param name="ApogeeId">Its APOGEE (2MASS-style) identifier, such as <c>2M17334253-1654573</c>.</param>
public sealed record Source(long Key, string ApogeeId);
