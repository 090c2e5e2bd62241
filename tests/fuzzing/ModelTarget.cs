using Astra.Isochrones;
using Astra.Neural;
using Astra.Plugins.LatentAge.Forest;
using Astra.Simulation;

namespace Astra.Fuzzing;

/// <summary>
/// What pipelines and the simulator make of a weight file that is sound in itself: measures of a domain, forests, anchors of ages, emulators. Tensors are changed in shape, type and numbers, and
/// written with a right header.
/// </summary>
sealed class ModelTarget : FuzzTarget
{
    const int Pixels = 40;

    static readonly float[] Numbers = [0, -0f, 1, -1, 0.5f, 255, 1e9f, 3e9f, -3e9f, 1e30f, float.MaxValue, float.Epsilon, float.NaN, float.PositiveInfinity, float.NegativeInfinity];

    public override string Name => "models";

    public override bool IsRefusal(Exception exception) =>
        exception is WeightFileException or InvalidDataException or ConfigurationException or BadInputException;

    public override ulong Read(byte[] input, string file)
    {
        // Which reader an input is for stands in its last byte: it is no part of the file.
        File.WriteAllBytes(file, input[..^1]);
        ContentDigest digest = new();
        switch (input[^1])
        {
            case 0:
                SpectralDomain? domain = SpectralDomain.FromTensors(WeightFile.Read(file).Tensors.Values);
                if (domain is { Features: 2 } && domain.Segments[^1][1] <= Pixels)
                {
                    float[] flux = [.. Enumerable.Range(0, Pixels).Select(i => 100f + i)];
                    float[] sigma = [.. Enumerable.Repeat(1f, Pixels)];
                    double distance = domain.Distance([0.5f, 0.25f], flux, sigma);
                    Require(distance >= 0, $"a distance is {distance}");
                    digest.Add(distance);
                }

                break;
            case 1:
                ForestRegressor forest = ForestFile.ReadRegressor(WeightFile.Read(file), "age.");
                ForestEstimates estimates = forest.Predict(new float[forest.Names.Count * 3]);
                Require(estimates.Mean.Length == 3, "a forest predicts another number of stars");
                digest.Add((ReadOnlySpan<double>)estimates.Mean);
                break;
            case 2:
                ForestClassifier classifier = ForestFile.ReadClassifier(WeightFile.Read(file), "state.");
                Require(classifier.Predict(new float[classifier.Names.Count]).Length == classifier.Classes.Count, "a forest predicts another number of classes");
                break;
            case 3:
                digest.Add(AgeModel.Read(file).Anchors.Count);
                break;
            default:
                (ComponentNetwork network, string[] labels, _, _) = ComponentNetwork.Read(file);
                float[] spectrum = new float[Emulator.Pixels];
                network.Evaluate(new float[labels.Length], spectrum);
                digest.Add((ReadOnlySpan<float>)spectrum);
                break;
        }

        return digest.Value;
    }

    protected override IReadOnlyList<byte[]> CreateSeeds()
    {
        ForestStars stars = new(["x", "y"], [.. Enumerable.Range(0, 60).Select(i => (float)Math.Sin(i * i))]);
        ForestSettings settings = new() { Trees = 3 };
        ForestRegressor forest = ForestGrowth.Regressor(stars, [.. Enumerable.Range(0, 30).Select(i => i * 0.5)], null, settings, default);
        ForestClassifier classifier = ForestGrowth.Classifier(stars, [.. Enumerable.Range(0, 30).Select(i => i % 2)], ["RGB", "RC"], settings, default);
        return
        [
            Seed(0, Domain(), []),
            Seed(1, ForestFile.Tensors("age.", forest), ForestFile.Metadata("age.", forest)),
            Seed(2, ForestFile.Tensors("state.", classifier), ForestFile.Metadata("state.", classifier)),
            Seed(3, Ages(), []),
            Seed(4, EmulatorTensors(), new Dictionary<string, string> { ["format"] = ComponentNetwork.Format, ["labels"] = "teff,logg" }),
        ];
    }

