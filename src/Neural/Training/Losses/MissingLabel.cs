namespace Astra.Neural;

/// <summary>What stands for a label that is not known.</summary>
static class MissingLabel
{
    /// <summary>The value of astroNN's MAGIC_NUMBER and of the catalogues of SDSS.</summary>
    const float Sentinel = -9999;

    public static bool Is(float label) => float.IsNaN(label) || label == Sentinel;

    /// <summary>How many labels are known, with their errors where <paramref name="errors"/> is not empty.</summary>
    public static int CountKnown(ReadOnlySpan<float> labels, ReadOnlySpan<float> errors)
    {
        int known = 0;
        for (int i = 0; i < labels.Length; i++)
        {
            if (!Is(labels[i]) && (errors.IsEmpty || !Is(errors[i])))
            {
                known++;
            }
        }

        return known;
    }
}
