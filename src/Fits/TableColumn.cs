namespace Astra.Fits;

/// <summary>A column of a table: what its cards say.</summary>
public sealed class TableColumn
{
    internal TableColumn()
    {
    }

    /// <summary>0-based position among the columns; the n of TFORMn less one.</summary>
    public required int Index { get; init; }

    /// <summary>TTYPEn; empty where the file names none.</summary>
    public required string Name { get; init; }

    /// <summary>TUNITn, or null.</summary>
    public required string? Unit { get; init; }

    /// <summary>TFORMn as it stands in the file.</summary>
    public required string Format { get; init; }

    /// <summary>What one element is in the file; of a variable-length column, an element of its arrays.</summary>
    public required ElementType ElementType { get; init; }

    /// <summary>
    /// Elements of a row as TFORMn counts them: characters of a text column, bits of a bit column. Of a variable-length column 0 or 1: the array
    /// descriptor.
    /// </summary>
    public required int Repeat { get; init; }

    /// <summary>
    /// What one row gives when it is read into a span: <see cref="Repeat"/> numbers, bits or logicals; of a text column the number of strings, which
    /// is 1 unless TDIMn or
    /// the form rAw divides the characters. Of a variable-length text column 1; of other variable-length columns 0, because they are read row by row.
    /// </summary>
    public required int ElementsPerRow { get; init; }

    /// <summary>
    /// TDIMn, the fastest axis first: of text the first axis counts characters. One axis of <see cref="Repeat"/> where TDIMn is absent or does not
    /// fit.
    /// </summary>
    public required IReadOnlyList<int> Dimensions { get; init; }

    /// <summary>TSCALn; 1 where absent.</summary>
    public double Scale => Scaling.Scale;

    /// <summary>TZEROn; 0 where absent.</summary>
    public double Zero => Scaling.Zero;

    /// <summary>TNULLn of an integer column: the stored number that means "no value"; null where absent.</summary>
    public long? Null => Scaling.Null;

    /// <summary>Whether rows hold arrays of their own lengths (P and Q).</summary>
    public required bool IsVariableLength { get; init; }

    /// <summary>Where in a row the column starts.</summary>
    internal long ByteOffset { get; init; }

    /// <summary>Bytes of the column in a row.</summary>
    internal long ByteWidth { get; init; }

    /// <summary>TSCALn, TZEROn and TNULLn.</summary>
    internal Scaling Scaling { get; init; }

    /// <summary>Of a column of ASCII tables: the decimals that a number without a decimal point has.</summary>
    internal int ImpliedDecimals { get; init; }

    /// <summary>Of a column of ASCII tables: the text that means "no value".</summary>
    internal string? NullText { get; init; }

    /// <summary>Of a variable-length column: whether its descriptors are of 64-bit numbers (Q).</summary>
    internal bool HasWideDescriptors { get; init; }
}
