using System.Diagnostics;

namespace Astra.Testing;

/// <summary>Opens a pipeline and calls it in every way in which a host does. Used once.</summary>
sealed class BehaviourChecks(PipelineUnderTest pipeline, CheckSettings settings) : IDisposable
{
    /// <summary>Above this many times the memory of a spectrum, what a pipeline allocates for one is worth a word.</summary>
    const double MuchMemory = 32;

    /// <summary>The bytes of a spectrum: flux, error and mask, 4 each.</summary>
    const double SpectrumBytes = 12.0 * WavelengthGrid.Pixels;

    /// <summary>Where analysing one takes longer, what may be repeated often is tried less often.</summary>
    const double SlowSeconds = 1;

    static readonly double[] ExtremeInputs = [0, -1, 1e30];

    readonly PipelineDeclaration declaration = pipeline.Declaration;
    readonly List<CheckFinding> findings = [];
    readonly PipelineThread main = new(pipeline, settings.TimeLimit);
    List<Answer> answers = [];
    string doing = "opening";

    public IReadOnlyList<CheckFinding> Findings => findings;

    public PipelineSpeed? Speed { get; private set; }

    public void Dispose() => main.Dispose();

    public void Run()
    {
        try
        {
            if (!Opens(main))
            {
                return;
            }

            List<Case> cases = [.. Cases()];
            SpectrumCopy[] copies = [.. cases.Select(each => each.Spectrum).OfType<Spectrum>().Select(spectrum => new SpectrumCopy(spectrum))];
            answers = [.. cases.Select(each => Alone(each))];
            answers.ForEach(Judge);
            Columns();
            Batches();
            OtherInstances();
            Inputs();
            EmptyBatch();
            SpectrumModels();
            Cancellation();
            Measure();
            foreach (SpectrumCopy changed in copies.Where(copy => !copy.IsUnchanged))
            {
                Wrong("spectrum", changed.Identity, "The pipeline writes into the spectrum, which other pipelines get as well.", "Work on a copy.");
            }
        }
        catch (HangingException e)
        {
            Wrong(
                doing, declaration.Name, $"A call {e.Message}; what comes after was not checked.",
                "Call cancellation.ThrowIfCancellationRequested() within what takes long, and wait for nothing.");
        }
    }

    bool Opens(PipelineThread thread)
    {
        Exception? error = thread.Open().Error;
        if (error is not null)
        {
            Wrong(
                "opening", declaration.Name, $"Opening it throws {Named(error)}.",
                error is ConfigurationException ? "Set what it asks for." : "Throw ConfigurationException with a sentence on what to set where the pipeline cannot work.");
        }

        return error is null;
    }

    /// <summary>What the pipeline is asked: plausible stars first, then hostile ones. A pipeline on sources gets stars only.</summary>
    IEnumerable<Case> Cases()
    {
        if (declaration.Unit == UnitOfWork.Source)
        {
            return Enumerable.Range(1, Math.Max(2, settings.Stars))
                .Select(number => Invariant($"invented-star-{number}"))
                .Select(star => new Case(star, pipeline.TargetOf(star), null, Plausible: true));
        }

        SpectrumKind[] kinds = [.. new[] { SpectrumKind.Combined, SpectrumKind.Visit }.Where(kind => declaration.Kinds.HasFlag((SpectrumKinds)kind))];
        IEnumerable<(string Name, Spectrum Spectrum, bool Plausible)> spectra =
        [
            .. Enumerable.Range(1, Math.Max(2, settings.Stars)).Select(number => ($"star {number}", InventedSpectra.Star(number, 40 * number, kinds[number % kinds.Length]), true)),
            .. settings.Spectra.Where(spectrum => kinds.Contains(spectrum.Kind)).Select(spectrum => (spectrum.Identity, spectrum, true)),
            .. InventedSpectra.Hostile(kinds[0]).Select(hostile => (hostile.Name, hostile.Spectrum, false)),
        ];
        return spectra.Select(each => new Case(each.Name, pipeline.TargetOf(each.Spectrum), each.Spectrum, each.Plausible));
    }

    Answer Alone(Case asked)
    {
        doing = CheckOf(asked);
        return Alone(asked, asked.Target);
    }

