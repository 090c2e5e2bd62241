namespace Astra.Neural;

/// <summary>Some numbers of a sample, in a given order, each at most as often as listed.</summary>
internal sealed class Selection : Layer
{
    readonly Shape input;
    readonly int[] places;

    public Selection(Shape input, int[] places, string description)
    {
        foreach (int place in places)
        {
            if (place < 0 || place >= input.Size)
            {
                throw new ArgumentException($"Number {place} of {input.Size} was selected.");
            }
        }

        this.input = input;
        this.places = places.Length > 0 ? places : throw new ArgumentException("Nothing was selected: a window without pixels feeds no layer.");
        Description = description;
    }

    public override Shape Output => Shape.Vector(places.Length);

    public override string Description { get; }

    public override Operation CreateOperation(KernelSet kernels, int stream) => new SelectOperation(input.Size, places);

    sealed unsafe class SelectOperation(int size, int[] places) : RowOperation
    {
        public override void Forward(in RowArguments row)
        {
            for (int i = 0; i < places.Length; i++)
            {
                row.Output[i] = row.Inputs[0][places[i]];
            }
        }

        public override void Backward(in RowArguments row)
        {
            if (row.InputGradients[0] != null)
            {
                new Span<float>(row.InputGradients[0], size).Clear();
                for (int i = 0; i < places.Length; i++)
                {
                    row.InputGradients[0][places[i]] += row.OutputGradient[i];
                }
            }
        }
    }
}
