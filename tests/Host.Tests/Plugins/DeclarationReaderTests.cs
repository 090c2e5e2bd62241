using Astra.Host.Plugins;

namespace Astra.Host.Tests.Plugins;

public class DeclarationReaderTests
{
    [Fact]
    public void A_pipeline_is_what_its_attributes_say()
    {
        PipelineDeclaration declaration = DeclarationReader.Read(typeof(Sample));

        Assert.Equal(("Sample", "1.20.3", "Does nothing.", "nobody"), (declaration.Name, declaration.Version.ToString(), declaration.Description, declaration.Reference));
        Assert.Equal(1020, declaration.Version.MajorMinor);
        Assert.Equal((UnitOfWork.Spectrum, SpectrumKinds.Visit, true), (declaration.Unit, declaration.Kinds, declaration.NeedsModel));
        InputDeclaration input = Assert.Single(declaration.Inputs);
        Assert.Equal(("teff", true), (input.Name, input.Optional));
        Assert.Equal([new InputOrigin("aspcap", "teff"), new InputOrigin("AstroNN", "teff")], input.Alternatives);
        Assert.Equal([new OptionDeclaration("draws", 20, "number of draws")], declaration.Options);
    }

    [Fact]
    public void Columns_come_in_the_order_of_the_properties_those_of_the_base_record_first()
    {
        PipelineDeclaration declaration = DeclarationReader.Read(typeof(Sample));

        Assert.Equal(["teff", "e_teff", "n_pixels", "labels"], declaration.Columns.Select(column => column.Name));
        Assert.Equal([ColumnType.Float32, ColumnType.Float32, ColumnType.Int32, ColumnType.Float64Array], declaration.Columns.Select(column => column.Type));
        Assert.Equal(("K", "effective temperature", true), (declaration.Columns[0].Unit, declaration.Columns[0].Description, declaration.Columns[0].Indexed));
    }

    [Fact]
    public void A_column_reads_its_value_from_a_result()
    {
        PipelineDeclaration declaration = DeclarationReader.Read(typeof(Sample));
        SampleResult result = new() { Teff = 4800, Pixels = 7514, Labels = [1, 2] };

        Assert.Equal([4800f, float.NaN, 7514, result.Labels], declaration.Columns.Select(column => column.Value(result)));
    }

    [Fact]
    public void Flags_come_in_the_order_of_their_bits()
    {
        FlagLayout flags = DeclarationReader.Read(typeof(Sample)).Flags;

        Assert.Equal(
            [
                new FlagDeclaration("UNCERTAIN_TEFF", 1, "e_teff above 300 K", Severity.Warn),
                new FlagDeclaration("FAR", 4, "far away", Severity.Informational),
                new FlagDeclaration("NO_RESULT", 11, "no result", Severity.Bad),
                new FlagDeclaration("HIGHEST", 62, "the last bit", Severity.Warn),
            ],
            flags.Flags);
        Assert.Equal(1L << 11, flags.NoResult);
        Assert.Equal([18L], flags.BadCombinations);
    }

    [Theory]
    [InlineData(0, false, false)]
    [InlineData(1L << 4, false, false)]
    [InlineData(1L << 1, true, false)]
    [InlineData(1L << 62, true, false)]
    [InlineData(1L << 11, false, true)]
    [InlineData((1L << 1) | (1L << 4), true, true)]
    public void What_makes_a_result_doubtful_or_bad_follows_from_the_declaration(long flags, bool warn, bool bad)
    {
        FlagLayout layout = DeclarationReader.Read(typeof(Sample)).Flags;

        Assert.Equal((warn, bad), (layout.IsWarn(flags), layout.IsBad(flags)));
    }

    [Theory]
    [InlineData("UncertainTeff", "UNCERTAIN_TEFF")]
    [InlineData("NoResult", "NO_RESULT")]
    [InlineData("EFeHLarge", "E_FE_H_LARGE")]
    [InlineData("LowSNR", "LOW_SNR")]
    [InlineData("SNRLow", "SNR_LOW")]
    [InlineData("Chi2High", "CHI2_HIGH")]
    [InlineData("Bad_Fit", "BAD_FIT")]
    public void A_flags_name_is_shown_in_capitals_with_underscores(string member, string shown) => Assert.Equal(shown, FlagReader.DisplayName(member));