    static string CheckOf(Case asked) => asked.Plausible ? "answers" : "hostile input";

    Answer Alone(Case asked, Target target)
    {
        PipelineCall call = main.Analyse([target]);
        if (call.Error is not null)
        {
            return new Answer(asked, null, call.Error, null, call.Seconds);
        }

        string? wrong = PipelineAnswers.WrongCount(call.Results, 1) ?? PipelineAnswers.WrongResult(declaration, call.Results![0]);
        return new Answer(asked, wrong is null ? call.Results![0] : null, null, wrong, call.Seconds);
    }

    /// <summary>Whether an answer to one unit of work is one that the contract has.</summary>
    void Judge(Answer answer)
    {
        doing = CheckOf(answer.Asked);
        string where = $"'{answer.Asked.Name}'";
        if (answer.Misshapen is { } misshapen)
        {
            Wrong(doing, where, $"It {misshapen}.", "Give one result of the record for each unit of work, with declared flags only.");
        }
        else if (answer.Error is { } error)
        {
            JudgeError(doing, where, error, CheckSeverity.Wrong);
        }
        else if (answer.Result is { } result)
        {
            Judge(where, answer.Asked, result);
        }
    }

    void Judge(string where, Case asked, PipelineResult result)
    {
        object?[] values = PipelineAnswers.ValuesOf(declaration, result);
        if (PipelineAnswers.Empty(declaration, values, result.FlagBits) is { } empty)
        {
            Wrong(doing, where, $"It does not say so, but {empty}; the host makes it NO_RESULT.", "Set the flag NoResult, or throw NoResultException with the reason.");
            return;
        }

        string[] infinite = [.. declaration.Columns.Where(column => column.Value(result) is float.PositiveInfinity or float.NegativeInfinity
            or double.PositiveInfinity or double.NegativeInfinity).Select(column => column.Name)];
        if (infinite.Length > 0)
        {
            Advice(doing, where, $"{string.Join(", ", infinite)} is infinite, which is stored as 'not measured'.", "Give NaN, and say why with a flag.");
        }

        bool nothingToSee = asked.Spectrum is { } spectrum && !Enumerable.Range(0, WavelengthGrid.Pixels).Any(spectrum.HasData);
        if (nothingToSee && !declaration.Flags.IsBad(result.FlagBits))
        {
            Advice(doing, where, "No pixel has data, and the result is not bad.", "Throw NoResultException where spectrum.HasData(pixel) holds for none or too few.");
        }
    }

    void JudgeError(string check, string where, Exception error, CheckSeverity severity)
    {
        switch (error)
        {
            case NoResultException or BadInputException when string.IsNullOrWhiteSpace(error.Message):
                Advice(check, where, $"{error.GetType().Name} comes without a reason.", "Say why, with the numbers that decided: people read it in astra status.");
                break;
            case NoResultException { Flags: { } flags } when (Convert.ToInt64(flags, System.Globalization.CultureInfo.InvariantCulture) & ~declaration.Flags.Known) != 0:
                Wrong(check, where, "NoResultException comes with flags that the pipeline does not declare.", "Give a value of the pipeline's own flag enumeration.");
                break;
            case NoResultException or BadInputException:
                break;
            case ConfigurationException:
                Wrong(check, where, $"It throws {Named(error)}, which stops the whole run because of one unit of work.", "Throw it in the constructor only; here throw NoResultException.");
                break;
            default:
                findings.Add(new CheckFinding(
                    severity, check, where, $"It throws {Named(error)}; the host would try again in a later run, and fail again.",
                    "Throw NoResultException with the reason where there is no result for an input."));
                break;
        }
    }

