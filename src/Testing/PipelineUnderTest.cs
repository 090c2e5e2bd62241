using System.Collections.Concurrent;

namespace Astra.Testing;

/// <summary>
/// A pipeline with everything that its host would give it: options, a model, inputs. Makes instances of it, and hands units of work to one of them. One caller at a
/// time.
/// </summary>
public sealed class PipelineUnderTest
{
    readonly Type type;
    readonly Model? model;
    readonly IReadOnlyDictionary<string, object> options;
    readonly ConcurrentDictionary<Type, Lazy<object>> shared = new();
    readonly ConcurrentQueue<string> messages = new();
    readonly Lazy<IPipeline<PipelineResult>> instance;

    PipelineUnderTest(Type type, PipelineDeclaration declaration, Model? model, IReadOnlyDictionary<string, object>? given)
    {
        this.type = type;
        this.model = model;
        Declaration = declaration;
        options = Effective(declaration, given ?? new Dictionary<string, object>());
        instance = new Lazy<IPipeline<PipelineResult>>(Open);
    }

    /// <summary>What the pipeline declares.</summary>
    public PipelineDeclaration Declaration { get; }

    /// <summary>What the pipeline has logged so far.</summary>
    public IReadOnlyList<string> Messages => [.. messages];

    /// <summary>Whether it has the model that it needs, or needs none.</summary>
    public bool HasItsModel => model is not null || !Declaration.NeedsModel;

    /// <summary>A pipeline.</summary>
    /// <typeparam name="TPipeline">Its class.</typeparam>
    /// <param name="options">Options that are not to have their defaults, by name; of the default's type.</param>
    /// <param name="modelFolder">The folder of its model, with the manifest; null for none.</param>
    /// <exception cref="PipelineCheckException">The declaration has a mistake, there is no such option, or the model cannot be used.</exception>
    public static PipelineUnderTest Of<TPipeline>(IReadOnlyDictionary<string, object>? options = null, string? modelFolder = null)
        where TPipeline : class, IPipeline<PipelineResult> => Of(typeof(TPipeline), options, modelFolder);

    /// <summary>A pipeline.</summary>
    /// <param name="pipeline">Its class.</param>
    /// <param name="options">Options that are not to have their defaults, by name; of the default's type.</param>
    /// <param name="modelFolder">The folder of its model, with the manifest; null for none.</param>
    /// <exception cref="PipelineCheckException">The declaration has a mistake, there is no such option, or the model cannot be used.</exception>
    public static PipelineUnderTest Of(Type pipeline, IReadOnlyDictionary<string, object>? options = null, string? modelFolder = null)
    {
        PipelineDeclaration declaration = DeclarationOf(pipeline);
        return new PipelineUnderTest(pipeline, declaration, modelFolder is null ? null : ReadModel(declaration, modelFolder), options);
    }

    /// <summary>A pipeline with a model that was opened already.</summary>
    /// <param name="pipeline">Its class.</param>
    /// <param name="model">Its model; null for none.</param>
    /// <param name="options">Options that are not to have their defaults, by name; of the default's type.</param>
    /// <exception cref="PipelineCheckException">The declaration has a mistake, or there is no such option.</exception>
    public static PipelineUnderTest Of(Type pipeline, Model? model, IReadOnlyDictionary<string, object>? options = null) =>
        new(pipeline, DeclarationOf(pipeline), model, options);

    /// <summary>Makes an instance, as the host does for each worker thread. What the constructor throws comes as it is.</summary>
    /// <exception cref="ConfigurationException">The pipeline cannot work as configured.</exception>
    public IPipeline<PipelineResult> Open() => PipelineConstructor.Open(type, new PipelineContext(Declaration.Name, model)
    {
        Options = options,
        Log = (level, message) => messages.Enqueue($"{level}: {message}"),
        Shared = shared,
    });

    /// <summary>A unit of work with a spectrum. Inputs that are not given have plausible values of a red giant.</summary>
    /// <param name="spectrum">The spectrum; a pipeline that works on sources gets a star called after it, without the spectrum.</param>
    /// <param name="inputs">Inputs by name; NaN for one that is not known.</param>
    /// <exception cref="PipelineCheckException">The pipeline does not declare an input of this name.</exception>
    public Target TargetOf(Spectrum spectrum, params (string Name, double Value)[] inputs) => TargetOf(spectrum.Identity, spectrum, inputs);

    /// <summary>A unit of work of a pipeline that works on sources. Inputs that are not given have plausible values of a red giant.</summary>
    /// <param name="star">What the star is called.</param>
    /// <param name="inputs">Inputs by name; NaN for one that is not known.</param>
    /// <exception cref="PipelineCheckException">The pipeline works on spectra, or does not declare an input of this name.</exception>
    public Target TargetOf(string star, params (string Name, double Value)[] inputs) => Declaration.Unit == UnitOfWork.Source
        ? TargetOf(star, null, inputs)
        : throw new PipelineCheckException($"{Declaration.Name} works on spectra. Give a spectrum, such as InventedSpectra.Star(1).");