    [Theory]
    [InlineData(typeof(Mistakes.NameWithSpace), "NameWithSpace has the pipeline name 'My Pipeline'; use letters and digits only, a letter first.")]
    [InlineData(typeof(Mistakes.TwoPartVersion), "pipeline P: its version '1.0' is not major.minor.patch, such as 1.0.0, each number below 1000.")]
    [InlineData(typeof(Mistakes.NoDescription), "pipeline P: it has no description. Say in one sentence what it does.")]
    [InlineData(typeof(Mistakes.AbstractClass), "pipeline P: its class is abstract or generic. Put [Pipeline] on the class that is to be made.")]
    [InlineData(typeof(Mistakes.NoSpectra), "pipeline P: it takes no kind of spectrum. Set Kinds to Combined, Visit or Both.")]
    [InlineData(typeof(Mistakes.NotAPipeline), "pipeline P: NotAPipeline implements IPipeline<...> 0 times; it has to do so once.")]
    [InlineData(
        typeof(Mistakes.ConstructorWithAnotherArgument),
        "ConstructorWithAnotherArgument has no constructor that the host can call; write public ConstructorWithAnotherArgument(PipelineContext context).")]
    [InlineData(typeof(Mistakes.InputTwice), "pipeline P, input 'teff': it is declared twice. Give one input all the alternatives.")]
    [InlineData(typeof(Mistakes.InputFromNowhere), "pipeline P, input 'teff': it says nothing of where it comes from. Add at least one table.column, such as source.k_mag.")]
    [InlineData(typeof(Mistakes.InputWithoutTable), "pipeline P, input 'teff': its alternative 'teff' is not table.column, such as source.k_mag or aspcap.teff.")]
    [InlineData(typeof(Mistakes.InputFromItself), "pipeline P, input 'teff': 'P.teff' is a result of the pipeline itself.")]
    [InlineData(typeof(Mistakes.SpectrumInputOfSource), "pipeline P, input 'snr': 'spectrum.snr' belongs to a spectrum, but the pipeline's unit of work is the source.")]
    [InlineData(typeof(Mistakes.InputInCapitals), "pipeline P, input 'Teff': its name is not lower case with digits and underscores.")]
    [InlineData(typeof(Mistakes.OptionTwice), "pipeline P, option 'draws': it is declared twice.")]
    [InlineData(typeof(Mistakes.OptionOfWrongType), "pipeline P, option 'draws': its default is of type Single; it has to be a string, bool, int or double.")]
    [InlineData(typeof(Mistakes.OptionWithoutDefault), "pipeline P, option 'draws': its default is of type null; it has to be a string, bool, int or double.")]
    [InlineData(typeof(Mistakes.OptionInCapitals), "pipeline P, option 'Draws': its name is not lower case with digits and underscores.")]
    [InlineData(typeof(Mistakes.OptionWithoutDescription), "pipeline P, option 'draws': it has no description.")]
    public void A_mistake_in_a_pipelines_declaration_is_named(Type pipeline, string reason) =>
        Assert.Equal(reason, Assert.Throws<PluginRefusedException>(() => DeclarationReader.Read(pipeline)).Message);

    [Theory]
    [InlineData(typeof(Mistakes.NoColumns), "pipeline P: its result NoColumns has no column. Mark at least one public property with [Column].")]
    [InlineData(typeof(Mistakes.ColumnInCapitals), "pipeline P, column 'Teff': its name is not lower case with digits and underscores, a letter first.")]
    [InlineData(typeof(Mistakes.ColumnTwice), "pipeline P, column 'teff': it is declared twice.")]
    [InlineData(typeof(Mistakes.ColumnOfTheHost), "pipeline P, column 'flag_bad': the host has a column of this name in every table. Give it another name.")]
    [InlineData(
        typeof(Mistakes.ColumnOfWrongType),
        "pipeline P, column 'teff': its type Decimal cannot be stored; use float, double, int, long, bool, string, or an array of float, double or int.")]
    [InlineData(
        typeof(Mistakes.ColumnWithLongDescription),
        "pipeline P, column 'teff': its description has 48 characters; shorten it to at most 47.")]
    [InlineData(typeof(Mistakes.ColumnWithoutDescription), "pipeline P, column 'teff': it has no unit or no description. The unit of a pure number is \"\".")]
    [InlineData(typeof(Mistakes.ColumnWithoutGetter), "pipeline P, column 'teff': the property Teff cannot be read. Give it a public getter.")]
    [InlineData(
        typeof(Mistakes.ErrorOfNothing),
        "pipeline P, column 'e_teff': it is the error of 'teff', which is not a column. Add that, or give this one another name.")]
    [InlineData(
        typeof(Mistakes.NumberThatStartsAsZero),
        "pipeline P, column 'teff': a row that leaves it out would seem to have measured a number. Write = float.NaN; (or double.NaN) after the property.")]
    public void A_mistake_in_a_result_record_is_named(Type result, string reason) =>
        Assert.Equal(reason, Assert.Throws<PluginRefusedException>(() => ColumnReader.Read("P", result)).Message);