    protected override Mutant Mutate(byte[] seed, MutationRandom random)
    {
        byte reader = seed[^1];
        byte[] file = seed[..^1];
        if (random.OneIn(4))
        {
            return new Mutant([.. Several(file, random, bytes => WeightFileTarget.WithHeader(bytes, random, header => JsonMutations.Apply(header, random))), reader]);
        }

        if (random.OneIn(6))
        {
            return new Mutant([.. Several(file, random, bytes => ByteMutations.Apply(bytes, random, file)), reader]);
        }

        string path = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(path, file);
            WeightFile read = WeightFile.Read(path);
            Dictionary<string, string> metadata = new(read.Metadata);
            List<Tensor> tensors = Several(read.Tensors.Values.ToList(), random, list => Damaged(list, random));
            if (metadata.Count > 0 && random.OneIn(6))
            {
                metadata[random.Pick([.. metadata.Keys])] = random.Pick(["", ",", "a", "x,y,z", new string(',', 300), "x,x"]);
            }

            WeightFile.Write(path, tensors.DistinctBy(tensor => tensor.Name), metadata);
            return new Mutant([.. File.ReadAllBytes(path), reader]);
        }
        finally
        {
            File.Delete(path);
        }
    }

    static List<Tensor> Damaged(List<Tensor> tensors, MutationRandom random)
    {
        if (tensors.Count == 0)
        {
            return tensors;
        }

        int at = random.Below(tensors.Count);
        Tensor tensor = tensors[at];
        double[] values = tensor.ReadDouble();
        int[] shape = [.. tensor.Shape];
        switch (random.Below(7))
        {
            case 0:
                tensors.RemoveAt(at);
                return tensors;
            case 1 or 2 or 3 when values.Length > 0:
                int place = random.Below(values.Length);
                int run = random.OneIn(2) ? 1 : random.Length(values.Length - place);
                values.AsSpan(place, Math.Min(run, values.Length - place)).Fill(random.OneIn(4) ? random.Below(300) : random.Pick(Numbers));
                break;
            case 4:
                int count = random.OneIn(2) ? random.Below(8) : random.Below(30_000);
                int columns = shape.Length == 2 ? Math.Max(1, shape[1]) : 1;
                shape = shape.Length == 2 ? [count / columns, columns] : [count];
                values = [.. Enumerable.Range(0, shape.Aggregate(1, (product, axis) => product * axis)).Select(i => values.Length == 0 ? 0 : values[random.OneIn(50) ? random.Below(values.Length) : 0])];
                break;
            case 5:
                shape = random.OneIn(2) ? [values.Length] : [1, values.Length, 1];
                break;
            default:
                tensors.Add(tensor.WithName(random.Pick(tensors).Name + random.Pick(["", ".x", "1"])));
                return tensors;
        }

        tensors[at] = tensor.Type switch
        {
            TensorType.U8 when !random.OneIn(30) => Tensor.FromBytes(tensor.Name, shape, [.. values.Select(value => (byte)value)]),
            TensorType.F64 when !random.OneIn(30) => Tensor.From(tensor.Name, shape, values),
            _ => Tensor.From(tensor.Name, shape, [.. values.Select(value => (float)value)]),
        };
        return tensors;
    }

    static Tensor[] Domain() =>
    [
        Tensor.From("domain.features.mean", [2], [0.5f, 0.25f]),
        Tensor.From("domain.features.scale", [2], [1f, 2]),
        Tensor.From("domain.features.directions", [1, 2], [0.6f, 0.8f]),
        Tensor.From("domain.features.variances", [1], [1.5f]),
        Tensor.From("domain.features.edges", [2], [3f, 2]),
        Tensor.From("domain.features.calibration", [3], [0.01f, 400, 1000]),
        Tensor.From("domain.spectra.segments", [2, 2], [2f, 20, 21, 38]),
        Tensor.From("domain.spectra.mean", [35], [.. Enumerable.Range(0, 35).Select(i => 1f + (0.01f * i))]),
        Tensor.From("domain.spectra.components", [2, 35], [.. Enumerable.Range(0, 70).Select(i => MathF.Sin(i))]),
        Tensor.From("domain.spectra.calibration", [3], [2f, 0.02f, 0.01f]),
    ];

    /// <summary>Isochrones of four ages and three metallicities, whose giants' masses follow a power of the age.</summary>
    static IReadOnlyList<Tensor> Ages()
    {
        double[] metallicities = [-0.5, 0, 0.5];
        double[] ages = [1, 3, 5, 9];
        return new AgeModel(
            [
                .. Enum.GetValues<EvolutionaryState>().SelectMany(state => metallicities.SelectMany(metallicity => ages.Select(
                    age => new AgeAnchor(age, metallicity, state, 2.2 * Math.Pow(age, -0.3), 2.1 * Math.Pow(age, -0.3), 0.01, 10)))),
            ],
            [.. metallicities.SelectMany(metallicity => Enumerable.Range(0, 12).Select(i => new MainSequencePoint(metallicity, -0.2 + (0.08 * i), (-0.2 + (0.08 * i)) * 4)))]).Tensors;
    }

    static Tensor[] EmulatorTensors() =>
    [
        Tensor.From("hidden1.weight", [2, 2], [0.1f, 0.2f, 0.3f, 0.4f]),
        Tensor.From("hidden1.bias", [2], [0f, 0.1f]),
        Tensor.From("coefficients.weight", [1, 2], [0.5f, 0.5f]),
        Tensor.From("coefficients.bias", [1], [0f]),
        Tensor.From("pixels.weight", [Emulator.Pixels, 1], new float[Emulator.Pixels]).ToHalf(),
        Tensor.From("pixels.bias", [Emulator.Pixels], new float[Emulator.Pixels]),
        Tensor.From("label_minimum", [2], [3000f, 0]),
        Tensor.From("label_maximum", [2], [8000f, 5]),
    ];

    static byte[] Seed(byte reader, IEnumerable<Tensor> tensors, IEnumerable<KeyValuePair<string, string>> metadata)
    {
        string path = Path.GetTempFileName();
        WeightFile.Write(path, tensors, new Dictionary<string, string>(metadata));
        byte[] bytes = File.ReadAllBytes(path);
        File.Delete(path);
        return [.. bytes, reader];
    }

    static void Require(bool condition, string otherwise)
    {
        if (!condition)
        {
            throw new WrongAnswerException(otherwise);
        }
    }
}
