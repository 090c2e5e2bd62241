namespace Astra.Plugins.Faulty;

/// <summary>Fails on command, where it should prepare a training.</summary>
[Option("fault", "none", "what goes wrong: see the cases of FaultyPreparation.Prepare")]
public sealed class FaultyPreparation : ITrainingPreparation
{
    public string Pipeline => "Faulty";

    public string Name => "prepare";

    public string Description => "nothing of anything.";

    public string Prepare(IReadOnlyList<string> inputs, string output, TrainingContext context, CancellationToken cancellation) =>
        context.Option<string>("fault") switch
        {
            "unexpected" => throw new InvalidOperationException("told to fail."),
            "bad-input-on-a-thread" => throw new AggregateException(new InvalidOperationException("first"), new BadInputException("told to be bad.")),
            _ => "Wrote nothing, and said that it did.",
        };
}
