namespace Astra;

/// <summary>
/// An analysis: a batch of units of work in, a result for each out. The class carries <see cref="PipelineAttribute"/> and has a
/// public constructor that takes a <see cref="PipelineContext"/> (or nothing), where it loads its model.
/// </summary>
/// <remarks>
/// The host makes one instance for each worker thread and never calls an instance from two threads at once, so an instance may
/// keep scratch memory; what all of them share is loaded with <see cref="PipelineContext.Share{T}"/> and only read.
/// A pipeline does no input or output of its own. An answer depends on nothing but the unit of work, the model and the options:
/// a batch of N gives what N batches of one give, to the last bit.
/// </remarks>
/// <typeparam name="TResult">The result record, whose properties are the columns of the pipeline's tables.</typeparam>
public interface IPipeline<out TResult>
    where TResult : PipelineResult
{
    /// <summary>Analyses a batch.</summary>
    /// <param name="batch">One or more units of work.</param>
    /// <param name="cancellation">Cancelled when the run is to stop at once or the batch has used up its time.</param>
    /// <returns>One result for each unit of work, in their order.</returns>
    /// <exception cref="NoResultException">There is no result and never will be for this input: flag, go on.</exception>
    /// <exception cref="BadInputException">The file behind the spectrum is bad: flag, wait until the file changes, go on.</exception>
    /// <exception cref="ConfigurationException">The pipeline cannot work as configured: the run stops.</exception>
    /// <remarks>
    /// After an exception from a batch of several the host asks again for each unit of work alone, so that only the culprit has no result.
    /// Any exception of another type means "no result"; it is kept with the unit of work, which is tried once more in a later run.
    /// </remarks>
    IReadOnlyList<TResult> Analyse(IReadOnlyList<Target> batch, CancellationToken cancellation);
}

/// <summary>What a pipeline's unit of work is.</summary>
public enum UnitOfWork
{
    /// <summary>A spectrum.</summary>
    Spectrum,

    /// <summary>A source: for analyses that need labels only and no spectrum.</summary>
    Source,
}

/// <summary>Declares a pipeline.</summary>
/// <param name="name">Its name: letters and digits, as in the table <c>astraAllStar&lt;Name&gt;</c>.</param>
/// <param name="version">major.minor.patch. A new patch version replaces earlier results, a new minor version adds to them.</param>
/// <param name="description">What it does, in one sentence.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class PipelineAttribute(string name, string version, string description) : Attribute
{
    /// <summary>Its name.</summary>
    public string Name { get; } = name;

    /// <summary>Its version.</summary>
    public string Version { get; } = version;

    /// <summary>What it does.</summary>
    public string Description { get; } = description;

    /// <summary>What it works on; a spectrum unless said otherwise.</summary>
    public UnitOfWork Unit { get; init; } = UnitOfWork.Spectrum;

    /// <summary>Which spectra it takes; both kinds unless said otherwise.</summary>
    public SpectrumKinds Kinds { get; init; } = SpectrumKinds.Both;

    /// <summary>Whether it needs a model to work (see <see cref="PipelineContext.Model"/>).</summary>
    public bool NeedsModel { get; init; }

    /// <summary>The publication to cite, such as <c>Ness et al. 2016, ApJ 823, 114</c>.</summary>
    public string? Reference { get; init; }
}

/// <summary>Declares a number that a pipeline needs besides the spectrum.</summary>
/// <param name="name">The name by which the pipeline asks for it.</param>
/// <param name="alternatives">
/// Where it may come from, best first, each <c>table.column</c>: <c>source.k_mag</c> (metadata of the star), <c>spectrum.snr</c> (metadata of
/// the spectrum), <c>aspcap.teff</c> (an ingested catalogue) or <c>AstroNN.teff</c> (the result of another pipeline, which then runs before).
/// </param>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class InputAttribute(string name, params string[] alternatives) : Attribute
{
    /// <summary>The name by which the pipeline asks for it.</summary>
    public string Name { get; } = name;

    /// <summary>Where it may come from, best first.</summary>
    public IReadOnlyList<string> Alternatives { get; } = alternatives;

    /// <summary>
    /// When true, the pipeline gets NaN where no alternative has a value; otherwise such a unit of work is excluded, and the plan says which
    /// input is missing.
    /// </summary>
    public bool Optional { get; init; }
}

/// <summary>Declares an option that can be set as <c>pipelines:NAME:OPTION</c> in the configuration. A new value makes results due again.</summary>
/// <param name="name">The name, in lower case with underscores.</param>
/// <param name="defaultValue">The value unless configured: a string, bool, int or double.</param>
/// <param name="description">What it does, with its unit.</param>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class OptionAttribute(string name, object defaultValue, string description) : Attribute
{
    /// <summary>The name.</summary>
    public string Name { get; } = name;

    /// <summary>The value unless configured.</summary>
    public object DefaultValue { get; } = defaultValue;

    /// <summary>What it does.</summary>
    public string Description { get; } = description;
}