    [Theory]
    [InlineData(typeof(NumberThatIsAlwaysGiven))]
    [InlineData(typeof(PositionalRecord))]
    public void A_number_that_cannot_be_left_out_may_start_as_anything(Type result) => Assert.Single(ColumnReader.Read("P", result));

    [Theory]
    [InlineData(typeof(Mistakes.NotMarkedFlags), "pipeline P: its flags NotMarkedFlags are not marked [Flags]. Mark them.")]
    [InlineData(typeof(Mistakes.WithoutNoResult), "pipeline P: its flags WithoutNoResult have no NoResult. Add it, at bit 11 where that is free, with Severity.Bad.")]
    [InlineData(typeof(Mistakes.NoResultOnlyWarns), "pipeline P, flag NoResult: a row without values is always bad. Give it Severity.Bad.")]
    [InlineData(typeof(Mistakes.Undescribed), "pipeline P, flag Far: it does not say what it means. Add [Flag(\"...\", Severity...)].")]
    [InlineData(
        typeof(Mistakes.CombinationAsMember),
        "pipeline P, flag Both: it is not one bit of 0 to 62 (of 0 to 30 unless the enumeration is of type long). Put combinations in [BadWhen].")]
    [InlineData(
        typeof(Mistakes.SignBit),
        "pipeline P, flag Far: it is not one bit of 0 to 62 (of 0 to 30 unless the enumeration is of type long). Put combinations in [BadWhen].")]
    [InlineData(
        typeof(Mistakes.UnsignedLastBit),
        "pipeline P, flag Far: it is not one bit of 0 to 62 (of 0 to 30 unless the enumeration is of type long). Put combinations in [BadWhen].")]
    [InlineData(typeof(Mistakes.SameBitTwice), "pipeline P, flag Distant: it has the bit or the name of FAR. Give each flag its own.")]
    [InlineData(typeof(Mistakes.SameNameTwice), "pipeline P, flag Low_Snr: it has the bit or the name of LOW_SNR. Give each flag its own.")]
    [InlineData(
        typeof(Mistakes.BadWhenUndeclared),
        "pipeline P: [BadWhen(2)] is not a combination of flags that BadWhenUndeclared declares. Write it as BadWhenUndeclared.A | BadWhenUndeclared.B.")]
    [InlineData(
        typeof(Mistakes.BadWhenNumber),
        "pipeline P: [BadWhen(2048)] is not a combination of flags that BadWhenNumber declares. Write it as BadWhenNumber.A | BadWhenNumber.B.")]
    public void A_mistake_in_a_flag_enumeration_is_named(Type flags, string reason) =>
        Assert.Equal(reason, Assert.Throws<PluginRefusedException>(() => FlagReader.Read("P", typeof(PipelineResult<>).MakeGenericType(flags))).Message);

    [Fact]
    public void A_pipeline_that_is_opened_gets_its_context()
    {
        PipelineContext context = new("Sample");

        Sample opened = Assert.IsType<Sample>(Installed(typeof(Sample)).Open(context));

        Assert.Same(context, opened.Context);
    }

    [Fact]
    public void What_a_pipelines_constructor_throws_comes_as_it_is()
    {
        ConfigurationException wrong = Assert.Throws<ConfigurationException>(() => Installed(typeof(Unwilling)).Open(new PipelineContext("Unwilling")));

        Assert.Equal("no", wrong.Message);
    }

    static InstalledPipeline Installed(Type pipeline) => new(
        DeclarationReader.Read(pipeline),
        new InstalledPlugin("Sample", "1.0.0", ContractVersion.OfHost, "/", PluginState.Loaded, Reason: null),
        pipeline);

