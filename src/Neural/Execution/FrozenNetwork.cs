namespace Astra.Neural;

/// <summary>A network's weights, laid out for answering. Read-only: all threads share it, each through a <see cref="Session"/> of its own.</summary>
public sealed class FrozenNetwork
{
    internal FrozenNetwork(string name, Schedule schedule, int outputSize)
    {
        Name = name;
        Schedule = schedule;
        OutputSize = outputSize;
        foreach (Step step in schedule.Steps)
        {
            step.Operation.Refresh(forTraining: false);
        }
    }

    /// <summary>The network's name.</summary>
    public string Name { get; }

    /// <summary>Numbers in the input of one sample.</summary>
    public int InputSize => Schedule.InputSize;

    /// <summary>Numbers in the output of one sample.</summary>
    public int OutputSize { get; }

    /// <summary>Whether passes over the same input differ: it has dropout that is active at inference, or draws samples.</summary>
    public bool IsStochastic => Schedule.Steps[Schedule.Output].Stochastic;

    internal Schedule Schedule { get; }

    /// <summary>Makes the working memory of one thread.</summary>
    public Session CreateSession() => new(this);
}
