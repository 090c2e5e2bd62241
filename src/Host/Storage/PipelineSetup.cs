using Astra.Host.Plugins;

namespace Astra.Host.Storage;

/// <summary>A pipeline as it runs now: what a result depends on besides its input.</summary>
/// <param name="PipelineKey">The pipeline's key in the workspace.</param>
/// <param name="Key">The key of this combination of version, model and options.</param>
sealed record PipelineSetup(long PipelineKey, long Key, PipelineDeclaration Declaration, SetupIdentity Identity);

/// <summary>What tells one setup of a pipeline from another.</summary>
/// <param name="ModelName">Name of the model; empty without one.</param>
/// <param name="ModelHash">Digest of the model; empty without one.</param>
/// <param name="Options">The effective options as JSON, sorted by name.</param>
sealed record SetupIdentity(string Pipeline, string Version, string ModelName, string ModelHash, string Options);
