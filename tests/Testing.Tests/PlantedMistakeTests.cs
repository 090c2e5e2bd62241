namespace Astra.Testing.Tests;

public class PlantedMistakeTests
{
    static readonly CheckSettings Quick = new() { Stars = 3, MeasureFor = TimeSpan.FromMilliseconds(20) };

    [Fact]
    public void A_good_pipeline_has_no_findings_and_its_speed_is_measured()
    {
        CheckReport report = PipelineChecks.All<Good>(settings: Quick);

        Assert.Empty(report.Findings);
        Assert.True(report.Passed);
        report.ThrowIfWrong();
        Assert.True(report.Speed is { PerSecond: > 0, BytesEach: > 0, Batch: > 0 });
    }

    [Fact]
    public void An_answer_that_depends_on_the_first_star_of_a_batch_is_found() =>
        Finds<Neighbours>("batch", "'star 2'", "The answer alone is another than in a batch of");

    [Fact]
    public void An_answer_that_depends_on_what_came_before_is_found() => Finds<Remembers>("batch", "'star 1'", "mean_flux is 1 and ");

    [Fact]
    public void An_answer_that_depends_on_the_instance_is_found() => Finds<Dice>("second instance", "'star 1'", "in a second instance: mean_flux is ");

    [Fact]
    public void Memory_that_threads_share_is_found() => Finds<SharedScratch>("threads", "'", "while another thread works: mean_flux is ");

    [Fact]
    public void An_unexpected_exception_for_a_spectrum_without_data_is_found() =>
        Finds<Unprepared>("hostile input", "'NaN everywhere'", "It throws InvalidOperationException (Sequence contains no elements)");

    [Fact]
    public void An_empty_row_without_a_flag_is_found_in_the_words_of_the_host() =>
        Finds<Silent>("answers", "'star 1'", "every value of the result is NaN");

    [Fact]
    public void A_flag_that_is_not_declared_is_found_in_the_words_of_the_host() =>
        Finds<Undeclared>("answers", "'star 1'", "It set flag bits that it does not declare (5).");

    [Fact]
    public void A_missing_result_is_found_in_the_words_of_the_host() => Finds<Forgets>("batch", "Forgets", "results for ");

    [Fact]
    public void Null_is_found_in_the_words_of_the_host() => Finds<Null>("answers", "'star 1'", "It returned null instead of results for 1 spectra.");

    [Fact]
    public void Writing_into_a_spectrum_is_found() => Finds<Writes>("spectrum", "invented-star-1", "The pipeline writes into the spectrum");

    [Fact]
    public void A_call_that_never_comes_back_ends_the_checks_and_not_the_test() =>
        Finds<Hangs>("answers", "Hangs", "did not come back within 2 s and did not stop when told to", Quick with { TimeLimit = TimeSpan.FromSeconds(2) });

    [Fact]
    public void A_call_that_only_comes_back_when_told_to_is_found() =>
        Finds<HangsUntilTold>("answers", "HangsUntilTold", "did not come back within 2 s;", Quick with { TimeLimit = TimeSpan.FromSeconds(2) });

    [Fact]
    public void A_slow_pipeline_that_takes_no_notice_of_cancellation_is_advised() =>
        Finds<Deaf>("cancellation", "Deaf", "It goes on though it is told to stop, for about ", Quick with { Stars = 2, MeasureFor = TimeSpan.Zero }, CheckSeverity.Advice);

    [Fact]
    public void A_constructor_that_throws_is_found() => Finds<Unopened>("opening", "Unopened", "Opening it throws InvalidOperationException (no file weights.bin)");

    [Fact]
    public void A_star_that_would_stop_the_run_is_found() => Finds<StopsAll>("hostile input", "'NaN everywhere'", "which stops the whole run");

    [Fact]
    public void An_optional_input_that_is_needed_is_found() => Finds<NeedsWhatIsOptional>("inputs", "'star 1' without k_mag", "no K magnitude");

    [Fact]
    public void An_input_that_is_not_declared_is_found() => Finds<AsksForMore>("answers", "'star 1'", "There is no input 'k_mag' in the pipeline's declaration");

    [Fact]
    public void An_input_that_nobody_has_is_found_before_a_run()
    {
        Finds<Misspelt>("declaration", "input 'k_mag'", "The workspace does not know source.kmag");
        Finds<Misspelt>("declaration", "input 'field'", "spectrum.field is a text");
    }

    [Fact]
    public void Arrays_of_changing_length_are_advised() =>
        Finds<Ragged>("columns", "column 'range'", "Its arrays have 1 to 3 elements", severity: CheckSeverity.Advice);

    [Fact]
    public void An_infinite_value_is_advised() => Finds<InfiniteBesides>("answers", "'star 1'", "other is infinite", severity: CheckSeverity.Advice);

    [Fact]
    public void Much_allocation_is_advised() => Finds<Wasteful>("speed", "Wasteful", "It allocates 5.", severity: CheckSeverity.Advice);

    [Fact]
    public void A_result_for_a_spectrum_without_data_is_advised() =>
        Finds<Odd>("hostile input", "'no data'", "No pixel has data, and the result is not bad.", severity: CheckSeverity.Advice);

    [Theory]
    [InlineData("column 'teff'", "'kelvin' is not one of FITS's units; write K")]
    [InlineData("columns teff, e_teff", "All are described as 'a label'.")]
    [InlineData("columns", "None is indexed")]
    [InlineData("column 'e_teff'", "Its unit 'K' is not that of teff, 'kelvin'.")]
    [InlineData("flag NO_RESULT", "It is not at bit 11, which is free.")]
    [InlineData("[BadWhen(ODD | NO_RESULT)]", "A result with these flags is bad without this rule.")]
    public void A_declaration_that_could_be_better_is_advised(string where, string what) =>
        Assert.Contains(
            PipelineChecks.Declaration(DeclarationReader.Read(typeof(Odd))),
            finding => finding.Severity == CheckSeverity.Advice && finding.Where == where && finding.What.Contains(what, StringComparison.Ordinal));

    [Fact]
    public void A_declaration_that_the_host_refuses_is_found_in_its_words()
    {
        CheckReport report = PipelineChecks.All<Undocumented>();

        Assert.Equal(
            "pipeline Undocumented, column 'teff': it has no unit or no description. The unit of a pure number is \"\".",
            Assert.Single(report.Findings).What);
        PipelineCheckException failure = Assert.Throws<PipelineCheckException>(report.ThrowIfWrong);
        Assert.Contains("it has no unit or no description", failure.Message, StringComparison.Ordinal);
    }

    static void Finds<TPipeline>(string check, string where, string what, CheckSettings? settings = null, CheckSeverity severity = CheckSeverity.Wrong)
        where TPipeline : class, IPipeline<PipelineResult>
    {
        CheckReport report = PipelineChecks.All<TPipeline>(settings: settings ?? Quick);

        Assert.True(
            report.Findings.Any(finding => finding.Severity == severity && finding.Check == check
                && finding.Where.StartsWith(where, StringComparison.Ordinal) && finding.What.Contains(what, StringComparison.Ordinal)),
            $"{typeof(TPipeline).Name} has only:\n{string.Join('\n', report.Findings)}");
        Assert.Equal(severity == CheckSeverity.Advice, report.Passed);
    }
}
