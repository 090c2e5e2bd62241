namespace Astra.Neural.Tests;

/// <summary>Runs one of the papers' networks in PyTorch.</summary>
static class Torch
{
    /// <param name="precision">float32 or float64; what comes back is rounded to 32 bits.</param>
    public static (float[] Outputs, float[] Gradients) Run(
        string network, int count, float[] inputs, IEnumerable<float> parameters, float[] draws, float[] outputGradients, string precision = "float32")
    {
        using NumbersJudge judge = new();
        judge.Write("inputs.f32", inputs);
        judge.Write("parameters.f32", [.. parameters]);
        judge.Write("draws.f32", draws);
        judge.Write("gradients_in.f32", outputGradients);
        judge.Ask(Path.Combine("Torch", "judge", "published_networks.py"), network, $"{count}", precision);
        return (judge.Read("outputs.f32"), judge.Read("gradients.f32"));
    }
}
