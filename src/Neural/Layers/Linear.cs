namespace Astra.Neural;

/// <summary>A dense layer: y = W x + b, with activation.</summary>
internal sealed class Linear : Layer
{
    readonly int inputs;
    readonly int outputs;
    readonly Activation activation;

    public Linear(string name, Shape input, int outputs, Activation activation)
    {
        inputs = input.Channels == 1
            ? input.Length
            : throw new ArgumentException(
                $"The dense layer {name} was put after {input} values. Flatten them first: the order of a flat vector is a choice.");
        this.outputs = outputs >= 1 ? outputs : throw new ArgumentException($"The dense layer {name} has {outputs} outputs.");
        this.activation = activation;
        Name = name;
        Parameters = [new($"{name}.weight", outputs, inputs), new($"{name}.bias", outputs)];
    }

    public override Shape Output => Shape.Vector(outputs);

    public override string Description => Join($"Linear {outputs}", activation);

    public override (int In, int Out) Fans => (inputs, outputs);

    public override Operation CreateOperation(KernelSet kernels, int stream) => new LinearOperation(kernels, inputs, outputs, Parameters, activation);
}

/// <summary>A dense layer on all samples at once: a product of matrices. Its work can be split by panels of columns, which does not change what is computed.</summary>
internal sealed unsafe class LinearOperation(
    KernelSet kernels, int inputs, int outputs, IReadOnlyList<Parameter> parameters, Activation activation) : Operation
{
    readonly AlignedArray<float> panels = new((long)kernels.Panels(outputs) * kernels.PanelWidth * inputs);
    readonly AlignedArray<float> bias = new(kernels.Panels(outputs) * kernels.PanelWidth);
    readonly AlignedArray<float> zeros = new(kernels.PanelWidth);

    /// <summary>Panels of the outputs.</summary>
    public int OutputPanels => kernels.Panels(outputs);

    /// <summary>Panels of the inputs: the parts that the backward pass can be split into.</summary>
    public int InputPanels => kernels.Panels(inputs);

    /// <summary>Numbers that <see cref="Backward"/> needs to work with.</summary>
    public int BackwardScratchSize(int rows) => kernels.PanelWidth * Math.Max(outputs, rows);

    public override void Refresh(bool forTraining) => Refresh(0, OutputPanels);

    /// <summary>Takes over the present weights of some outputs.</summary>
    public void Refresh(int firstPanel, int endPanel)
    {
        fixed (float* weights = parameters[0].Value)
        {
            for (int panel = firstPanel; panel < endPanel; panel++)
            {
                int first = panel * kernels.PanelWidth;
                kernels.PackColumns(weights + (nint)first * inputs, inputs, inputs, outputs - first, panels.Pointer + (nint)first * inputs);
                parameters[1].Value.AsSpan(first, Math.Min(kernels.PanelWidth, outputs - first)).CopyTo(bias.Span[first..]);
            }
        }
    }

    /// <summary>Computes some outputs of all rows.</summary>
    public void Forward(float* x, nint xStride, int rows, float* y, nint yStride, int firstPanel, int endPanel)
    {
        int first = firstPanel * kernels.PanelWidth, end = Math.Min(endPanel * kernels.PanelWidth, outputs);
        kernels.Multiply(new MatrixProduct
        {
            A = x,
            ARowStride = xStride,
            AColumnStride = 1,
            Rows = rows,
            Depth = inputs,
            Columns = end - first,
            Panels = panels.Pointer + (nint)first * inputs,
            C = y + first,
            CRowStride = yStride,
            Bias = bias.Pointer + first,
            Floor = activation.Floor,
        });
        if (activation.Kind is not (ActivationKind.Linear or ActivationKind.Relu))
        {
            for (int row = 0; row < rows; row++)
            {
                activation.ApplyAfterFloor(new(y + row * yStride + first, end - first));
            }
        }
    }

    /// <summary>Turns derivatives with respect to the outputs into those before the activation, and adds the gradient of the bias.</summary>
    public void BackwardActivation(float* y, nint yStride, float* gradients, int rows)
    {
        fixed (float* biasGradients = parameters[1].Gradient)
        {
            for (int row = 0; row < rows; row++)
            {
                activation.Differentiate(kernels, y + row * yStride, gradients + (nint)row * outputs, outputs);
                kernels.Add(gradients + (nint)row * outputs, biasGradients, outputs);
            }
        }
    }

    /// <summary>For one panel of inputs, computes their derivatives and adds the gradients of their weights, both from derivatives before the activation.</summary>
    public void Backward(
        float* x, nint xStride, float* gradients, int rows, float* inputGradients, nint inputGradientStride, bool add, int panel, float* scratch)
    {
        int first = panel * kernels.PanelWidth, columns = Math.Min(kernels.PanelWidth, inputs - first);
        fixed (float* weightGradients = parameters[0].Gradient, weights = parameters[0].Value)
        {
            kernels.PackRows(x + first, xStride, rows, columns, scratch);
            kernels.Multiply(new MatrixProduct
            {
                A = gradients,
                ARowStride = 1,
                AColumnStride = outputs,
                Rows = outputs,
                Depth = rows,
                Columns = columns,
                Panels = scratch,
                C = weightGradients + first,
                CRowStride = inputs,
                Bias = null,
                Floor = float.NegativeInfinity,
            });
            if (inputGradients == null)
            {
                return;
            }

            kernels.PackRows(weights + first, inputs, outputs, columns, scratch);
            kernels.Multiply(new MatrixProduct
            {
                A = gradients,
                ARowStride = outputs,
                AColumnStride = 1,
                Rows = rows,
                Depth = outputs,
                Columns = columns,
                Panels = scratch,
                C = inputGradients + first,
                CRowStride = inputGradientStride,
                Bias = add ? null : zeros.Pointer,
                Floor = float.NegativeInfinity,
            });
        }
    }
}
