namespace Astra.Neural;

/// <summary>How weights begin. Biases begin at zero, but for <see cref="KaimingUniform"/>.</summary>
public enum Initialisation
{
    /// <summary>PyTorch's default: weights and biases uniform within 1 / sqrt(fan-in), which is He et al. 2015 with a = sqrt(5).</summary>
    KaimingUniform,

    /// <summary>Keras' default: uniform within sqrt(6 / (fan-in + fan-out)) (Glorot and Bengio 2010).</summary>
    GlorotUniform,

    /// <summary>Uniform within sqrt(6 / fan-in), for ReLU (He et al. 2015).</summary>
    HeUniform,
}
