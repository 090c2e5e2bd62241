using Astra.Neural;

namespace Astra.Plugins.AstroNN;

/// <summary>Turns what the passes give into a result with the flags that it deserves.</summary>
static class ResultJudgement
{
    // STARFLAG: BAD_PIXELS, VERY_BRIGHT_NEIGHBOR, LOW_SNR. astroNN_APOGEE_VAC for DR17 has no values of such spectra.
    const long BadSpectrumBits = (1 << 0) | (1 << 3) | (1 << 4);

    /// <summary>The result of a spectrum.</summary>
    /// <param name="settings">The model's settings.</param>
    /// <param name="estimates">What the passes give, one for each label of the model.</param>
    /// <param name="distance">Its distance from the training set; NaN where unknown.</param>
    /// <param name="measuredShare">The share of the model's pixels that were measured.</param>
    /// <param name="spectrumFlags">STARFLAG; NaN where unknown.</param>
    public static AstroNNResult Judge(
        AstroNNSettings settings, ReadOnlySpan<LabelEstimate> estimates, double distance, double measuredShare, double spectrumFlags)
    {
        Span<(float Value, float Error, float RawError)> labels = new (float, float, float)[AstroNNLabels.All.Length];
        labels.Fill((float.NaN, float.NaN, float.NaN));
        bool isOutside = false;
        bool isAbundanceOutside = false;
        for (int output = 0; output < estimates.Length; output++)
        {
            if (settings.IsReported(output))
            {
                LabelSettings label = settings.Labels[output];
                double error = label.Error.Error(estimates[output].Total);
                int place = AstroNNLabels.PlaceOf(label.Name);
                labels[place] = ((float)estimates[output].Value, (float)error, (float)estimates[output].Total);
                bool outside = IsOutside(label.ValidRange, estimates[output].Value, error);
                isOutside |= outside && AstroNNLabels.All[place].Branch < 0;
                isAbundanceOutside |= outside && AstroNNLabels.All[place].Branch >= 0;
            }
        }

        AstroNNFlags flags = FlagsOf(labels[AstroNNLabels.Teff].Error, labels[AstroNNLabels.Logg], labels[AstroNNLabels.FeH]);
        Set(distance > DomainMeasure.Threshold, AstroNNFlags.OutsideDomain);
        Set(isOutside, AstroNNFlags.OutsideLabelRange);
        Set(isAbundanceOutside, AstroNNFlags.OutsideAbundanceRange);
        Set(measuredShare < 0.5, AstroNNFlags.FewPixels);
        Set(double.IsFinite(spectrumFlags) && ((long)spectrumFlags & BadSpectrumBits) != 0, AstroNNFlags.BadSpectrum);
        return AstroNNResult.Of(labels) with { DomainDistance = (float)Math.Min(distance, float.MaxValue), Flags = flags };

        void Set(bool condition, AstroNNFlags flag) => flags |= condition ? flag : AstroNNFlags.None;
    }

    /// <summary>SDSS's flags. A label without a value sets none.</summary>
    static AstroNNFlags FlagsOf(float teffError, (float Value, float Error, float RawError) logg, (float Value, float Error, float RawError) feH) =>
        (logg.Error > 0.2f && Math.Abs(logg.Error / logg.Value) > 0.075f ? AstroNNFlags.UncertainLogg : AstroNNFlags.None)
        | (teffError > 300 ? AstroNNFlags.UncertainTeff : AstroNNFlags.None)
        | (Math.Abs(feH.Error / feH.Value) > 0.12f ? AstroNNFlags.UncertainFeH : AstroNNFlags.None);

    static bool IsOutside(double[] range, double value, double error) =>
        range is [double least, double greatest] && (value < least - error || value > greatest + error);
}
