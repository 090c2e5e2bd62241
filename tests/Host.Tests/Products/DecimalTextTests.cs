using System.Globalization;
using System.Text;
using Astra.Host.Products;

namespace Astra.Host.Tests.Products;

/// <summary>The fast parser beside the runtime's.</summary>
public sealed class DecimalTextTests
{
    [Theory]
    [InlineData(9)]
    [InlineData(15)]
    public void A_number_is_to_the_last_bit_what_the_runtime_reads(int digits)
    {
        Random random = new(20261121);
        int read = 0;
        for (int i = 0; i < 200_000; i++)
        {
            string text = Number(random, digits);
            byte[] bytes = Encoding.ASCII.GetBytes(text);
            if (DecimalText.TryRead(bytes, out double real))
            {
                Assert.Equal(BitConverter.DoubleToInt64Bits(double.Parse(text, CultureInfo.InvariantCulture)), BitConverter.DoubleToInt64Bits(real));
            }

            if (DecimalText.TryRead(bytes, out float single))
            {
                read++;
                Assert.Equal(BitConverter.SingleToInt32Bits(float.Parse(text, CultureInfo.InvariantCulture)), BitConverter.SingleToInt32Bits(single));
            }
        }

        Assert.InRange(read, 190_000, 200_000);
    }

    [Theory]
    [InlineData("16777217")]
    [InlineData("16777219.0000000")]
    [InlineData("0.500000029802322")]
    [InlineData("33554434e0")]
    public void Between_two_numbers_of_single_precision_it_is_the_nearest_or_left_to_the_runtime(string text)
    {
        if (DecimalText.TryRead(Encoding.ASCII.GetBytes(text), out float single))
        {
            Assert.Equal(float.Parse(text, CultureInfo.InvariantCulture), single);
        }
    }

    [Theory]
    [InlineData("16777217")]
    [InlineData("0.1234567890123456")]
    [InlineData("1e23")]
    [InlineData("1e-23")]
    [InlineData("1e1000")]
    [InlineData("1e")]
    [InlineData("e5")]
    [InlineData("-")]
    [InlineData("")]
    [InlineData("1.2.3")]
    [InlineData("0x10")]
    public void What_needs_more_thought_is_left_to_the_runtime(string text) =>
        Assert.False(DecimalText.TryRead(Encoding.ASCII.GetBytes(text), out float _));

    [Theory]
    [InlineData("0", 0f)]
    [InlineData("-0", -0f)]
    [InlineData("-1.25", -1.25f)]
    [InlineData("1E+2", 100f)]
    [InlineData("4.5e-3", 0.0045f)]
    [InlineData("123456789e-15", 1.23456789e-7f)]
    public void Signs_points_and_exponents_count(string text, float expected)
    {
        Assert.True(DecimalText.TryRead(Encoding.ASCII.GetBytes(text), out float value));
        Assert.Equal(BitConverter.SingleToInt32Bits(expected), BitConverter.SingleToInt32Bits(value));
    }

    static string Number(Random random, int digits)
    {
        string whole = random.NextInt64((long)Math.Pow(10, random.Next(1, digits + 1))).ToString(CultureInfo.InvariantCulture);
        int point = random.Next(whole.Length);
        string text = point == 0 ? whole : $"{whole[..point]}.{whole[point..]}";
        string exponent = random.Next(4) == 0 ? $"{(random.Next(2) == 0 ? "e" : "E")}{random.Next(-8, 9)}" : string.Empty;
        return $"{(random.Next(2) == 0 ? "-" : string.Empty)}{text}{exponent}";
    }
}