    [Flags]
    [BadWhen(UncertainTeff | Far)]
    public enum SampleFlags : long
    {
        None = 0,

        [Flag("no result", Severity.Bad)]
        NoResult = 1 << 11,

        [Flag("the last bit", Severity.Warn)]
        Highest = 1L << 62,

        [Flag("far away", Severity.Informational)]
        Far = 1 << 4,

        [Flag("e_teff above 300 K", Severity.Warn)]
        UncertainTeff = 1 << 1,
    }

    public abstract record BaseResult : PipelineResult<SampleFlags>
    {
        [Column("teff", "K", "effective temperature", Indexed = true)]
        public float Teff { get; init; } = float.NaN;

        [Column("e_teff", "K", "error of the effective temperature")]
        public float TeffError { get; init; } = float.NaN;
    }

    public sealed record SampleResult : BaseResult
    {
        [Column("n_pixels", "", "number of pixels")]
        public int Pixels { get; init; }

        public string NotAColumn { get; init; } = string.Empty;

        [Column("labels", "", "all labels")]
        public double[] Labels { get; init; } = [];
    }

    public sealed record NumberThatIsAlwaysGiven : PipelineResult<SampleFlags>
    {
        [Column("teff", "K", "effective temperature")]
        public required float Teff { get; init; }
    }

    public sealed record PositionalRecord([property: Column("teff", "K", "effective temperature")] float Teff) : PipelineResult<SampleFlags>;

    public abstract class Silent : IPipeline<SampleResult>
    {
        public IReadOnlyList<SampleResult> Analyse(IReadOnlyList<Target> batch, CancellationToken cancellation) => [];
    }

    [Pipeline("Sample", "1.20.3", "Does nothing.", Reference = "nobody", Kinds = SpectrumKinds.Visit, NeedsModel = true)]
    [Input("teff", "aspcap.teff", "AstroNN.teff", Optional = true)]
    [Option("draws", 20, "number of draws")]
    public sealed class Sample(PipelineContext context) : Silent
    {
        public PipelineContext Context => context;
    }

    [Pipeline("Unwilling", "1.0.0", "Does not open.")]
    public sealed class Unwilling : Silent
    {
        public Unwilling() => throw new ConfigurationException("no");
    }

    static class Mistakes
    {
        [Pipeline("My Pipeline", "1.0.0", "Text.")]
        public sealed class NameWithSpace : Silent;

        [Pipeline("P", "1.0", "Text.")]
        public sealed class TwoPartVersion : Silent;

        [Pipeline("P", "1.0.0", "")]
        public sealed class NoDescription : Silent;

        [Pipeline("P", "1.0.0", "Text.")]
        public abstract class AbstractClass : Silent;

        [Pipeline("P", "1.0.0", "Text.", Kinds = 0)]
        public sealed class NoSpectra : Silent;

        [Pipeline("P", "1.0.0", "Text.")]
        public sealed class NotAPipeline;

        [Pipeline("P", "1.0.0", "Text.")]
        public sealed class ConstructorWithAnotherArgument : Silent
        {
            public ConstructorWithAnotherArgument(string argument) => _ = argument;
        }

        [Pipeline("P", "1.0.0", "Text.")]
        [Input("teff", "aspcap.teff")]
        [Input("teff", "AstroNN.teff")]
        public sealed class InputTwice : Silent;

        [Pipeline("P", "1.0.0", "Text.")]
        [Input("teff")]
        public sealed class InputFromNowhere : Silent;

        [Pipeline("P", "1.0.0", "Text.")]
        [Input("teff", "teff")]
        public sealed class InputWithoutTable : Silent;

        [Pipeline("P", "1.0.0", "Text.")]
        [Input("teff", "P.teff")]
        public sealed class InputFromItself : Silent;

        [Pipeline("P", "1.0.0", "Text.", Unit = UnitOfWork.Source)]
        [Input("snr", "spectrum.snr")]
        public sealed class SpectrumInputOfSource : Silent;

        [Pipeline("P", "1.0.0", "Text.")]
        [Input("Teff", "aspcap.teff")]
        public sealed class InputInCapitals : Silent;

        [Pipeline("P", "1.0.0", "Text.")]
        [Option("draws", 20, "Text.")]
        [Option("draws", 30, "Text.")]
        public sealed class OptionTwice : Silent;

