using Astra.Plugins.DistMass.Training;

namespace Astra.DistMass.Tests.Training;

public sealed class ClusterDistancesTests
{
    [Theory]
    [InlineData("M92", 8200)]
    [InlineData("m 92", 8200)]
    [InlineData("NGC 6791", 4078)]
    [InlineData("N6791", 4078)]
    [InlineData("NGC 0188", 1700)]
    [InlineData("47 Tuc", 5000)]
    [InlineData("omegacen", 5000)]
    [InlineData("Pal5", 23000)]
    public void A_cluster_is_found_however_it_is_written(string name, double parsec) => Assert.Equal(parsec, ClusterDistances.Of(name), 1e-6);

    [Theory]
    [InlineData("M31")]
    [InlineData("")]
    [InlineData(null)]
    public void What_is_not_in_the_table_has_no_distance(string? name) => Assert.True(double.IsNaN(ClusterDistances.Of(name)));

    [Fact]
    public void The_table_has_the_38_clusters_of_the_paper() => Assert.Equal(38, ClusterDistances.Names.Count);
}
