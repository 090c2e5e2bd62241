using Astra.Fits;
using Astra.Host.Ingest;
using Astra.Host.Storage;
using Astra.Testing;

namespace Astra.Fuzzing;

/// <summary>A star's file as the host takes it in and as a run reads it.</summary>
sealed class ApStarTarget : FuzzTarget
{
    public override string Name => "apstar";

    public override bool IsRefusal(Exception exception) => exception is FitsException or BadInputException;

    public override ulong Read(byte[] input, string file)
    {
        File.WriteAllBytes(file, input);
        ContentDigest digest = new();
        using ApStarFile star = ApStarFile.Open(file);
        StarRecord record = star.ReadStar();
        digest.Add(record.Spectra.Count);
        foreach (SpectrumRecord spectrum in record.Spectra.Take(2).Append(record.Spectra[^1]))
        {
            SpectrumLocation location = new(spectrum.Identity, spectrum.Kind, spectrum.Row, float.NaN, 0, file, default);
            Spectrum read = star.ReadSpectrum(location);
            if (read.Flux.Length != WavelengthGrid.Pixels || read.Error.Length != WavelengthGrid.Pixels || read.Mask.Length != WavelengthGrid.Pixels)
            {
                throw new WrongAnswerException("a spectrum has another number of pixels");
            }

            digest.Add(read.Flux.Span);
        }

        return digest.Value;
    }

    protected override IReadOnlyList<byte[]> CreateSeeds() => [Star(1), Star(2)];

    protected override Mutant Mutate(byte[] seed, MutationRandom random) => new(Several(seed, random, bytes =>
        random.OneIn(4) ? ByteMutations.Apply(bytes, random, random.Pick(Seeds), 0, random.OneIn(2) ? 3 * 2880 : int.MaxValue) : CardMutations.Apply(bytes, random)));

    static byte[] Star(int visits)
    {
        int rows = visits == 1 ? 1 : visits + 2;
        long[] axes = rows == 1 ? [WavelengthGrid.Pixels] : [WavelengthGrid.Pixels, rows];
        IEnumerable<double> pixels = Enumerable.Range(0, WavelengthGrid.Pixels * rows).Select(i => (i % 100) + 1.0);
        (string, object)[] wavelengths = [("CRVAL1", WavelengthGrid.LogStart), ("CDELT1", WavelengthGrid.LogStep)];
        return new FitsBuilder()
            .Primary(
            [
                ("OBJID", "2M00000000+0000000"), ("NVISITS", visits), ("RA", 10.5), ("DEC", -5.25), ("H", 11.25), ("H_ERR", 0.02), ("SNR", 120.5), ("FIELD", "M67"), ("LOCID", 4162),
                .. Enumerable.Range(1, visits).SelectMany(visit => new (string, object)[]
                {
                    ($"SFILE{visit}", $"apVisit-r6-5583-{56_000 + visit}-100.fits"), ($"JD{visit}", 2456000.5 + visit), ($"SNRVIS{visit}", 80.0), ($"VHELIO{visit}", 12.5), ($"FIBER{visit}", 100),
                }),
            ])
            .Image(-32, axes, pixels, wavelengths)
            .Image(-32, axes, pixels, wavelengths)
            .Image(16, axes, pixels, wavelengths)
            .Bytes();
    }
}
