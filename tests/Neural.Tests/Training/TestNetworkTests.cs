namespace Astra.Neural.Tests.Training;

public class TestNetworkTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_gradients_of_the_test_network_are_those_of_central_differences(bool dropout)
    {
        TestNetwork network = new(3, 4, 2, seed: 5, dropout);
        Draw draw = new(6);
        float[] inputs = draw.Normals(5 * 3);
        float[] slopes = draw.Normals(5 * 2);
        float[] outputs = new float[5 * 2];

        Gradients.Clear(network.Parameters);
        network.Forward(inputs, 5, outputs, seed: 9);
        network.Backward(slopes);

        double Sum()
        {
            network.Forward(inputs, 5, outputs, seed: 9);
            return outputs.Zip(slopes, (o, s) => (double)o * s).Sum();
        }

        foreach (Parameter parameter in network.Parameters)
        {
            for (int i = 0; i < parameter.Value.Length; i++)
            {
                float value = parameter.Value[i];
                parameter.Value[i] = value + 0.01f;
                double above = Sum();
                parameter.Value[i] = value - 0.01f;
                double below = Sum();
                parameter.Value[i] = value;
                Assert.Equal((above - below) / 0.02, parameter.Gradient![i], 1e-3);
            }
        }
    }
}
