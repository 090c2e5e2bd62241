using Astra.Fuzzing;

namespace Astra.Fuzzing.Tests;

/// <summary>A few thousand of the inputs that <c>bench fuzz</c> makes by the million, always the same ones.</summary>
public sealed class DamagedInputTests : IDisposable
{
    const ulong Seed = 20_261_121;
    const int Threads = 2;

    readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("astra-fuzz-");

    public void Dispose() => folder.Delete(recursive: true);

    [Theory]
    [InlineData("fits", 1500)]
    [InlineData("apstar", 300)]
    [InlineData("table", 1000)]
    [InlineData("weights", 3000)]
    [InlineData("models", 800)]
    [InlineData("json", 1000)]
    [InlineData("settings", 1000)]
    public void Whatever_is_wrong_with_a_file_its_reader_refuses_it_as_documented_or_reads_it(string target, int inputs)
    {
        FuzzRun run = new(FuzzTargets.Named(target), Seed, 0, inputs);
        run.Execute(Threads, folder.FullName, hang: (index, _) => throw new TimeoutException($"Input {index} of {target} does not come back."));
        Assert.Equal(inputs, run.Done);
        Assert.Empty(run.Faults.Select(fault => $"{fault.Fault}, input {fault.Index}: {fault.Detail}"));

        // Neither so little damage that nothing is refused, nor so much that nothing gets past the first check.
        Assert.InRange((double)run.Refused / inputs, 0.2, 0.99);
    }

    [Theory]
    [InlineData("fits")]
    [InlineData("apstar")]
    [InlineData("table")]
    [InlineData("weights")]
    [InlineData("models")]
    [InlineData("json")]
    [InlineData("settings")]
    public void Files_without_damage_are_read(string target)
    {
        FuzzTarget reader = FuzzTargets.Named(target);
        foreach (byte[] seed in reader.Seeds)
        {
            FuzzTrial trial = FuzzTrial.Of(reader, new Mutant(seed), Path.Combine(folder.FullName, "seed"));
            Assert.Null(trial.Detail);
            Assert.False(trial.Refused);
        }
    }

    [Fact]
    public void An_input_depends_on_the_seed_and_its_number_alone()
    {
        foreach ((FuzzTarget target, _, _) in FuzzTargets.All)
        {
            byte[] later = target.Create(new MutationRandom(target.Name, Seed, 7)).Bytes;
            target.Create(new MutationRandom(target.Name, Seed, 8));
            Assert.Equal(later, target.Create(new MutationRandom(target.Name, Seed, 7)).Bytes);
            Assert.NotEqual(later, target.Create(new MutationRandom(target.Name, Seed + 1, 7)).Bytes);
        }
    }
}
