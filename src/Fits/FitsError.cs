using System.Text;

namespace Astra.Fits;

/// <summary>Every message of the library: where, what is wrong, and, where it helps, what to do.</summary>
static class FitsError
{
    const int LongestQuote = 40;

    public static FitsException CannotOpen(string path, Exception cause) =>
        new($"{path}: cannot be opened: {cause.Message}", cause);

    public static FitsException CannotRead(string path, long offset, Exception cause) =>
        new($"{path}: cannot be read at byte {offset}: {cause.Message}", cause);

    public static FitsException CannotWrite(string path, Exception cause) =>
        new($"{path}: cannot be written: {cause.Message.TrimEnd('.')}. Nothing of it was kept; a file of that name from before is as it was.", cause);

    public static FitsException NumberDoesNotFit(HduPlace place, ColumnDefinition column, int index, long row, string number) =>
        new($"{place}: column {index + 1} ({Printable(column.Name)}): {number} in row {row} does not fit in {column.Format}.");

    public static FitsException TextDoesNotFit(HduPlace place, ColumnDefinition column, int index, long row, string text, int width) =>
        new($"{place}: column {index + 1} ({Printable(column.Name)}): '{Printable(text)}' in row {row} has {text.Length} characters; " +
            $"there is room for {width}.");

    public static FitsException TextIsNotAscii(HduPlace place, ColumnDefinition column, int index, long row, string text) =>
        new($"{place}: column {index + 1} ({Printable(column.Name)}): '{Printable(text)}' in row {row} holds characters that FITS cannot: " +
            "only printable ASCII can stand in a table.");

    public static FitsException CannotUnpack(string path, Exception cause) =>
        new($"{path}: cannot be unpacked (gzip): {cause.Message}", cause);

    public static FitsException PackedCutOff(string path) =>
        new($"{path}: cannot be unpacked (gzip): the compressed data are cut off, or followed by something else.");

    public static FitsException Empty(string path) => new($"{path}: the file is empty.");

    public static FitsException NotFits(string path, ReadOnlySpan<byte> start, bool insideGzip)
    {
        const int Quoted = 16;
        string quote = Printable(Encoding.Latin1.GetString(start[..Math.Min(start.Length, Quoted)]));
        return new($"{path}: no FITS file: {(insideGzip ? "unpacked, it" : "it")} starts with '{quote}' instead of 'SIMPLE  ='.");
    }

    public static FitsException UnpacksTooLarge(string path, long limit) =>
        new($"{path}: unpacks to more than {limit} bytes. Unpack it with gunzip first, or open it with a larger limit.");

    public static FitsException FileBecameShorter(string path, long offset, long length) =>
        new($"{path}: ends at byte {offset}; it had {length} bytes when it was opened. Something else is writing to it.");

    public static FitsException NoSuchHdu(string path, int index, int count, long end, long length) =>
        new($"{path}: has no HDU {index}: it has {count} (0 to {count - 1})" +
            (end < length ? $", and the {length - end} bytes after them, from byte {end}, do not start with XTENSION." : "."));

    public static FitsException OtherHduKind(HduPlace place, string wanted, string kind) =>
        new($"{place}: is not {wanted} but {Printable(kind)}.");

    public static FitsException HeaderWithoutEnd(HduPlace place, long offset, long length) =>
        new($"{place}: the header that starts at byte {offset} has no END card before the end of the file at byte {length}. " +
            "The file is cut off or damaged.");

    public static FitsException HeaderRunsIntoNext(HduPlace place, long offset, long next) =>
        new($"{place}: the header that starts at byte {offset} has no END before the next HDU starts at byte {next}; the file is damaged.");

    public static FitsException HeaderTooLong(HduPlace place, long offset) =>
        new($"{place}: the header that starts at byte {offset} has no END card in its first {HeaderReading.MaxHeaderBytes} bytes, the limit.");

    public static FitsException NotSimple(HduPlace place) =>
        new($"{place}: card SIMPLE is F: the file says that it does not follow the FITS standard.");

    public static FitsException CardMissing(HduPlace place, string key) => new($"{place}: card {Printable(key)} is missing.");

    public static FitsException CardHasOtherType(HduPlace place, string key, FitsValue value, string wanted) =>
        new($"{place}: card {Printable(key)} must be {wanted} but is {Describe(value)}.");

    public static FitsException CardIsNotFinite(HduPlace place, string key) =>
        new($"{place}: card {key} must be a finite number.");

    public static FitsException CardOutOfRange(HduPlace place, string key, long value, long least, long most) =>
        new($"{place}: card {key} is {value}; it must be " + (least == most ? $"{least}." : $"{least} to {most}."));

    public static FitsException CardsContradict(HduPlace place, string key) =>
        new($"{place}: card {key} stands more than once, with different values.");

    public static FitsException UnknownBitPix(HduPlace place, long value) =>
        new($"{place}: card BITPIX is {value}; it must be 8, 16, 32, 64, -32 or -64.");

    public static FitsException TableIsNoByteMatrix(HduPlace place, string kind, long bitPix, int axes) =>
        new($"{place}: a {kind} must have BITPIX 8 and NAXIS 2, not {bitPix} and {axes}.");