    /// <summary>What only shows when several results are side by side.</summary>
    void Columns()
    {
        doing = "columns";
        PipelineResult[] results = [.. answers.Select(answer => answer.Result).OfType<PipelineResult>().Where(result => (result.FlagBits & declaration.Flags.NoResult) == 0)];
        foreach (ColumnDeclaration column in declaration.Columns)
        {
            int[] lengths = [.. results.Select(column.Value).OfType<Array>().Select(array => array.Length).Where(length => length > 0).Distinct().Order()];
            if (lengths.Length > 1)
            {
                Advice(
                    doing, $"column '{column.Name}'", Invariant($"Its arrays have {lengths[0]} to {lengths[^1]} elements; in products all are filled up to the longest."),
                    "Give arrays of one length, NaN where there is nothing.");
            }

            if (column.Type is ColumnType.Float32 or ColumnType.Float64 && results.Any(result => IsNumber(column.Value(result)))
                && answers.FirstOrDefault(answer => answer.Result is { FlagBits: 0 } result && !IsNumber(column.Value(result))) is { } silent)
            {
                Advice(doing, $"column '{column.Name}'", $"It is NaN for '{silent.Asked.Name}' and no flag says why.", "Set a flag where a value that others have is missing.");
            }
        }
    }

    void Batches()
    {
        doing = "batch";
        Answer[] good = Good;
        if (good.Length == 0)
        {
            Advice(doing, declaration.Name, "No invented star got a result, so that batches, threads and speed were not checked.", "Check with spectra that the pipeline can analyse.");
            return;
        }

        Compare(main, good, Invariant($"in a batch of {good.Length}"));
        Compare(main, [.. good.Reverse()], "in a batch in reverse order");
        foreach (Answer[] chunk in good.Take(9).Chunk(3))
        {
            Compare(main, chunk, Invariant($"in a batch of {chunk.Length}"));
        }

        foreach (Answer culprit in answers.Where(answer => answer.Error is not null).Take(3))
        {
            main.Analyse([good[0].Asked.Target, culprit.Asked.Target, good[^1].Asked.Target]);
        }

        Compare(main, [good[0]], "after other batches, alone again");
        Compare(main, [good[^1]], "after other batches, alone again");
    }