        [Pipeline("P", "1.0.0", "Text.")]
        [Option("draws", 20f, "Text.")]
        public sealed class OptionOfWrongType : Silent;

        [Pipeline("P", "1.0.0", "Text.")]
        [Option("draws", null!, "Text.")]
        public sealed class OptionWithoutDefault : Silent;

        [Pipeline("P", "1.0.0", "Text.")]
        [Option("Draws", 20, "Text.")]
        public sealed class OptionInCapitals : Silent;

        [Pipeline("P", "1.0.0", "Text.")]
        [Option("draws", 20, "")]
        public sealed class OptionWithoutDescription : Silent;

        public sealed record NoColumns : PipelineResult<SampleFlags>;

        public sealed record ColumnInCapitals : PipelineResult<SampleFlags>
        {
            [Column("Teff", "K", "Text.")]
            public float Teff { get; init; } = float.NaN;
        }

        public sealed record ColumnTwice : PipelineResult<SampleFlags>
        {
            [Column("teff", "K", "Text.")]
            public float Teff { get; init; } = float.NaN;

            [Column("teff", "K", "Text.")]
            public float Temperature { get; init; } = float.NaN;
        }

        public sealed record ColumnOfTheHost : PipelineResult<SampleFlags>
        {
            [Column("flag_bad", "", "Text.")]
            public bool Bad { get; init; }
        }

        public sealed record ColumnOfWrongType : PipelineResult<SampleFlags>
        {
            [Column("teff", "K", "Text.")]
            public decimal Teff { get; init; }
        }

        public sealed record ColumnWithLongDescription : PipelineResult<SampleFlags>
        {
            [Column("teff", "K", "the effective temperature of the star, in kelvin")]
            public float Teff { get; init; } = float.NaN;
        }

        public sealed record ColumnWithoutDescription : PipelineResult<SampleFlags>
        {
            [Column("teff", "K", "")]
            public float Teff { get; init; } = float.NaN;
        }

        public sealed record ColumnWithoutGetter : PipelineResult<SampleFlags>
        {
            [Column("teff", "K", "Text.")]
            public float Teff
            {
                init => _ = value;
            }
        }

        public sealed record ErrorOfNothing : PipelineResult<SampleFlags>
        {
            [Column("e_teff", "K", "Text.")]
            public float TeffError { get; init; } = float.NaN;
        }

        public sealed record NumberThatStartsAsZero : PipelineResult<SampleFlags>
        {
            [Column("teff", "K", "Text.")]
            public float Teff { get; init; }
        }

        public enum NotMarkedFlags
        {
            [Flag("no result", Severity.Bad)]
            NoResult = 1 << 11,
        }

        [Flags]
        public enum WithoutNoResult
        {
            [Flag("far away", Severity.Warn)]
            Far = 1,
        }

        [Flags]
        public enum NoResultOnlyWarns
        {
            [Flag("no result", Severity.Warn)]
            NoResult = 1 << 11,
        }

        [Flags]
        public enum Undescribed
        {
            Far = 1,

            [Flag("no result", Severity.Bad)]
            NoResult = 1 << 11,
        }

        [Flags]
        public enum CombinationAsMember
        {
            [Flag("both", Severity.Bad)]
            Both = 3,
        }

        [Flags]
        public enum SignBit
        {
            [Flag("far away", Severity.Warn)]
            Far = 1 << 31,
        }

        [Flags]
        public enum UnsignedLastBit : ulong
        {
            [Flag("far away", Severity.Warn)]
            Far = 1UL << 63,
        }

        [Flags]
        public enum SameBitTwice
        {
            [Flag("far away", Severity.Warn)]
            Far = 1,

            [Flag("far away", Severity.Warn)]
            Distant = 1,
        }

        [Flags]
        public enum SameNameTwice
        {
            [Flag("low", Severity.Warn)]
            LowSnr = 1,

            [Flag("low", Severity.Warn)]
            Low_Snr = 2,
        }

        [Flags]
        [BadWhen((BadWhenUndeclared)2)]
        public enum BadWhenUndeclared
        {
            [Flag("no result", Severity.Bad)]
            NoResult = 1 << 11,
        }

        [Flags]
        [BadWhen(2048)]
        public enum BadWhenNumber
        {
            [Flag("no result", Severity.Bad)]
            NoResult = 1 << 11,
        }
    }
}
