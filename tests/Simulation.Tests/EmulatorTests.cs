using System.Numerics;
using Astra.Testing;

namespace Astra.Simulation.Tests;

public sealed class EmulatorTests : IDisposable
{
    readonly EmulatorFile file = new(5);

    public void Dispose() => file.Dispose();

    [Fact]
    public void Vectors_give_what_the_plain_reference_gives()
    {
        Emulator emulator = Emulator.Read(file.Write());
        float[] fast = new float[Emulator.Pixels];
        float[] plain = new float[Emulator.Pixels];
        foreach (double[] labels in new double[][] { [4800, 2.5, -0.3, 0.1, 5], [7400, 4.9, 0.3, -1.5, 19], [3500, 0, -1.5, -1.7, 0.1] })
        {
            emulator.Evaluate(labels, fast);
            emulator.EvaluateReference(labels, plain);
            Assert.All(fast.Zip(plain), pair => Assert.Equal(pair.Second, pair.First, 5e-7));
        }

        Assert.True(plain.Distinct().Count() > 7000);
    }

    [Fact]
    public void The_number_of_labels_says_what_an_emulator_gives()
    {
        Emulator normalized = Emulator.Read(file.Write());
        Assert.Equal(EmulatedQuantity.NormalizedFlux, normalized.Quantity);
        Assert.Equal(["teff", "logg", "fe_h", "mg_fe", "v_macro"], normalized.Labels.Select(label => label.Name));
        using EmulatorFile four = new(4);
        Emulator flux = Emulator.Read(four.Write());
        Assert.Equal(EmulatedQuantity.FluxDensity, flux.Quantity);
        Assert.Equal(["teff", "logg", "fe_h", "alpha_fe"], flux.Labels.Select(label => label.Name));
        Assert.Equal(new EmulatorLabel("alpha_fe", -0.2, 0.45), flux.Labels[3]);
        using EmulatorFile three = new(3);
        Assert.Contains("3 labels", Assert.Throws<BadInputException>(() => Emulator.Read(three.Write())).Message);
    }

    [Theory]
    [InlineData(3400, 2, "teff 3400 is below 3500")]
    [InlineData(5000, 5.5, "logg 5.5 is above 5")]
    [InlineData(5000, double.NaN, "logg is not known")]
    [InlineData(3500, 5, null)]
    public void Labels_outside_the_limits_are_named(double teff, double logg, string? expected) =>
        Assert.Equal(expected, Emulator.Read(file.Write()).WhyOutside([teff, logg, 0, 0, 5]));

    [Theory]
    [InlineData("W_ARRAY_0")]
    [InlineData("W_ARRAY_1")]
    [InlineData("B_ARRAY_0")]
    [InlineData("B_ARRAY_1")]
    [InlineData("X_MIN")]
    [InlineData("X_MAX")]
    public void A_missing_array_and_a_wrong_shape_are_reported_with_file_and_array(string name)
    {
        float[] values = file.Values(name);
        file.Set(name, [1, 1, 1, values.Length], values);
        Reported("shape");
        file.Remove(name);
        Reported("no emulator");

        void Reported(string reason)
        {
            string message = Assert.Throws<BadInputException>(() => Emulator.Read(file.Write())).Message;
            Assert.StartsWith(file.Path, message);
            Assert.Contains(name, message);
            Assert.Contains(reason, message);
        }
    }

    [Theory]
    [InlineData("W_ARRAY_0", 12345)]
    [InlineData("W_ARRAY_1", 777)]
    [InlineData("B_ARRAY_0", 0)]
    [InlineData("B_ARRAY_1", 7213)]
    [InlineData("X_MAX", 4)]
    public void A_number_that_is_none_is_reported_with_its_place(string name, int element)
    {
        file.Values(name)[element] = float.NaN;
        Assert.Contains($"{name} cannot be used: its element {element} is NaN", Assert.Throws<BadInputException>(() => Emulator.Read(file.Write())).Message);
    }

    [Fact]
    public void Limits_the_wrong_way_round_are_reported()
    {
        file.Values("X_MAX")[1] = -1;
        Assert.Contains("not above that of X_MIN", Assert.Throws<BadInputException>(() => Emulator.Read(file.Write())).Message);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1000)]
    [InlineData(5000)]
    [InlineData(100_000)]
    public void A_truncated_file_is_one_clear_error(int bytes) =>
        Assert.Contains(file.Path, Assert.Throws<BadInputException>(() => Emulator.Read(file.Write(bytes))).Message);

    [Fact]
    public void A_file_that_is_not_there_is_one_clear_error() =>
        Assert.Contains("nowhere.fits", Assert.Throws<BadInputException>(() => Emulator.Read("/nowhere.fits")).Message);

    [Fact]
    public void The_sigmoid_is_within_2e_7_of_the_true_one()
    {
        float[] x = [.. Enumerable.Range(-4000, 8001).Select(i => i * 0.025f), 1e30f, -1e30f];
        float[] y = new float[Vector<float>.Count];
        foreach (float value in x)
        {
            Sigmoid.Of(new Vector<float>(value)).CopyTo(y);
            Assert.Equal(1 / (1 + Math.Exp(-(double)value)), y[0], 2e-7);
        }

        Sigmoid.Of(new Vector<float>(float.NaN)).CopyTo(y);
        Assert.True(float.IsNaN(y[0]));
    }

    [AstropyFact]
    public void The_published_emulators_give_what_numpy_makes_of_their_files()
    {
        const string Program = """
            import sys
            import numpy as np
            from astropy.io import fits
            with fits.open(sys.argv[1]) as hdus:
                w0, w1, b0, b1, low, high = (hdus[name].data.astype(float) for name in ('W_ARRAY_0', 'W_ARRAY_1', 'B_ARRAY_0', 'B_ARRAY_1', 'X_MIN', 'X_MAX'))
            x = (np.array([float(word) for word in sys.argv[2:]]) - low) / (high - low) - 0.5
            hidden = 1 / (1 + np.exp(-(w0 @ x + b0)))
            print(*((w1 * hidden).sum(1) + b1))
            """;
        foreach ((string name, string[] labels) in new (string, string[])[]
        {
            ("flux_emulator.fits", ["4750.5", "2.43", "-0.21", "0.12"]),
            ("flux_emulator.fits", ["3100", "5.2", "0.4", "-0.1"]),
            ("flux_emulator.fits", ["7900", "0.1", "-1.45", "0.44"]),
            ("normalized_emulator.fits", ["4750.5", "2.43", "-0.21", "0.12", "5.5"]),
            ("normalized_emulator.fits", ["7800", "4.7", "0.38", "-0.2", "19.5"]),
        })
        {
            string path = SharedData.Path("emulators", name);
            string output = Python.Ask(["-c", Program, path, .. labels]);
            double[] judged = [.. output.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Select(Number)];
            float[] flux = new float[Emulator.Pixels];
            Emulator.Read(path).Evaluate([.. labels.Select(Number)], flux);
            Assert.Equal(flux.Length, judged.Length);
            Assert.All(flux.Zip(judged), pair => Assert.Equal(pair.Second, pair.First, 1e-5 * Math.Abs(pair.Second)));
        }

        static double Number(string word) => double.Parse(word, System.Globalization.CultureInfo.InvariantCulture);
    }
}
