using System.Text;
using Astra.Host.Errors;
using Astra.Host.Tables;
using Astra.Testing;

namespace Astra.Fuzzing;

/// <summary>A catalogue as the host takes it in: FITS, CSV, or columns of text.</summary>
sealed class TableTarget : FuzzTarget
{
    public override string Name => "table";

    /// <summary>
    /// Each line of text makes a list, a buffer and cells of some 500 bytes, which are garbage with the next, and is read twice; a line may be of one byte.
    /// </summary>
    public override long MostAllocated(byte[] input) => base.MostAllocated(input) + (input is [(byte)'S', ..] ? 0 : 1500L * input.Length);

    public override bool IsRefusal(Exception exception) => exception is UserException;

    public override ulong Read(byte[] input, string file)
    {
        File.WriteAllBytes(file, input);
        ContentDigest digest = new();
        return TableFile.Read("The catalogue", file, table =>
        {
            int rows = 0;
            foreach (object?[] row in table.Rows())
            {
                if (++rows > input.Length)
                {
                    throw new WrongAnswerException("a table has more rows than its file has bytes");
                }

                if (row.Length != table.Columns.Count)
                {
                    throw new WrongAnswerException("a row has another number of cells than there are columns");
                }

                digest.Add(row.Length == 0 ? "" : row[0]?.ToString());
            }

            return digest.Value;
        });
    }

    protected override IReadOnlyList<byte[]> CreateSeeds() =>
    [
        new FitsBuilder().Primary().BinaryTable(["18A", "1E", "1D", "1J", "2E"], 18 + 4 + 8 + 4 + 8, [.. Enumerable.Range(0, 42 * 20).Select(i => i % 42 < 18 ? (byte)('a' + (i % 26)) : (byte)i)]).Bytes(),
        new FitsBuilder().Primary().AsciiTable([(1, "A18"), (20, "F8.3")], ["2M00000000+0000000   12.345", "2M00000001+0000000  -99.999"]).Bytes(),
        Encoding.UTF8.GetBytes("# a comment\nAPOGEE_ID,teff,name,n\n2M00000000+0000000,4500.5,\"a, \"\"b\"\"\",1\n2M00000001+0000000,,x,2\r\n"),
        Encoding.UTF8.GetBytes("# star teff logg\n2M00000000+0000000 4500.5 2\n2M00000001+0000000 nan 3\n"),
    ];

    protected override Mutant Mutate(byte[] seed, MutationRandom random) => new(Several(seed, random, bytes =>
        seed[0] == 'S' && !random.OneIn(3) ? CardMutations.Apply(bytes, random) : ByteMutations.Apply(bytes, random, random.Pick(Seeds))));
}