    void OtherInstances()
    {
        doing = "second instance";
        Answer[] good = Good;
        using PipelineThread second = new(pipeline, settings.TimeLimit);
        if (good.Length == 0 || !Opens(second))
        {
            return;
        }

        Compare(second, good, "in a second instance");
        doing = "threads";
        Answer[] reversed = [.. good.Reverse()];
        List<CheckFinding> found = [];
        Task other = Task.Factory.StartNew(
            () => found.AddRange(Differences(second, reversed, "while another thread works")), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        IReadOnlyList<CheckFinding> own = Differences(main, good, "while another thread works");
        other.GetAwaiter().GetResult();
        findings.AddRange(own.Concat(found).DistinctBy(finding => (finding.Where, finding.What)));
    }

    void Inputs()
    {
        doing = "inputs";
        Answer? plain = Good.FirstOrDefault();
        if (plain is null || declaration.Inputs.Count == 0)
        {
            return;
        }

        string[] optional = [.. declaration.Inputs.Where(input => input.Optional).Select(input => input.Name)];
        foreach (string name in optional)
        {
            JudgeInputs($"without {name}", CheckSeverity.Wrong, plain, (name, double.NaN));
        }

        if (optional.Length > 1)
        {
            JudgeInputs("without any optional input", CheckSeverity.Wrong, plain, [.. optional.Select(name => (name, double.NaN))]);
        }

        if (plain.Seconds < SlowSeconds)
        {
            foreach ((string name, double value) in declaration.Inputs.SelectMany(input => ExtremeInputs.Select(value => (input.Name, value))))
            {
                JudgeInputs(Invariant($"with {name} = {value:R}"), CheckSeverity.Advice, plain, (name, value));
            }
        }
    }

    void JudgeInputs(string what, CheckSeverity severity, Answer plain, params (string Name, double Value)[] inputs)
    {
        Target target = plain.Asked.Spectrum is { } spectrum ? pipeline.TargetOf(spectrum, inputs) : pipeline.TargetOf(plain.Asked.Name, inputs);
        Answer answer = Alone(plain.Asked, target);
        string where = $"'{plain.Asked.Name}' {what}";
        if (answer.Misshapen is { } misshapen)
        {
            Wrong(doing, where, $"It {misshapen}.", "Give one result of the record for each unit of work, with declared flags only.");
        }
        else if (answer.Error is { } error)
        {
            JudgeError(doing, where, error, severity);
        }
        else if (PipelineAnswers.Empty(declaration, PipelineAnswers.ValuesOf(declaration, answer.Result!), answer.Result!.FlagBits) is { } empty)
        {
            findings.Add(new CheckFinding(
                severity, doing, where, $"It does not say so, but {empty}; the host makes it NO_RESULT.", "Set the flag NoResult, or throw NoResultException with the reason."));
        }
    }

    void EmptyBatch()
    {
        doing = "empty batch";
        PipelineCall call = main.Analyse([]);
        if (call.Error is not null || call.Results?.Count != 0)
        {
            Advice(
                doing, declaration.Name, call.Error is null ? "An empty batch does not give an empty list." : $"An empty batch makes it throw {Named(call.Error)}.",
                "A host never asks that, but a test may: return an empty list.");
        }
    }

    void SpectrumModels()
    {
        doing = "model of a spectrum";
        if (!pipeline.ModelsSpectra)
        {
            return;
        }

        foreach (Answer answer in answers)
        {
            PipelineCall call = main.Model(answer.Asked.Target);
            if (call.Error is null && call.Results is null)
            {
                Wrong(doing, $"'{answer.Asked.Name}'", "It returns null.", "Throw NoResultException where there is no model for a spectrum.");
            }
            else if (call.Error is not (null or NoResultException or BadInputException))
            {
                findings.Add(new CheckFinding(
                    answer.Result is null ? CheckSeverity.Advice : CheckSeverity.Wrong, doing, $"'{answer.Asked.Name}'", $"It throws {Named(call.Error)}.",
                    "Throw NoResultException where there is no model for a spectrum."));
            }
        }
    }

    /// <summary>A pipeline whose batches are quick may take no notice of cancellation; another has to stop between units of work.</summary>
    void Cancellation()
    {
        doing = "cancellation";
        if (Good.Length == 0)
        {
            return;
        }

        // The least, not the mean: the machine may be busy, and the first answers include compiling.
        double each = Good.Min(answer => answer.Seconds);
        bool isSlow = each * PipelineCheckLimits.Batch > SlowSeconds;
        IReadOnlyList<Target> batch = Repeated(isSlow ? (int)Math.Clamp(1 / each, 3, PipelineCheckLimits.Batch) : 1);
        using CancellationTokenSource before = new();
        before.Cancel();
        PipelineCall call = main.Analyse(batch, before.Token);
        if (call.Error is not (null or OperationCanceledException))
        {
            Wrong(doing, declaration.Name, $"When it is told to stop, it throws {Named(call.Error)}.", "Let OperationCanceledException through.");
        }
        else if (isSlow && call.Error is null)
        {
            TakesNoNotice(call.Seconds / batch.Count);
        }
        else if (isSlow)
        {
            // It looks at the beginning; whether it also looks later shows only in a call that is told well before its end.
            long told = long.MaxValue;
            using CancellationTokenSource during = new(TimeSpan.FromSeconds(each / 2));
            using CancellationTokenRegistration telling = during.Token.Register(() => Volatile.Write(ref told, Stopwatch.GetTimestamp()));
            call = main.Analyse(batch, during.Token);
            double perUnit = call.Seconds / batch.Count;
            if (call.Error is null && Volatile.Read(ref told) < call.Ended && Stopwatch.GetElapsedTime(told, call.Ended).TotalSeconds > 1.5 * perUnit)
            {
                TakesNoNotice(perUnit);
            }
        }
    }

    void TakesNoNotice(double each)
    {
        double late = each * PipelineCheckLimits.Batch;
        findings.Add(new CheckFinding(
            late > PipelineCheckLimits.Grace.TotalSeconds ? CheckSeverity.Wrong : CheckSeverity.Advice, doing, declaration.Name,
            Invariant($"It goes on though it is told to stop, for about {late:0.0} s in a batch of {PipelineCheckLimits.Batch}; after {PipelineCheckLimits.Grace.TotalSeconds:0} s the host gives up its thread."),
            "Call cancellation.ThrowIfCancellationRequested() between units of work, and within one that takes long."));
    }

    void Measure()
    {
        doing = "speed";
        if (Good.Length == 0 || settings.MeasureFor <= TimeSpan.Zero)
        {
            return;
        }

        double each = Good.Min(answer => answer.Seconds);
        int units = (int)Math.Clamp(2 * settings.MeasureFor.TotalSeconds / Math.Max(each, 1e-9), 1, PipelineCheckLimits.Batch);
        IReadOnlyList<Target> batch = Repeated(units);
        double seconds = 0;
        double bytes = 0;
        int calls = 0;
        do
        {
            PipelineCall call = main.Analyse(batch);
            if (call.Error is not null)
            {
                Wrong(doing, declaration.Name, Invariant($"A batch of {units} makes it throw {Named(call.Error)}, though each alone has a result."), "Keep units of work apart.");
                return;
            }

            seconds += call.Seconds;
            bytes += call.Bytes;
            calls++;
        }
        while (seconds < settings.MeasureFor.TotalSeconds);

        Speed = new PipelineSpeed(calls * units / seconds, bytes / (calls * units), units);
        if (Speed.BytesEach > MuchMemory * SpectrumBytes)
        {
            Advice(
                doing, declaration.Name, Invariant($"It allocates {Speed.BytesEach / 1e6:0.0} MB for each unit of work, {Speed.BytesEach / SpectrumBytes:0} times a spectrum."),
                "Keep scratch memory in the instance, which one thread uses at a time.");
        }
    }

    /// <summary>What has a result and was answered alone.</summary>
    Answer[] Good => [.. answers.Where(answer => answer.Result is not null)];

    IReadOnlyList<Target> Repeated(int units) => [.. Enumerable.Range(0, units).Select(i => Good[i % Good.Length].Asked.Target)];

    void Compare(PipelineThread thread, Answer[] asked, string how) => findings.AddRange(Differences(thread, asked, how).Where(finding => !findings.Contains(finding)));

    /// <summary>Asks for several at once and compares with what each was alone.</summary>
    IReadOnlyList<CheckFinding> Differences(PipelineThread thread, Answer[] asked, string how)
    {
        PipelineCall call = thread.Analyse([.. asked.Select(answer => answer.Asked.Target)]);
        if (call.Error is not null)
        {
            return [new CheckFinding(
                CheckSeverity.Wrong, doing, declaration.Name, $"It throws {Named(call.Error)} {how}, though each alone has a result.", "Keep units of work apart.")];
        }

        if (PipelineAnswers.WrongCount(call.Results, asked.Length) is { } count)
        {
            return [new CheckFinding(CheckSeverity.Wrong, doing, declaration.Name, $"It {count}.", "Give one result for each unit of work, in their order.")];
        }

        List<CheckFinding> found = [];
        for (int i = 0; i < asked.Length; i++)
        {
            string? difference = PipelineAnswers.WrongResult(declaration, call.Results![i])
                ?? AnswerComparison.Difference(declaration, asked[i].Result!, call.Results[i]!);
            if (difference is not null)
            {
                found.Add(new CheckFinding(
                    CheckSeverity.Wrong, doing, $"'{asked[i].Asked.Name}'", $"The answer alone is another than {how}: {difference}.",
                    "Let nothing but its own unit of work, the model and the options decide an answer; take random numbers from context.RandomFor(target)."));
                break;
            }
        }

        return found;
    }

    void Wrong(string check, string where, string what, string advice) => findings.Add(new CheckFinding(CheckSeverity.Wrong, check, where, what, advice));

    void Advice(string check, string where, string what, string advice) => findings.Add(new CheckFinding(CheckSeverity.Advice, check, where, what, advice));

    static bool IsNumber(object? value) => value is float and not float.NaN or double and not double.NaN;

    static string Named(Exception error) => $"{error.GetType().Name} ({error.Message.ReplaceLineEndings(" ").TrimEnd('.')})";

    /// <summary>A unit of work, what is special about it, and whether a pipeline may be expected to have a result for it.</summary>
    sealed record Case(string Name, Target Target, Spectrum? Spectrum, bool Plausible);

    /// <summary>What came back for one unit of work alone.</summary>
    sealed record Answer(Case Asked, PipelineResult? Result, Exception? Error, string? Misshapen, double Seconds);
}
