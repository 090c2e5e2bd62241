namespace Astra.Neural;

/// <summary>
/// A change between channels and a flat vector. The numbers stay where they are (channel-major, PyTorch's order), or are transposed (position-major, the
/// order of Keras, where the channels of a pixel stand together).
/// </summary>
internal sealed class Reshaping : Layer
{
    readonly int rows;
    readonly int columns;

    Reshaping(Shape output, int rows, int columns, string description)
    {
        Output = output;
        Description = description;
        this.rows = rows;
        this.columns = columns;
    }

    public override Shape Output { get; }

    public override string Description { get; }

    public static Reshaping Flatten(Shape input) => new(Shape.Vector(input.Size), 1, input.Size, "Flatten");

    public static Reshaping FlattenByPosition(Shape input) => new(Shape.Vector(input.Size), input.Channels, input.Length, "Flatten by position");

    public static Reshaping UnflattenByPosition(Shape input, int channels) => channels >= 1 && input.Channels == 1 && input.Length % channels == 0
        ? new(new(channels, input.Length / channels), input.Length / channels, channels, "Unflatten by position")
        : throw new ArgumentException($"{input} values cannot be dealt out to {channels} channels.");

    public override Operation CreateOperation(KernelSet kernels, int stream) => new TransposeOperation(rows, columns);

    sealed unsafe class TransposeOperation(int rows, int columns) : RowOperation
    {
        public override void Forward(in RowArguments row) => Transpose(row.Inputs[0], row.Output, rows, columns);

        public override void Backward(in RowArguments row)
        {
            if (row.InputGradients[0] != null)
            {
                Transpose(row.OutputGradient, row.InputGradients[0], columns, rows);
            }
        }

        static void Transpose(float* source, float* target, int rows, int columns)
        {
            if (rows == 1 || columns == 1)
            {
                new ReadOnlySpan<float>(source, rows * columns).CopyTo(new(target, rows * columns));
                return;
            }

            for (int column = 0; column < columns; column++)
            {
                for (int row = 0; row < rows; row++)
                {
                    *target++ = source[(nint)row * columns + column];
                }
            }
        }
    }
}
