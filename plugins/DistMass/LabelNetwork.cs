using Astra.Neural;

namespace Astra.Plugins.DistMass;

/// <summary>
/// A network of one hidden layer (section 4.1 of the paper): standardised labels in, one number out, with what is known of its errors and of where it
/// holds. Read-only, so one object serves all threads.
/// </summary>
sealed class LabelNetwork
{
    readonly FrozenNetwork network;

    /// <summary>Builds a network.</summary>
    /// <exception cref="ArgumentException">The description is not that of a network.</exception>
    public LabelNetwork(NetworkDescription description)
    {
        Description = description;
        if (description.Fault() is string fault)
        {
            throw new ArgumentException($"{char.ToUpperInvariant(fault[0])}{fault[1..]}.");
        }

        Domain = new LabelDomain(description.DomainStars, description.DomainEdge);
        Network built = Build(description.HiddenBias.Length, description.ActivationKind, 0);
        built.Threads = 1;
        float[][] weights = [description.HiddenWeights, description.HiddenBias, description.OutputWeights, [description.OutputBias]];
        for (int i = 0; i < weights.Length; i++)
        {
            weights[i].CopyTo(built.Parameters[i].Value, 0);
        }

        network = built.Freeze();
    }

    /// <summary>What the network is and how it was made.</summary>
    public NetworkDescription Description { get; }

    /// <summary>Where it holds.</summary>
    public LabelDomain Domain { get; }

    /// <summary>The architecture: as many hidden neurons as asked for, one output.</summary>
    public static Network Build(int neurons, ActivationKind activation, ulong seed) => new(
        "DistMass",
        Node.Input("labels", StellarLabels.Count).Linear("hidden", neurons, new Activation(activation)).Linear("output", 1),
        seed,
        Initialisation.GlorotUniform);

    /// <summary>A session for one thread.</summary>
    public Session CreateSession() => network.CreateSession();

    /// <summary>Standardises labels with the constants of the training set.</summary>
    public void Standardise(in StellarLabels labels, Span<float> standardised)
    {
        for (int i = 0; i < StellarLabels.Count; i++)
        {
            standardised[i] = (float)((labels[i] - Description.InputMean[i]) / Description.InputDeviation[i]);
        }
    }

    /// <summary>The number that an output of the network stands for: magnitudes or solar masses.</summary>
    public double FromOutput(float output) => Description.TargetMean + (output * Description.TargetDeviation);

    /// <summary>Asks the network.</summary>
    /// <param name="session">A session of this network.</param>
    /// <param name="labels">Labels of stars, all known.</param>
    /// <returns>Magnitudes or solar masses.</returns>
    public double[] Predict(Session session, IReadOnlyList<StellarLabels> labels)
    {
        float[] inputs = new float[labels.Count * StellarLabels.Count];
        for (int star = 0; star < labels.Count; star++)
        {
            Standardise(labels[star], inputs.AsSpan(star * StellarLabels.Count, StellarLabels.Count));
        }

        float[] outputs = new float[labels.Count];
        if (outputs.Length > 0)
        {
            session.Run(inputs, outputs.Length, outputs);
        }

        return Array.ConvertAll(outputs, FromOutput);
    }
}
