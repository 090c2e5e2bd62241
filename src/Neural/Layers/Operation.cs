namespace Astra.Neural;

/// <summary>Where an operation on one sample finds its numbers. All results are overwritten, not added to.</summary>
internal unsafe struct RowArguments
{
    /// <summary>Of each input, the sample's values.</summary>
    public float** Inputs;

    /// <summary>The sample's result.</summary>
    public float* Output;

    /// <summary>From <see cref="CounterRandom.RowKey"/>.</summary>
    public ulong RowKey;

    /// <summary><see cref="RowOperation.StateSize"/> bytes that last from the forward to the backward pass; null at inference.</summary>
    public byte* State;

    /// <summary><see cref="RowOperation.ScratchSize"/> or, going backward, <see cref="RowOperation.BackwardScratchSize"/> numbers.</summary>
    public float* Scratch;

    /// <summary>Derivatives of the loss with respect to the result. The operation may use the memory for its own ends.</summary>
    public float* OutputGradient;

    /// <summary>Of each input, where its derivatives go, or null where nobody needs them.</summary>
    public float** InputGradients;

    /// <summary>Where derivatives with respect to the weight and then the bias are added.</summary>
    public float* ParameterGradients;
}

/// <summary>What computes a layer. Shared by all threads; changes only in <see cref="Refresh"/>.</summary>
internal abstract class Operation
{
    /// <summary>Takes over the present values of the parameters.</summary>
    /// <param name="forTraining">Whether also what the backward pass needs.</param>
    public virtual void Refresh(bool forTraining)
    {
    }
}

/// <summary>An operation that takes one sample at a time.</summary>
internal abstract class RowOperation : Operation
{
    /// <summary>Bytes per sample that the backward pass needs of the forward pass, beyond inputs and output.</summary>
    public virtual int StateSize => 0;

    public virtual int ScratchSize => 0;

    public virtual int BackwardScratchSize => 0;

    public abstract void Forward(in RowArguments row);

    public abstract void Backward(in RowArguments row);
}
