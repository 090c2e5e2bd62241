using System.Globalization;

namespace Astra;

/// <summary>
/// Makes a model of a pipeline from stars whose labels are known, for <c>astra train</c>. A plugin may have one for each of its pipelines; the class has a
/// public constructor without parameters, and declares its options with <see cref="OptionAttribute"/>.
/// </summary>
public interface IModelTrainer
{
    /// <summary>The pipeline that it trains models for.</summary>
    string Pipeline { get; }

    /// <summary>What it needs to be trained on, for the user: which labels, how many stars.</summary>
    string Needs { get; }

    /// <summary>Trains a model and writes its weights, and a report if it has one, into a new folder. The host then writes the manifest and the files' hashes.</summary>
    /// <param name="data">The stars.</param>
    /// <param name="folder">An empty folder for what comes of it.</param>
    /// <param name="context">Options, threads, progress.</param>
    /// <param name="cancellation">The user has had enough.</param>
    /// <returns>What was trained. <see cref="ModelManifest.Files"/> lists the files of weights; their hashes may be empty.</returns>
    /// <exception cref="BadInputException">The stars are no training set; the message names rows or columns.</exception>
    /// <exception cref="ConfigurationException">An option is wrong.</exception>
    ModelManifest Train(ITrainingSet data, string folder, TrainingContext context, CancellationToken cancellation);
}

/// <summary>Stars with labels, and their spectra. The spectra may be read from files or drawn; they are not kept, so that there may be any number. Safe for several threads.</summary>
public interface ITrainingSet
{
    /// <summary>What these stars are and where their spectra come from, for the manifest.</summary>
    string Description { get; }

    /// <summary>The names of the labels, in the order of <see cref="TrainingStar.Labels"/>.</summary>
    IReadOnlyList<string> Labels { get; }

    /// <summary>The number of stars.</summary>
    int Count { get; }

    /// <summary>What is known of a star.</summary>
    /// <param name="star">0-based.</param>
    TrainingStar Star(int star);

    /// <summary>The star's spectrum (combined, unless the table names a visit) and the inputs that the pipeline declares. The same numbers each time.</summary>
    /// <param name="star">0-based.</param>
    /// <exception cref="BadInputException">Its file cannot be read.</exception>
    Target Read(int star);
}

/// <summary>A star with known labels.</summary>
/// <param name="Name">What identifies it: an APOGEE identifier or, for a table without one, its row.</param>
/// <param name="Row">The 1-based row of the table that it comes from.</param>
/// <param name="Labels">A value for each of <see cref="ITrainingSet.Labels"/>; NaN when not known.</param>
/// <param name="Group">What it belongs to, such as a cluster; null where the table names no groups.</param>
public sealed record TrainingStar(string Name, long Row, IReadOnlyList<double> Labels, string? Group);

/// <summary>What a trainer gets from the host besides the stars.</summary>
public sealed class TrainingContext
{
    /// <summary>The effective value of every declared option, by name.</summary>
    public IReadOnlyDictionary<string, object> Options { get; init; } = new Dictionary<string, object>();

    /// <summary>The command that the user gave, for the manifest.</summary>
    public string Command { get; init; } = "";

    /// <summary>The number of threads to use. The model does not depend on it.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>Where random numbers start.</summary>
    public int Seed { get; init; }

    /// <summary>Takes the state of affairs, from any thread.</summary>
    public Action<TrainingStep> Progress { get; init; } = static _ => { };

    /// <summary>Takes log messages.</summary>
    public Action<LogLevel, string> Log { get; init; } = static (_, _) => { };

    /// <summary>The effective value of a declared option.</summary>
    /// <typeparam name="T">The type of its default value.</typeparam>
    /// <param name="name">The name given to <see cref="OptionAttribute"/>.</param>
    /// <exception cref="ArgumentException">The trainer does not declare an option of this name and type.</exception>
    public T Option<T>(string name) => Options.TryGetValue(name, out object? value) && value is T typed
        ? typed
        : throw new ArgumentException($"There is no option '{name}' of type {typeof(T).Name} in the declaration of the trainer.", nameof(name));

    /// <summary>A source of random numbers for one purpose: the same numbers for the same <see cref="Seed"/> and purpose.</summary>
    /// <param name="purpose">What they are for, such as <c>folds</c>.</param>
    public RandomSource RandomFor(string purpose) => RandomSource.FromName(string.Create(CultureInfo.InvariantCulture, $"{Seed}\n{purpose}"));
}

/// <summary>How far a training has come.</summary>
/// <param name="Name">The step under way, such as <c>reading spectra</c>.</param>
/// <param name="Fraction">How much of it is done, 0 to 1.</param>
/// <param name="Note">What else there is to say, such as the loss; null for nothing.</param>
public sealed record TrainingStep(string Name, double Fraction, string? Note = null);

/// <summary>
/// Shows what is in a model, for <c>astra model inspect</c>. A plugin may have one for each of its pipelines; the class has a public constructor without
/// parameters, and declares its options with <see cref="OptionAttribute"/>.
/// </summary>
public interface IModelInspector
{
    /// <summary>The pipeline whose models it shows.</summary>
    string Pipeline { get; }

    /// <summary>Tables that explain a model to an astronomer.</summary>
    /// <param name="model">The model.</param>
    /// <param name="options">The effective value of every declared option, by name.</param>
    /// <exception cref="ConfigurationException">The model cannot be used, or an option is wrong.</exception>
    IReadOnlyList<InspectionTable> Inspect(Model model, IReadOnlyDictionary<string, object> options);
}

/// <summary>A table that explains a model.</summary>
/// <param name="Name">A short name, usable as that of a file.</param>
/// <param name="Title">What it shows.</param>
/// <param name="Columns">The names of the columns, with units.</param>
/// <param name="Rows">Rows of as many cells: string, double or long.</param>
public sealed record InspectionTable(string Name, string Title, IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<object>> Rows);
