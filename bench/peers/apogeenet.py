"""The PyTorch side of the benchmark apogeenet: apStar files from disk to labels with errors, with astropy and PyTorch's own layers.

usage: apogeenet.py WEIGHTS DRAWS FILE...

WEIGHTS is a file of float32: all parameters in the order of the layers, weight before bias. Reads commands "THREADS REPEATS" from standard input and answers each with the
seconds per pass over all files, so that both sides can take turns; at the start it prints log g, log10 Teff and [Fe/H], standardised and without noise, of every file.
"""
import sys
import time
import warnings

import numpy as np
import torch
import torch.nn.functional as F
from astropy.io import fits

warnings.simplefilter("ignore")

MEAN = np.array([-0.6959113178296891, 13.630030428758845, 14.5224418320574, 12.832448427460813, 11.537019017423619, 10.858717523536697, 10.702106344460235])
DEVIATION = np.array([14.572430555504504, 2.2762944923233883, 2.8342029214199704, 2.136884367623457, 1.6793628207779732, 1.4888102872755238, 1.5848713221149886])
REPLACEMENT = np.array([-84.82700, 21.40844, 24.53892, 20.26276, 18.43900, 24.00000, 17.02500])
CARDS = ("PLX", "GMAG", "BPMAG", "RPMAG", "J", "H", "K")
CHANNELS = (1, 8, 8, 16, 16, 16, 16, 32, 32, 32, 32, 64, 64)
WIDTHS = (7, 8, 16, 32, 32, 64)


class Net:
    def __init__(self, numbers):
        place = 0

        def take(*shape):
            nonlocal place
            size = int(np.prod(shape))
            place += size
            return torch.tensor(numbers[place - size : place].reshape(shape))

        self.convs = [(take(CHANNELS[i + 1], CHANNELS[i], 3), take(CHANNELS[i + 1])) for i in range(12)]
        self.metadata = [(take(WIDTHS[i + 1], WIDTHS[i]), take(WIDTHS[i + 1])) for i in range(5)]
        self.dense = [(take(512, 8576), take(512)), (take(512, 512), take(512)), (take(3, 512), take(3))]

    def __call__(self, x, m):
        for i in range(0, 12, 2):
            x = F.relu(F.conv1d(x, *self.convs[i], padding=1))
            x = F.max_pool1d(F.relu(F.conv1d(x, *self.convs[i + 1], padding=1)), 2)
        for layer in self.metadata:
            m = F.relu(F.linear(m, *layer))
        x = torch.hstack((x.flatten(1), m))
        return F.linear(F.relu(F.linear(F.relu(F.linear(x, *self.dense[0])), *self.dense[1])), *self.dense[2])


def analyse(net, path, draws):
    with fits.open(path, memmap=False) as hdus:
        header = hdus[0].header
        flux, error = (np.nan_to_num(np.atleast_2d(hdus[i].data)[0].astype("f4")) for i in (1, 2))
        metadata = np.array([header.get(card, np.nan) for card in CARDS], "f8")
    metadata = (np.where(np.isfinite(metadata) & (metadata < 90) & (metadata > -999), metadata, REPLACEMENT) - MEAN) / DEVIATION
    flux, error = torch.tensor(flux), torch.tensor(np.minimum(error, 5 * np.median(error)))
    metadata = torch.tensor(metadata.astype("f4"))[None]
    plain = net(flux[None, None], metadata)
    if draws == 0:
        return plain[0].tolist()
    noisy = torch.randn(draws, 1, 8575) * error + flux
    outputs = net(noisy, metadata.expand(draws, -1))
    return plain, outputs.median(0), outputs.std(0)


network = Net(np.fromfile(sys.argv[1], "f4"))
count, paths = int(sys.argv[2]), sys.argv[3:]
with torch.no_grad():
    for path in paths:
        print(*analyse(network, path, 0), flush=True)
    for line in sys.stdin:
        threads, repeats = map(int, line.split())
        torch.set_num_threads(threads)
        start = time.perf_counter()
        for _ in range(repeats):
            for path in paths:
                analyse(network, path, count)
        print((time.perf_counter() - start) / repeats, flush=True)
