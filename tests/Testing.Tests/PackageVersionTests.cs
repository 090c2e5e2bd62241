namespace Astra.Testing.Tests;

public class PackageVersionTests
{
    [Theory]
    [InlineData(typeof(Contract))]
    [InlineData(typeof(DeclarationReader))]
    [InlineData(typeof(PipelineChecks))]
    public void A_package_that_authors_use_has_the_version_of_the_contract(Type type)
    {
        Version version = type.Assembly.GetName().Version!;

        Assert.Equal((Contract.Major, Contract.Minor), (version.Major, version.Minor));
    }
}
