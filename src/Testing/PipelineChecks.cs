namespace Astra.Testing;

/// <summary>Checks a pipeline as its host would use it.</summary>
public static class PipelineChecks
{
    /// <summary>Makes all checks with a pipeline's class; a declaration that has a mistake is a finding.</summary>
    /// <typeparam name="TPipeline">The class.</typeparam>
    /// <param name="options">Options that are not to have their defaults, by name; of the default's type.</param>
    /// <param name="modelFolder">The folder of its model, with the manifest; null for none.</param>
    /// <param name="settings">How to go about it; null for the usual way.</param>
    public static CheckReport All<TPipeline>(
        IReadOnlyDictionary<string, object>? options = null, string? modelFolder = null, CheckSettings? settings = null)
        where TPipeline : class, IPipeline<PipelineResult>
    {
        try
        {
            return All(PipelineUnderTest.Of<TPipeline>(options, modelFolder), settings);
        }
        catch (PipelineCheckException e)
        {
            return new CheckReport(
                typeof(TPipeline).Name, [new CheckFinding(CheckSeverity.Wrong, "declaration", typeof(TPipeline).Name, e.Message, "Correct it first.")], null);
        }
    }

    /// <summary>Makes all checks: the declaration, then how the pipeline behaves.</summary>
    /// <param name="pipeline">The pipeline.</param>
    /// <param name="settings">How to go about it; null for the usual way.</param>
    public static CheckReport All(PipelineUnderTest pipeline, CheckSettings? settings = null)
    {
        settings ??= new CheckSettings();
        List<CheckFinding> findings = [.. DeclarationChecks.Of(pipeline.Declaration)];
        PipelineSpeed? speed = null;
        if (pipeline.HasItsModel)
        {
            using BehaviourChecks behaviour = new(pipeline, settings);
            behaviour.Run();
            findings.AddRange(behaviour.Findings);
            speed = behaviour.Speed;
        }
        else
        {
            findings.Add(new CheckFinding(
                CheckSeverity.Wrong, "opening", pipeline.Declaration.Name, "It needs a model and was given none, so that only its declaration was checked.",
                "Give the folder of one."));
        }

        return new CheckReport(pipeline.Declaration.Name, [.. findings.OrderByDescending(finding => finding.Severity)], speed);
    }

    /// <summary>Checks the declaration alone.</summary>
    /// <param name="declaration">The declaration.</param>
    public static IReadOnlyList<CheckFinding> Declaration(PipelineDeclaration declaration) => [.. DeclarationChecks.Of(declaration)];
}