    public static FitsException DataUnitTooLarge(HduPlace place) =>
        new($"{place}: NAXISn, PCOUNT and GCOUNT give a data unit larger than any file.");

    public static FitsException DataUnitTruncated(HduPlace place, long offset, long bytes, long length) =>
        new($"{place}: the data unit of {bytes} bytes starts at byte {offset}, but the file ends at byte {length}. " +
            "The file is cut off; fetch it again.");

    public static FitsException NoSuchImageRow(HduPlace place, long row, long rows) =>
        new($"{place}: the image has no row {row}: it has {rows}, counted from 0.");

    public static FitsException NoSuchPixels(HduPlace place, long first, int count, long pixels) =>
        new($"{place}: the image has no {count} pixels from pixel {first} on: it has {pixels}, counted from 0.");

    public static FitsException ImageIsNotOfIntegers(HduPlace place) =>
        new($"{place}: the image holds no integers (BITPIX is negative, or BSCALE or BZERO is no whole number). Read it as float or double.");

    public static FitsException PixelDoesNotFit(HduPlace place, long pixel, int bits) =>
        new($"{place}: the value of pixel {pixel} does not fit in {bits} bits. Read it as a wider type.");

    public static FitsException NoSuchColumn(HduPlace place, string name, IReadOnlyList<TableColumn> columns) =>
        new($"{place}: the table has no column {Printable(name)}; it has {string.Join(", ", columns.Select(column => Printable(column.Name)))}.");

    public static FitsException UnknownFormat(HduPlace place, string key, string format) =>
        new($"{place}: card {key} is '{Printable(format)}', which is no format of this kind of table.");

    public static FitsException ColumnsDoNotFillRow(HduPlace place, long columnBytes, long rowBytes) =>
        new($"{place}: the TFORMn cards describe rows of {columnBytes} bytes, but NAXIS1 says {rowBytes}.");

    public static FitsException ColumnBeyondRow(HduPlace place, string key, long end, long rowBytes) =>
        new($"{place}: card {key} and its TFORM put a column's end at byte {end} of rows of {rowBytes} bytes.");

    public static FitsException AsciiRowsTooLong(HduPlace place, long rowBytes, int limit) =>
        new($"{place}: the rows of the ASCII table have {rowBytes} bytes; the limit is {limit}.");

    public static FitsException NoSuchTableRows(HduPlace place, long first, long count, long rows) =>
        new($"{place}: the table has no {count} rows from row {first} on: it has {rows}, counted from 0.");

    public static FitsException ColumnHoldsOther(HduPlace place, TableColumn column, string wanted) =>
        new($"{Name(place, column)} cannot be read as {wanted}: it holds {column.ElementType} ({Printable(column.Format)}{ScaledWith(column)}).");

    public static FitsException ColumnIsOfVariableLength(HduPlace place, TableColumn column) =>
        new($"{Name(place, column)} holds arrays of variable length. Read them row by row with ReadArray.");

    public static FitsException CellDoesNotFit(HduPlace place, TableColumn column, long row, int bits) =>
        new($"{Name(place, column)}: a value in row {row} does not fit in {bits} bits. Read it as a wider type.");

    public static FitsException CellIsNoNumber(HduPlace place, TableColumn column, long row, string text) =>
        new($"{Name(place, column)}: row {row} holds '{Printable(text)}', which is not the number that is asked for.");

    public static FitsException ArrayOutsideHeap(HduPlace place, TableColumn column, long row, long elements, long start, long heapBytes) =>
        new($"{Name(place, column)}: row {row} points at {elements} elements from byte {start} of the heap, which has {heapBytes} bytes.");

    public static FitsException ArrayTooLong(HduPlace place, TableColumn column, long row, long elements) =>
        new($"{Name(place, column)}: row {row} has {elements} elements, more than are read into one array.");

    /// <summary>Text from a file, fit for a terminal: one line, ASCII, not too long.</summary>
    public static string Printable(string text)
    {
        string cut = text.Length > LongestQuote ? text[..LongestQuote] + "..." : text;
        return string.Create(cut.Length, cut, (characters, source) =>
        {
            for (int i = 0; i < characters.Length; i++)
            {
                characters[i] = char.IsAscii(source[i]) && !char.IsControl(source[i]) ? source[i] : '?';
            }
        });
    }

    static string Name(HduPlace place, TableColumn column) =>
        $"{place}: column {column.Index + 1}{(column.Name.Length > 0 ? $" ({Printable(column.Name)})" : "")}";

    static string ScaledWith(TableColumn column) =>
        column.Scale != 1 || column.Zero != 0 ? $", scaled with {column.Scale} and {column.Zero}" : "";

    static string Describe(FitsValue value) => value.Kind switch
    {
        FitsValueKind.Text => $"the string '{Printable(value.Text!)}'",
        FitsValueKind.Logical => value.Integer != 0 ? "T" : "F",
        FitsValueKind.Integer => $"the integer {value.Integer}",
        FitsValueKind.Real => $"the number {value.Real}",
        FitsValueKind.Complex => "a complex number",
        _ => $"'{Printable(value.Text!)}', which is no FITS value",
    };
}
