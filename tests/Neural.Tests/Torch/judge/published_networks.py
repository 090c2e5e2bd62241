"""The networks of the papers in PyTorch, as judges of the C# engine.

usage: published_networks.py FOLDER NETWORK COUNT PRECISION

FOLDER holds little-endian float32 files: inputs.f32 (COUNT rows), parameters.f32 (all parameters, in the order in which the C# network lists them),
draws.f32 (what multiplies at each dropout, or the normal draws of the latent space, row by row in the order of the layers), and gradients_in.f32
(derivatives of the loss with respect to the outputs). PRECISION, in which all is computed, is float32 or float64. Written back: outputs.f32 and gradients.f32 (of all parameters, in the same order).
"""
import sys

import numpy as np
import torch
import torch.nn.functional as F


class Numbers:
    """Hands out consecutive parts of a file."""

    def __init__(self, values):
        self.values, self.place = values, 0

    def take(self, *shape):
        size = int(np.prod(shape))
        part = self.values[self.place : self.place + size].reshape(shape)
        self.place += size
        return part


class Network:
    def __init__(self, parameters, draws, count):
        self.numbers, self.draws, self.count, self.parameters = Numbers(parameters), draws, count, []

    def parameter(self, *shape):
        value = torch.tensor(self.numbers.take(*shape), requires_grad=True)
        self.parameters.append(value)
        return value

    def linear(self, x, outputs):
        weight = self.parameter(outputs, x.shape[1])
        return F.linear(x, weight, self.parameter(outputs))

    def conv(self, x, channels, kernel, stride=1):
        weight = self.parameter(channels, x.shape[1], kernel)
        outputs = -(-x.shape[2] // stride)
        zeros = max((outputs - 1) * stride + kernel - x.shape[2], 0)
        return F.conv1d(F.pad(x, (zeros // 2, zeros - zeros // 2)), weight, self.parameter(channels), stride=stride)

    def conv_transpose(self, x, channels, kernel, stride):
        weight = self.parameter(x.shape[1], channels, kernel)
        full = F.conv_transpose1d(x, weight, self.parameter(channels), stride=stride)
        left = (kernel - stride) // 2
        return full[:, :, left : left + x.shape[2] * stride]

    def drop(self, x):
        """The draws of one layer stand in one block: COUNT rows."""
        return x * torch.tensor(self.draws.take(*x.shape)) if self.draws.values.size else x


def apogee_net(net, x):
    flux, metadata = x[:, None, :8575], x[:, 8575:]
    for first, second in ((8, 8), (16, 16), (16, 16), (32, 32), (32, 32), (64, 64)):
        flux = F.relu(net.conv(flux, first, 3))
        flux = F.max_pool1d(F.relu(net.conv(flux, second, 3)), 2)
    for width in (8, 16, 32, 32, 64):
        metadata = F.relu(net.linear(metadata, width))
    hidden = torch.cat([flux.flatten(1), metadata], 1)
    hidden = net.drop(F.relu(net.linear(hidden, 512)))
    hidden = net.drop(F.relu(net.linear(hidden, 512)))
    return net.linear(hidden, 3)


def trunk(net, x):
    x = net.drop(F.relu(net.conv(x[:, None], 2, 8)))
    x = F.max_pool1d(F.relu(net.conv(x, 4, 8)), 4)
    x = net.drop(x.permute(0, 2, 1).flatten(1))
    return net.drop(F.relu(net.linear(x, 192)))


def window(size, element):
    mask = np.zeros(7514, bool)
    mask[(np.arange(size) * 7514 // size + 7 * element) % 7514] = True
    return torch.tensor(mask)


def astro_nn(net, x):
    sizes = (3806, 557, 3776, 505, 13, 106, 51, 102, 24, 8, 16, 19, 31, 28, 29, 46, 70, 24, 206)
    hidden = F.relu(net.linear(trunk(net, x), 96))
    labels, variances, auxiliary = net.linear(hidden, 3), net.linear(hidden, 3), net.linear(hidden, 2)
    known = torch.cat([auxiliary, labels], 1)
    values, log_variances = [labels], [variances]
    for element, size in enumerate(sizes):
        first, second = (256, 64) if size > 3000 else (32, 16)
        branch = net.drop(F.relu(net.linear(x[:, window(size, element)], first)))
        branch = net.drop(F.relu(net.linear(branch, second)))
        both = torch.cat([branch, known], 1)
        values.append(net.linear(both, 1))
        log_variances.append(net.linear(both, 1))
    return torch.cat(values + log_variances, 1)


def apogee_dist(net, x):
    hidden = F.relu(net.linear(trunk(net, x), 64))
    return torch.cat([F.softplus(net.linear(hidden, 1)), net.linear(hidden, 1)], 1)


def latent(net, x):
    x = F.relu(net.conv(x[:, None], 32, 8, 2))
    x = F.max_pool1d(F.relu(net.conv(x, 64, 8, 2)), 2)
    x = torch.tanh(net.linear(x.permute(0, 2, 1).flatten(1), 16))
    mean, log_variance = net.linear(x, 5), net.linear(x, 5)
    z = mean + torch.exp(log_variance / 2) * torch.tensor(net.draws.take(net.count, 5))
    x = F.relu(net.linear(z, 523 * 16)).reshape(-1, 523, 16).permute(0, 2, 1)
    x = F.relu(net.conv_transpose(x, 16, 32, 2))
    x = F.relu(net.conv_transpose(x, 16, 32, 2))
    return torch.cat([net.conv_transpose(x, 1, 32, 1)[:, 0], mean, log_variance], 1)


def main(folder, name, count, precision):
    def read(file):
        return np.fromfile(f"{folder}/{file}.f32", "<f4").astype(precision)

    compute = {"ApogeeNet": apogee_net, "AstroNN": astro_nn, "ApogeeDist": apogee_dist, "Latent": latent}[name]
    net = Network(read("parameters"), Numbers(read("draws")), count)
    outputs = compute(net, torch.tensor(read("inputs").reshape(count, -1)))
    outputs.backward(torch.tensor(read("gradients_in").reshape(count, -1)))
    outputs.detach().numpy().astype("<f4").tofile(f"{folder}/outputs.f32")
    np.concatenate([p.grad.numpy().ravel() for p in net.parameters]).astype("<f4").tofile(f"{folder}/gradients.f32")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]), sys.argv[4])
