using Astra.Plugins.LatentAge.Forest;

namespace Astra.Plugins.LatentAge;

/// <summary>The forests of a model. Read-only.</summary>
/// <param name="Labels">One for each label of the model, of the five latent numbers.</param>
/// <param name="State">Evolutionary states of the five latent numbers; null where the training set had none.</param>
/// <param name="Age">log10(age / Gyr) of the five latent numbers, Teff and [Fe/H]; null where the training set had no ages.</param>
sealed record LatentForests(IReadOnlyList<ForestRegressor> Labels, ForestClassifier? State, ForestRegressor? Age);