    /// <summary>Analyses one unit of work. What the pipeline throws comes as it is.</summary>
    /// <typeparam name="TResult">The pipeline's result record.</typeparam>
    /// <param name="target">The unit of work.</param>
    /// <exception cref="PipelineCheckException">The host could not use the answer.</exception>
    public TResult Analyse<TResult>(Target target)
        where TResult : PipelineResult => (TResult)Analyse([target])[0];

    /// <summary>Analyses a batch. What the pipeline throws comes as it is.</summary>
    /// <param name="batch">The units of work.</param>
    /// <param name="cancellation">Handed on to the pipeline.</param>
    /// <returns>One result for each unit of work.</returns>
    /// <exception cref="PipelineCheckException">The host could not use the answer: wrong number of results, null, undeclared flag bits.</exception>
    public IReadOnlyList<PipelineResult> Analyse(IReadOnlyList<Target> batch, CancellationToken cancellation = default)
    {
        IReadOnlyList<PipelineResult> results = instance.Value.Analyse(batch, cancellation);
        string? wrong = PipelineAnswers.WrongCount(results, batch.Count)
            ?? results.Select(result => PipelineAnswers.WrongResult(Declaration, result)).FirstOrDefault(mistake => mistake is not null);
        return wrong is null ? results : throw new PipelineCheckException($"{Declaration.Name} {wrong}.");
    }

    /// <summary>Whether the pipeline can show the model of a spectrum.</summary>
    internal bool ModelsSpectra => Declaration.Unit == UnitOfWork.Spectrum && typeof(ISpectrumModel).IsAssignableFrom(type);

    internal Target TargetOf(string star, Spectrum? spectrum, IReadOnlyList<(string Name, double Value)> inputs)
    {
        Dictionary<string, InputValue> values = Declaration.Inputs.ToDictionary(input => input.Name, input => InventedInputs.For(input, star));
        foreach ((string name, double value) in inputs)
        {
            if (!values.TryGetValue(name, out InputValue invented))
            {
                throw new PipelineCheckException(
                    $"{Declaration.Name} declares no input '{name}'; it has {(values.Count == 0 ? "none" : string.Join(", ", values.Keys))}. Correct the name.");
            }

            values[name] = new InputValue(value, double.IsNaN(value) ? null : invented.Origin);
        }

        string apogeeId = spectrum is null ? star : star.Split('/')[0];
        return new Target(new Source(Math.Abs((long)RandomSource.FromName(apogeeId).NextUInt64() >> 20), apogeeId), Declaration.Unit == UnitOfWork.Source ? null : spectrum, values);
    }

    static PipelineDeclaration DeclarationOf(Type pipeline)
    {
        try
        {
            return DeclarationReader.Read(pipeline);
        }
        catch (Exception e) when (e is PluginRefusedException or ArgumentException)
        {
            throw new PipelineCheckException(e.Message, e);
        }
    }

    static Model ReadModel(PipelineDeclaration declaration, string folder)
    {
        try
        {
            ModelManifest manifest = ManifestFile.Read(folder);
            string? wrong = manifest.Pipeline.Equals(declaration.Name, StringComparison.OrdinalIgnoreCase)
                ? ManifestFile.Damage(manifest, folder)
                : $"it is one of {manifest.Pipeline}, not of {declaration.Name}";
            return wrong is null
                ? new Model(manifest, Path.GetFullPath(folder), ManifestFile.HashOf(manifest))
                : throw new PipelineCheckException($"The model in {folder} cannot be used: {wrong}.");
        }
        catch (BadInputException e)
        {
            throw new PipelineCheckException($"The model in {folder} cannot be used: {e.Message}", e);
        }
    }

    static Dictionary<string, object> Effective(PipelineDeclaration declaration, IReadOnlyDictionary<string, object> given)
    {
        Dictionary<string, object> options = declaration.Options.ToDictionary(option => option.Name, option => option.DefaultValue);
        foreach ((string name, object value) in given)
        {
            if (!options.TryGetValue(name, out object? usual))
            {
                throw new PipelineCheckException(
                    $"{declaration.Name} has no option '{name}'; it has {(options.Count == 0 ? "none" : string.Join(", ", options.Keys))}. Correct the name.");
            }

            if (value?.GetType() != usual.GetType())
            {
                throw new PipelineCheckException(
                    $"{declaration.Name}, option '{name}': the host gives a {usual.GetType().Name}, not a {value?.GetType().Name ?? "null"}. Give the type of the default.");
            }

            options[name] = value;
        }

        return options;
    }
}
