using System.Globalization;
using System.Runtime.InteropServices;
using Astra.Plugins.Cannon;
using Astra.Testing;

namespace Astra.Cannon.Tests;

public sealed class ScipyJudgeTests : IDisposable
{
    // The model's scaled labels x, so that curve_fit's own finite steps suit them all.
    const string Program = """
        import sys
        import numpy as np
        from scipy.optimize import curve_fit
        flux, sigma, theta = (np.fromfile(sys.argv[1] + '/' + name) for name in ('flux', 'sigma', 'theta'))
        theta = theta.reshape(10, -1)
        def model(_, *x):
            terms = [1.0, *x] + [x[i] * x[j] for i in range(3) for j in range(i, 3)]
            return np.dot(terms, theta)
        x, covariance = curve_fit(model, None, flux, p0=np.zeros(3), sigma=sigma, absolute_sigma=True, xtol=1e-12, ftol=1e-12)
        print(*x, *covariance.ravel())
        """;

    readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("astra-cannon-");

    public void Dispose() => folder.Delete(recursive: true);

    [ScipyFact]
    public void Labels_and_covariance_are_those_of_curve_fit()
    {
        CannonModel model = InventedModel.Create();
        (double[] flux, double[] variance) = InventedModel.Observe(model, [4613, 1.7, -0.41], 0.01, "for scipy");
        Write("flux", flux);
        Write("sigma", [.. variance.Zip(model.Variance, (noise, scatter) => Math.Sqrt(noise + scatter))]);
        Write("theta", [.. Enumerable.Range(0, 10).SelectMany(t => model.Coefficients.Skip(t * model.Stride).Take(flux.Length))]);
        string output = Python.Ask(["-c", Program, folder.FullName]);
        double[] judged = [.. output.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Select(word => double.Parse(word, CultureInfo.InvariantCulture))];

        LabelFit fit = new LabelFitter(model, 100).Fit(flux, variance)!;
        double[] scale = model.Settings.Scale;
        for (int i = 0; i < 3; i++)
        {
            double error = Math.Sqrt(fit.Covariance[4 * i]);
            Assert.Equal((judged[i] * scale[i]) + model.Settings.Centre[i], fit.Labels[i], 1e-4 * error);
            for (int j = 0; j < 3; j++)
            {
                double expected = judged[3 + (3 * i) + j] * scale[i] * scale[j];
                Assert.Equal(expected, fit.Covariance[(3 * i) + j], 1e-4 * error * Math.Sqrt(fit.Covariance[4 * j]));
            }
        }
    }

    void Write(string name, double[] values) => File.WriteAllBytes(Path.Combine(folder.FullName, name), MemoryMarshal.AsBytes(values.AsSpan()).ToArray());
}
