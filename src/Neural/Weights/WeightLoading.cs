using System.IO.Enumeration;

namespace Astra.Neural;

/// <summary>Puts the tensors of a weight file into the parameters of a network.</summary>
public static class WeightLoading
{
    /// <summary>Fills every parameter, or none: the parameters change only where the whole file fits.</summary>
    /// <param name="parameters">The network's parameters.</param>
    /// <param name="file">The weights.</param>
    /// <param name="names">How the parameters are called in the file; by default as in the network.</param>
    /// <param name="buffers">
    /// Tensors of the file that belong to the model but are no parameters (<c>input_mean</c>, <c>aspcap_masks.*</c>, <c>*.num_batches_tracked</c>): exact names, or patterns in
    /// which <c>*</c> stands for anything. An exact name must be in the file. They are read with <see cref="Buffer"/>.
    /// </param>
    /// <exception cref="WeightFileException">The file lacks tensors, has others, or has them in another shape: the message lists all of them.</exception>
    public static void Apply(IReadOnlyList<Parameter> parameters, WeightFile file, NameMap? names = null, IReadOnlyCollection<string>? buffers = null)
    {
        names ??= NameMap.Exact;
        buffers ??= [];
        List<(Parameter Parameter, Tensor Tensor)> matches = [];
        List<string> missing = [.. buffers.Where(buffer => !buffer.Contains('*') && !file.Tensors.ContainsKey(buffer))];
        List<string> wrongShapes = [];
        HashSet<string> used = [];
        foreach (Parameter parameter in parameters)
        {
            string name = names.InFile(parameter.Name);
            used.Add(name);
            if (!file.Tensors.TryGetValue(name, out Tensor? tensor))
            {
                missing.Add(name == parameter.Name ? name : $"{name} (for {parameter.Name})");
            }
            else if (!tensor.Shape.SequenceEqual(parameter.Shape))
            {
                wrongShapes.Add($"{name} is {WeightFileErrors.Text(tensor.Shape)} where {WeightFileErrors.Text(parameter.Shape)} is expected");
            }
            else
            {
                matches.Add((parameter, tensor));
            }
        }

        string[] unexpected = [.. file.Tensors.Keys.Where(
            name => !used.Contains(name) && !buffers.Any(buffer => FileSystemName.MatchesSimpleExpression(buffer, name, ignoreCase: false)))];
        if (missing.Count + unexpected.Length + wrongShapes.Count > 0)
        {
            throw new WeightFileErrors(file.Path).DoesNotFit(missing, unexpected, wrongShapes);
        }

        foreach ((Parameter parameter, Tensor tensor) in matches)
        {
            tensor.ReadSingle(parameter.Value);
        }
    }

    /// <summary>A tensor that is no parameter, of the state dict or beside it.</summary>
    /// <param name="file">The weights.</param>
    /// <param name="name">Its name in <see cref="WeightFile.Tensors"/>, else its path in <see cref="WeightFile.OtherTensors"/>.</param>
    /// <exception cref="WeightFileException">The file has no such tensor.</exception>
    public static Tensor Buffer(this WeightFile file, string name) =>
        file.Tensors.GetValueOrDefault(name) ?? file.OtherTensors.GetValueOrDefault(name) ?? throw new WeightFileErrors(file.Path).NoTensor(name);

    /// <summary>The parameters of a network as tensors of 32-bit floats, for <see cref="WeightFile.Write"/>.</summary>
    /// <param name="parameters">The network's parameters.</param>
    public static IEnumerable<Tensor> ToTensors(this IEnumerable<Parameter> parameters) => parameters.Select(
        parameter => Tensor.From(parameter.Name, parameter.Shape, parameter.Value));
}
