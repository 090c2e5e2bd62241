using System.CommandLine;
using System.Diagnostics;
using Astra.Host.Configuration;
using Astra.Host.Errors;
using Astra.Host.Execution;
using Astra.Host.Plugins;
using Astra.Host.Training;

namespace Astra.Host.Commands;

/// <summary><c>astra train PIPELINE STEP INPUT... --out FILE</c>: makes a file that trainings of the pipeline need.</summary>
static class TrainingSteps
{
    /// <summary>Makes the file.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="application">Where plugins and settings come from.</param>
    /// <param name="pipeline">The pipeline.</param>
    /// <param name="words">The step, and its inputs.</param>
    /// <param name="output">What the user gave with <c>--out</c>; null for nothing.</param>
    /// <param name="given">What the user gave with <c>--option</c>.</param>
    /// <param name="seed">Where random numbers start.</param>
    /// <param name="json">Whether to answer in JSON.</param>
    /// <param name="without">Options that do not matter for what comes of it, and are left out of the command in the file.</param>
    /// <exception cref="UserException">There is no such step, something is missing, or it came to nothing.</exception>
    public static int Run(
        ParseResult parsed,
        AstraApplication application,
        InstalledPipeline pipeline,
        IReadOnlyList<string> words,
        string? output,
        IReadOnlyList<string> given,
        int seed,
        bool json,
        IReadOnlyCollection<Option> without)
    {
        TextWriter answer = parsed.InvocationConfiguration.Output;
        TextWriter error = parsed.InvocationConfiguration.Error;
        InstalledPreparation step = TrainingPreparation.Find(pipeline, words[0]);
        string[] inputs = [.. words.Skip(1)];
        if (inputs.Length == 0)
        {
            throw UserException.Usage($"The step {step.Name} of {pipeline.Name} needs files or folders: {step.Preparation.Description}");
        }

        if (output is null)
        {
            throw UserException.Usage($"--out is missing: the file that the step {step.Name} of {pipeline.Name} is to write.");
        }

        IReadOnlyDictionary<string, object> options = GivenOptions.Effective(
            $"The step {step.Name} of {pipeline.Name}", pipeline.Name, step.Options, given);
        using StopSignal stop = StopSignal.OfProcess(
            () => error.WriteLine("Ctrl-C: stopping the work, of which nothing is kept; press again to stop at once."));
        TextWriter told = json ? error : answer;
        long start = Stopwatch.GetTimestamp();
        string made;
        using (TrainingDisplay display = new(told))
        {
            TrainingContext context = new()
            {
                Options = options,
                Command = TypedCommand.Of(parsed, without),
                Threads = application.Configuration.Run.Threads,
                Seed = seed,
                Progress = display.Report,
                Log = application.LogOf(pipeline.Name),
            };
            made = TrainingPreparation.Prepare(pipeline, step, inputs, output, context, stop.Requested);
        }

        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        if (json)
        {
            JsonOutput.Write(answer, new { Pipeline = pipeline.Name, Step = step.Name, Made = made, File = output, Seconds = Math.Round(seconds, 3) });
        }
        else
        {
            answer.WriteLine(Invariant($"{made} ({seconds:N1} s)"));
            answer.WriteLine($"  file    {output}");
        }

        return ExitCode.Done;
    }
}
