using Astra.Plugins.DistMass;

namespace Astra.DistMass.Tests;

public sealed class DistMassModelTests : IDisposable
{
    readonly TemporaryFolder temporary = new();

    public void Dispose() => temporary.Dispose();

    [Fact]
    public void What_is_written_is_read_again_to_the_last_bit()
    {
        DistMassModel shipped = DistMassModel.Load(Opened.Shipped.Folder);
        shipped.Write(temporary.Path);
        Assert.Equal(
            File.ReadAllText(Path.Combine(Opened.Shipped.Folder, DistMassModel.NetworksFile)),
                File.ReadAllText(Path.Combine(temporary.Path, DistMassModel.NetworksFile)));
        Assert.Equal(
            File.ReadAllText(Path.Combine(Opened.Shipped.Folder, DistMassModel.StarsFile)),
                File.ReadAllText(Path.Combine(temporary.Path, DistMassModel.StarsFile)));
    }

    [Theory]
    [InlineData("\"activation\":\"", "\"activation\":\"x", "there is no activation")]
    [InlineData("\"hidden_bias\":[", "\"hidden_bias\":[0,", "the weights of distance are not those of")]
    [InlineData("\"target\":\"distance\"", "\"target\":\"distanc\"", "there is no target 'distanc'")]
    [InlineData("\"input_mean\":[", "\"input_mean\":[0,", "the scaling of distance is not that of 5 labels")]
    [InlineData("\"distance_error\":{", "\"other\":{", "other")]
    [InlineData("{\"target\"", "[\"target\"", "networks.jsonl, line 1: ")]
    public void A_damaged_network_is_told_with_file_line_and_reason(string good, string bad, string reason)
    {
        string text = File.ReadAllText(Path.Combine(Opened.Shipped.Folder, DistMassModel.NetworksFile));
        Assert.Contains(good, text, StringComparison.Ordinal);
        int place = text.IndexOf(good, StringComparison.Ordinal);
        File.WriteAllText(Path.Combine(temporary.Path, DistMassModel.NetworksFile), text[..place] + bad + text[(place + good.Length)..]);
        File.WriteAllText(Path.Combine(temporary.Path, DistMassModel.StarsFile), "star,target,origin\n");

        string message = Assert.Throws<ConfigurationException>(() => DistMassModel.Load(temporary.Path)).Message;

        Assert.Contains("networks.jsonl", message, StringComparison.Ordinal);
        Assert.Contains(reason, message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_damaged_list_of_stars_is_told_with_its_line()
    {
        File.Copy(Path.Combine(Opened.Shipped.Folder, DistMassModel.NetworksFile), Path.Combine(temporary.Path, DistMassModel.NetworksFile));
        File.WriteAllText(Path.Combine(temporary.Path, DistMassModel.StarsFile), "star,target,origin\n2M1,distance,parallax\n2M2,mass\n");
        Assert.Contains("training-stars.csv, line 3: '2M2,mass' is not star,target,origin",
            Assert.Throws<ConfigurationException>(() => DistMassModel.Load(temporary.Path)).Message);
    }

    [Fact]
    public void A_folder_without_a_model_is_told() =>
        Assert.Contains("networks.jsonl", Assert.Throws<ConfigurationException>(() => DistMassModel.Load(temporary.Path)).Message);

    [Fact]
    public void The_bits_of_a_star_are_those_of_the_networks_that_it_trained()
    {
        DistMassModel shipped = DistMassModel.Load(Opened.Shipped.Folder);
        DistMassModel model = new(shipped.Networks,
        [
            new TrainedStar("2M1", NetworkTarget.AbsoluteMagnitude, "parallax"), new TrainedStar("2M1", NetworkTarget.MassCorSs, "serenelli"),
            new TrainedStar("2M2", NetworkTarget.MassCorSs, "berger"), new TrainedStar("2M3", NetworkTarget.MassUncorMo, "apokasc"),
        ]);
        Assert.Equal([33, 16, 8, 0], new[] { "2M1", "2M2", "2M3", "2M4" }.Select(star => (int)model.MembershipOf(star)));
    }

    [Fact]
    public void Two_networks_of_one_target_are_no_model()
    {
        NetworkDescription network = DistMassModel.Load(Opened.Shipped.Folder).Networks.First();
        Assert.Throws<ArgumentException>(() => new DistMassModel([network, network], []));
    }

    [Fact]
    public void The_model_that_ships_has_the_two_networks_that_the_data_allow() => Assert.Equal(
        ["distance", "mass_cor_ss"], DistMassModel.Load(Opened.Shipped.Folder).Networks.Select(network => network.Target));
}
