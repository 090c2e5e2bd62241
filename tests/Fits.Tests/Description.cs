using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace Astra.Fits.Tests;

/// <summary>Describes a FITS file as Astra.Fits reads it, in the words of <c>judge/describe.py</c>.</summary>
static class Description
{
    public static IEnumerable<string> Of(string path)
    {
        using FitsFile file = FitsFile.Open(path);
        foreach (Hdu hdu in file.Hdus)
        {
            string where = $"{path} {hdu.Index}";
            IEnumerable<string> data = hdu is TableHdu table ? OfTable(table, where) : OfImage((ImageHdu)hdu, where);
            foreach (string line in hdu.Header.Cards.Select(card => OfCard(card, where)).Concat(data))
            {
                yield return line;
            }
        }
    }

    static string OfCard(FitsCard card, string where) => card.Value.Kind == FitsValueKind.None
        ? $"{where} card {card.Keyword}: {card.Comment}"
        : $"{where} card {card.Keyword}: {OfValue(card.Value)} / {card.Comment}";

    static string OfValue(FitsValue value) => value.Kind switch
    {
        FitsValueKind.Undefined => "undefined",
        FitsValueKind.Logical => value.Integer != 0 ? "T" : "F",
        FitsValueKind.Integer => $"integer {value.Integer}",
        FitsValueKind.Real => $"real {Hex(value.Real)}",
        FitsValueKind.Complex => $"complex {Hex(value.Real)} {Hex(value.Imaginary)}",
        _ => $"text {value.Text}",
    };

    static IEnumerable<string> OfImage(ImageHdu image, string where)
    {
        yield return $"{where} image of {image.PixelCount} pixels";
        if (image.Axes.Count == 0)
        {
            yield break;
        }

        double scale = image.Header.TryGetDouble("BSCALE", out double number) ? number : 1;
        double zero = image.Header.TryGetDouble("BZERO", out number) ? number : 0;
        if (image.BitPix < 0 && scale == 1 && zero == 0)
        {
            float[] singles = new float[image.PixelCount];
            image.ReadPixels(0, singles);
            yield return $"{where} singles {Digest(singles)}";
        }

        double[] doubles = new double[image.PixelCount];
        image.ReadPixels(0, doubles);
        yield return $"{where} doubles {Digest(doubles)}";
        if (image.BitPix > 0 && scale == 1 && Math.Abs(zero) < 1L << 53)
        {
            long[] integers = new long[image.PixelCount];
            image.ReadPixels(0, integers);
            yield return $"{where} integers {Digest(integers)}";
        }
    }

    static IEnumerable<string> OfTable(TableHdu table, string where)
    {
        yield return $"{where} table of {table.RowCount} rows";
        foreach (TableColumn column in table.Columns)
        {
            yield return $"{where} column {column.Name} {column.Format} {column.Unit ?? "None"} {OfColumn(table, column)}";
        }
    }

    static string OfColumn(TableHdu table, TableColumn column)
    {
        long elements = table.RowCount * column.ElementsPerRow;
        if (column.ElementType == ElementType.Text)
        {
            string[] strings = new string[elements];
            table.Read(column, 0, strings);
            return column.IsVariableLength
                ? $"strings of {string.Join(',', strings.Select(text => text.Length))}: {string.Join('|', strings)}"
                : $"strings {Digest<byte>(Encoding.Latin1.GetBytes(string.Join('\n', strings)))}";
        }

        switch (column.ElementType)
        {
            case ElementType.Logical or ElementType.Bit:
                bool[] logicals = Read<bool>(table, column, elements, out string lengths);
                return $"{lengths}logicals {Digest(logicals)}";
            case ElementType.ComplexSingle or ElementType.ComplexDouble:
                Complex[] complex = Read<Complex>(table, column, elements, out lengths);
                return $"{lengths}complex {Digest(complex)}";
            case ElementType.Single or ElementType.Double:
                return $"{lengths = ""}{OfDoubles(table, column, elements)}";
            default:
                bool whole = column.Scale == 1 && column.Zero == Math.Truncate(column.Zero);
                return OfDoubles(table, column, elements) + (whole ? $" integers {Digest(Read<long>(table, column, elements, out _))}" : "");
        }
    }

    static string OfDoubles(TableHdu table, TableColumn column, long elements)
    {
        double[] doubles = Read<double>(table, column, elements, out string lengths);
        return $"{lengths}doubles {Digest(doubles)}";
    }

    static T[] Read<T>(TableHdu table, TableColumn column, long elements, out string lengths)
        where T : unmanaged
    {
        lengths = "";
        if (column.IsVariableLength)
        {
            T[][] rows = [.. Enumerable.Range(0, (int)table.RowCount).Select(row => ((BinaryTableHdu)table).ReadArray<T>(column, row))];
            lengths = $"arrays of {string.Join(',', rows.Select(row => row.Length))}: ";
            return [.. rows.SelectMany(row => row)];
        }

        T[] values = new T[elements];
        switch (values)
        {
            case double[] doubles: table.Read(column, 0, doubles); break;
            case long[] integers: table.Read(column, 0, integers); break;
            case bool[] logicals: table.Read(column, 0, logicals); break;
            case Complex[] complex: table.Read(column, 0, complex); break;
        }

        return values;
    }

    /// <summary>All double-precision NaNs count as one: which of them stands for "no value" is each reader's own choice.</summary>
    static string Digest<T>(T[] values)
        where T : unmanaged
    {
        if (values is double[] doubles)
        {
            double oneNaN = BitConverter.UInt64BitsToDouble(0x7FF8000000000000);
            values = (T[])(object)Array.ConvertAll(doubles, value => double.IsNaN(value) ? oneNaN : value);
        }

        return Convert.ToHexStringLower(SHA256.HashData(MemoryMarshal.AsBytes(values.AsSpan())))[..16];
    }

    static string Hex(double value)
    {
        byte[] bytes = new byte[sizeof(double)];
        BinaryPrimitives.WriteDoubleBigEndian(bytes, value);
        return Convert.ToHexStringLower(bytes);
    }
}
