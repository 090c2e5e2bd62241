namespace Astra.Neural;

/// <summary>One line of a network's table: what is computed from the outputs of other lines, with which weights.</summary>
internal abstract class Layer
{
    /// <summary>The shape of a sample's result.</summary>
    public abstract Shape Output { get; }

    /// <summary>As a paper's table calls it, such as <c>Conv1d 8, kernel 3, ReLU</c>.</summary>
    public abstract string Description { get; }

    /// <summary>Its path in the network; empty where it has no weights.</summary>
    public string Name { get; init; } = "";

    /// <summary>The weight and the bias, or nothing.</summary>
    public IReadOnlyList<Parameter> Parameters { get; protected init; } = [];

    /// <summary>Numbers that a weight's output depends on, and numbers that depend on a weight's input: what initialisations scale by.</summary>
    public virtual (int In, int Out) Fans => (1, 1);

    /// <summary>Whether its result differs from pass to pass.</summary>
    public virtual bool IsStochastic => false;

    /// <summary>Whether it does nothing at inference.</summary>
    public virtual bool IsTrainingOnly => false;

    /// <summary>Makes what computes it.</summary>
    /// <param name="kernels">The inner loops to use.</param>
    /// <param name="stream">The number of its random stream within the network, where it draws.</param>
    public abstract Operation CreateOperation(KernelSet kernels, int stream);

    protected static string Join(string description, Activation activation) => activation.Kind == ActivationKind.Linear ? description : $"{description}, {activation}";
}
