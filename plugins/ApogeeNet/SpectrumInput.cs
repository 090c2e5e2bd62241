using System.Globalization;

namespace Astra.Plugins.ApogeeNet;

/// <summary>
/// Makes the network's input of a spectrum, in two steps: <see cref="Prepare"/> gives flux and noise in the model's unit, to which noise may be
/// added, and <see cref="ToInput"/> what the network sees. One spectrum never affects another. Keeps scratch memory: one for each thread.
/// </summary>
sealed class SpectrumInput(InputSettings settings)
{
    // The reduction writes 1e10 where there are no data; SDSS's code takes exactly this for a gap.
    const float NoData = 1e9f;

    // Of the logarithm: what is darker is noise.
    const float Darkest = 0.01f;

    readonly bool isRaw = settings.Scaling == InputSettings.Raw;
    readonly float[] values = new float[WavelengthGrid.Pixels];
    readonly bool[] usable = new bool[WavelengthGrid.Pixels];

    /// <summary>Flux and one-sigma noise of the model's pixels in the model's unit.</summary>
    /// <param name="spectrum">The spectrum.</param>
    /// <param name="flux">
    /// Takes a number for each pixel of the grid. Raw: flux, 0 where it is not finite. Scaled: flux over median, less one, so that 0 is what a
    /// pixel without data gets.
    /// </param>
    /// <param name="sigma">Takes the noise, cut at the cap. Raw: gaps have the cap, as in the published code. Scaled: 0 where there are no
    /// data.</param>
    /// <returns>The number of pixels with data.</returns>
    /// <exception cref="NoResultException">There are no data, or there is no light.</exception>
    public int Prepare(Spectrum spectrum, Span<float> flux, Span<float> sigma)
    {
        int count = FindUsable(spectrum);
        if (count == 0)
        {
            throw new NoResultException(string.Create(
                CultureInfo.InvariantCulture,
                $"None of the model's {settings.Chips.Sum(chip => chip[1] - chip[0])} pixels has data (finite flux, an error between 0 and 1e9" +
                $"{(settings.BadPixelMask == 0 || isRaw ? "" : $", no mask bit of {settings.BadPixelMask}")})."));
        }

        if (isRaw)
        {
            PrepareRaw(spectrum, flux, sigma);
        }
        else
        {
            PrepareScaled(spectrum, flux, sigma);
        }

        return count;
    }

    /// <summary>What the network sees of flux in the model's unit. May be done in place.</summary>
    public void ToInput(ReadOnlySpan<float> flux, Span<float> input)
    {
        float gain = (float)settings.Gain;
        float clip = (float)settings.Clip;
        switch (settings.Scaling)
        {
            case InputSettings.Raw:
                flux.CopyTo(input);
                break;
            case InputSettings.Relative:
                for (int p = 0; p < flux.Length; p++)
                {
                    input[p] = gain * Math.Clamp(flux[p], -clip, clip);
                }

                break;
            default:
                for (int p = 0; p < flux.Length; p++)
                {
                    input[p] = flux[p] == 0 ? 0 : gain * MathF.Log(Math.Max(1 + Math.Clamp(flux[p], -clip, clip), Darkest));
                }

                break;
        }
    }

    int FindUsable(Spectrum spectrum)
    {
        usable.AsSpan().Clear();
        PixelMask bad = isRaw ? PixelMask.None : (PixelMask)settings.BadPixelMask;
        ReadOnlySpan<PixelMask> mask = spectrum.Mask.Span;
        int count = 0;
        foreach (int[] chip in settings.Chips)
        {
            for (int p = chip[0]; p < chip[1]; p++)
            {
                usable[p] = spectrum.HasData(p) && (mask[p] & bad) == 0;
                count += usable[p] ? 1 : 0;
            }
        }

        return count;
    }

    /// <summary>As in SDSS's code, gaps and all: the network learned with what that makes of them.</summary>
    void PrepareRaw(Spectrum spectrum, Span<float> flux, Span<float> sigma)
    {
        ReadOnlySpan<float> observed = spectrum.Flux.Span;
        ReadOnlySpan<float> error = spectrum.Error.Span;
        for (int p = 0; p < observed.Length; p++)
        {
            flux[p] = float.IsFinite(observed[p]) ? observed[p] : 0;
            sigma[p] = error[p] > 0 ? error[p] : 0;
            values[p] = sigma[p];
        }

        float median = Median(values);
        if (median >= NoData)
        {
            // More gaps than data: five times "no data" is no error of anything.
            median = MedianOfUsable(error, [0, WavelengthGrid.Pixels]);
        }

        Cap(sigma, (float)(settings.ErrorCap * median));
    }

    void PrepareScaled(Spectrum spectrum, Span<float> flux, Span<float> sigma)
    {
        ReadOnlySpan<float> observed = spectrum.Flux.Span;
        ReadOnlySpan<float> error = spectrum.Error.Span;
        flux.Clear();
        sigma.Clear();
        int[] whole = [settings.Chips[0][0], settings.Chips[^1][1]];
        float cap = (float)settings.ErrorCap * MedianOfUsable(error, whole);
        bool isDark = true;
        foreach (int[] part in settings.Median == InputSettings.OfChip ? settings.Chips : [whole])
        {
            float median = MedianOfUsable(observed, part);
            if (!(median > 0))
            {
                // A detector without light tells as little as one without data.
                continue;
            }

            isDark = false;
            for (int p = part[0]; p < part[1]; p++)
            {
                if (usable[p])
                {
                    flux[p] = Math.Clamp((observed[p] / median) - 1, -1000, 1000);
                    sigma[p] = Math.Min(error[p], cap) / median;
                }
            }
        }

        if (isDark)
        {
            throw new NoResultException("There is no light: the median flux of the pixels with data is not above zero.");
        }
    }

    static void Cap(Span<float> sigma, float cap)
    {
        for (int p = 0; p < sigma.Length; p++)
        {
            sigma[p] = Math.Min(sigma[p], cap);
        }
    }

    float MedianOfUsable(ReadOnlySpan<float> from, int[] part)
    {
        int count = 0;
        for (int p = part[0]; p < part[1]; p++)
        {
            if (usable[p])
            {
                values[count++] = from[p];
            }
        }

        return count == 0 ? float.NaN : Median(values.AsSpan(0, count));
    }

    /// <summary>The mean of the two in the middle where there are two, as numpy has it. The values are left in another order.</summary>
    static float Median(Span<float> values)
    {
        values.Sort();
        return values.Length % 2 == 1 ? values[values.Length / 2] : (values[(values.Length / 2) - 1] + values[values.Length / 2]) / 2;
    }
}
