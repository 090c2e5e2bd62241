Dictionary<string, Func<string[], int>> benchmarks = new()
{
    ["fits-reading"] = Astra.Bench.FitsReading.Run,
    ["fits-endian"] = Astra.Bench.FitsReadingKernels.Run,
    ["cannon-fitting"] = Astra.Bench.CannonFitting.Run,
    ["cannon-training"] = Astra.Bench.CannonTraining.Run,
    ["store"] = Astra.Bench.ResultStore.Run,
    ["flag-query"] = Astra.Bench.ResultStoreFlagQuery.Run,
    ["plan"] = Astra.Bench.ResultStorePlan.Run,
    ["watch"] = Astra.Bench.WatchedFolders.Run,
    ["export"] = Astra.Bench.ProductWriting.Run,
    ["neural-forward"] = Astra.Bench.NeuralForward.Run,
    ["neural-astronn"] = Astra.Bench.NeuralAstroNN.Run,
    ["neural-training"] = Astra.Bench.NeuralTraining.Run,
    ["neural-kernels"] = Astra.Bench.NeuralKernels.Run,
    ["apogeenet"] = Astra.Bench.ApogeeNet.Run,
    ["astronn"] = Astra.Bench.AstroNN.Run,
    ["distmass"] = Astra.Bench.DistMassStars.Run,
    ["isochrone-distances"] = Astra.Bench.IsochroneDistances.Run,
    ["latentage"] = Astra.Bench.LatentAge.Run,
    ["forest"] = Astra.Bench.LatentAgeForest.Run,
    ["soak"] = Astra.Bench.Soak.Run,
    ["fuzz"] = Astra.Bench.Fuzz.Run,
};

if (args.Length == 0 || !benchmarks.TryGetValue(args[0], out Func<string[], int>? benchmark))
{
    Console.Error.WriteLine($"Usage: dotnet run -c Release --project bench -- NAME, where NAME is one of {string.Join(", ", benchmarks.Keys)}.");
    return 2;
}

return benchmark(args[1..]);
