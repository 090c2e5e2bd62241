using System.Collections.Concurrent;
using System.Globalization;

namespace Astra;

/// <summary>How important a log message is.</summary>
public enum LogLevel
{
    /// <summary>For the pipeline's author.</summary>
    Debug,

    /// <summary>For the person who runs it.</summary>
    Information,

    /// <summary>Something that this person should look at.</summary>
    Warning,
}

/// <summary>What a pipeline gets from the host when it is opened.</summary>
public sealed class PipelineContext
{
    readonly Model? model;

    /// <summary>Creates a context; the host does, and tests of a pipeline do.</summary>
    /// <param name="pipeline">The name of the pipeline.</param>
    /// <param name="model">The model to use; null for a pipeline without one.</param>
    public PipelineContext(string pipeline, Model? model = null)
    {
        Pipeline = pipeline;
        this.model = model;
    }

    /// <summary>The name of the pipeline.</summary>
    public string Pipeline { get; }

    /// <summary>The model to use.</summary>
    /// <exception cref="ConfigurationException">There is none.</exception>
    public Model Model => model ?? throw new ConfigurationException($"{Pipeline} has no model.");

    /// <summary>The effective value of every declared option, by name.</summary>
    public IReadOnlyDictionary<string, object> Options { get; init; } = new Dictionary<string, object>();

    /// <summary>Takes log messages.</summary>
    public Action<LogLevel, string> Log { get; init; } = static (_, _) => { };

    /// <summary>What the instances of the pipeline share; see <see cref="Share{T}"/>.</summary>
    public ConcurrentDictionary<Type, Lazy<object>> Shared { get; init; } = new();

    /// <summary>The effective value of a declared option.</summary>
    /// <typeparam name="T">The type of its default value.</typeparam>
    /// <param name="name">The name given to <see cref="OptionAttribute"/>.</param>
    /// <exception cref="ArgumentException">The pipeline does not declare an option of this name and type.</exception>
    public T Option<T>(string name) => Options.TryGetValue(name, out object? value) && value is T typed
        ? typed
        : throw new ArgumentException($"There is no option '{name}' of type {typeof(T).Name} in the declaration of {Pipeline}.", nameof(name));

    /// <summary>Loads something big, such as weights, once for all instances of the pipeline. It must only be read afterwards.</summary>
    /// <typeparam name="T">Its type; there is one object of a type.</typeparam>
    /// <param name="load">Loads it.</param>
    public T Share<T>(Func<T> load)
        where T : class => (T)Shared.GetOrAdd(typeof(T), _ => new Lazy<object>(load)).Value;

    /// <summary>
    /// A source of random numbers for one unit of work, seeded from its identity, the pipeline and the model: the same numbers whatever the batch,
    /// the order and the number of threads.
    /// </summary>
    /// <param name="target">The unit of work.</param>
    public RandomSource RandomFor(Target target) =>
        RandomSource.FromName(string.Create(CultureInfo.InvariantCulture, $"{target.Identity}\n{Pipeline}\n{model?.Hash}"));
}
