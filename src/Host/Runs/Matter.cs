namespace Astra.Host.Runs;

/// <summary>Something that needs a human.</summary>
/// <param name="Kind">For programs: one of the words below.</param>
/// <param name="Text">One sentence or two: what, where, and what to do.</param>
sealed record Matter(string Kind, string Text)
{
    /// <summary>The run ended by an error.</summary>
    public const string Error = "error";

    /// <summary>A watched folder cannot be looked at.</summary>
    public const string Folder = "folder";

    /// <summary>New files cannot be used.</summary>
    public const string Files = "files";

    /// <summary>A plugin or a pipeline cannot be used.</summary>
    public const string Pipeline = "pipeline";

    /// <summary>Spectra failed, or could not be read.</summary>
    public const string Failures = "failures";

    /// <summary>A flag that warns or condemns has become common.</summary>
    public const string Flag = "flag";

    /// <summary>A product or the report could not be written.</summary>
    public const string Product = "product";
}
