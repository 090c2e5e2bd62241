"""The PyTorch side of the benchmark astronn: apStar files from disk to 22 labels with errors, as SDSS Astra runs AstroNN, with astropy, numpy and PyTorch.

usage: astronn.py FOLDER PASSES FILE...

FOLDER has weights.f32 (all parameters in the order in which the network lists them), mean.f32 (7514 numbers) and windows.u8 (the continuum pixels and then the
pixels of 19 branches, 7514 bytes each). Reads commands "THREADS REPEATS" from standard input and answers each with the seconds per pass over all files, so that
both sides can take turns; at the start it prints for every file the standardised labels and logarithms of variances without dropout. As there, all spectra make
one batch, and every pass computes the whole network.
"""
import sys
import time
import warnings

import numpy as np
import torch
import torch.nn.functional as F

from astronn_spectra import read

warnings.simplefilter("ignore")
np.seterr(all="ignore")
BRANCHES = list(range(2, 19)) + [20, 21]


class Net:
    def __init__(self, numbers):
        place = 0

        def take(*shape):
            nonlocal place
            size = int(np.prod(shape))
            place += size
            return torch.tensor(numbers[place - size : place].reshape(shape))

        def layer(outputs, inputs, *kernel):
            return take(outputs, inputs, *kernel), take(outputs)

        self.convs = [layer(2, 1, 8), layer(4, 2, 8)]
        self.dense = [layer(192, 7512), layer(96, 192)]
        self.labels, self.variances, self.auxiliary = layer(3, 96), layer(3, 96), layer(2, 96)
        self.branches = []
        for window in windows:
            first, second = (256, 64) if window.sum() > 3000 else (32, 16)
            self.branches.append((window, layer(first, int(window.sum())), layer(second, first), layer(1, second + 5), layer(1, second + 5)))

    def __call__(self, x, drop):
        h = drop(F.relu(F.conv1d(F.pad(x[:, None], (3, 4)), *self.convs[0])))
        h = F.max_pool1d(F.relu(F.conv1d(F.pad(h, (3, 4)), *self.convs[1])), 4)
        h = drop(h.permute(0, 2, 1).flatten(1))
        h = F.relu(F.linear(drop(F.relu(F.linear(h, *self.dense[0]))), *self.dense[1]))
        labels, variances = F.linear(h, *self.labels), F.linear(h, *self.variances)
        known = torch.cat([F.linear(h, *self.auxiliary), labels], 1)
        values, logarithms = x.new_zeros(len(x), 22), x.new_zeros(len(x), 22)
        values[:, [0, 1, 19]], logarithms[:, [0, 1, 19]] = labels, variances
        for place, (window, first, second, value, variance) in zip(BRANCHES, self.branches):
            branch = drop(F.relu(F.linear(x[:, window], *first)))
            both = torch.cat([drop(F.relu(F.linear(branch, *second))), known], 1)
            values[:, place], logarithms[:, place] = F.linear(both, *value)[:, 0], F.linear(both, *variance)[:, 0]
        return values, logarithms


folder, count, paths = sys.argv[1], int(sys.argv[2]), sys.argv[3:]
masks = torch.tensor(np.fromfile(folder + "/windows.u8", "u1").reshape(20, 7514) > 0)
continuum, windows = masks[0].numpy(), masks[1:]
mean = torch.tensor(np.fromfile(folder + "/mean.f32", "<f4"))
network = Net(np.fromfile(folder + "/weights.f32", "<f4"))


def inputs():
    return torch.tensor(np.array([read(path, continuum) for path in paths]).astype("f4")) - mean


with torch.no_grad():
    for value, logarithm in zip(*network(inputs(), lambda x: x)):
        print(*value.tolist(), *logarithm.tolist(), flush=True)
    for line in sys.stdin:
        threads, repeats = map(int, line.split())
        torch.set_num_threads(threads)
        start = time.perf_counter()
        for _ in range(repeats):
            spectra = inputs()
            passes = [network(spectra, lambda x: F.dropout(x, 0.3)) for _ in range(count)]
            values, logarithms = (torch.stack(parts) for parts in zip(*passes))
            errors = torch.sqrt(values.var(0) + torch.exp(logarithms.mean(0)))
        print((time.perf_counter() - start) / repeats, flush=True)
