namespace Astra;

/// <summary>
/// Makes a file that trainings of a pipeline need from files of another kind, such as power spectra from light curves, for
/// <c>astra train PIPELINE NAME INPUT... --out FILE</c>. A plugin may have any number for each of its pipelines; the class has a public constructor
/// without parameters, and declares its options with <see cref="OptionAttribute"/>.
/// </summary>
public interface ITrainingPreparation
{
    /// <summary>The pipeline whose trainings need the file.</summary>
    string Pipeline { get; }

    /// <summary>What it is called on the command line: lower-case letters, digits and underscores, such as <c>psd</c>.</summary>
    string Name { get; }

    /// <summary>What it makes of what, for the user.</summary>
    string Description { get; }

    /// <summary>Makes the file. An input that is no good is left out and named in the log, as long as others are.</summary>
    /// <param name="inputs">Files and folders, at least one; they exist.</param>
    /// <param name="output">
    /// The file to write, in place of one that may be there. It appears under this name only when it is complete, as with <c>Astra.Fits.FitsWriter</c>.
    /// </param>
    /// <param name="context">Options, threads, progress. The file does not depend on the number of threads.</param>
    /// <param name="cancellation">The user has had enough.</param>
    /// <returns>What was made of how much, in a sentence.</returns>
    /// <exception cref="BadInputException">Nothing could be made of the inputs; the message says why.</exception>
    /// <exception cref="ConfigurationException">An option is wrong.</exception>
    string Prepare(IReadOnlyList<string> inputs, string output, TrainingContext context, CancellationToken cancellation);
}
