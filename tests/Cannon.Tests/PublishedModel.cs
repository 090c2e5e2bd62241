using Astra.Testing;

namespace Astra.Cannon.Tests;

/// <summary>The published model of the reference data.</summary>
static class PublishedModel
{
    public const string Name = "apokasc_gc_ind_feh_fix";

    public static string Path => SharedData.Path("cannon", $"trained_{Name}.txt");
}
