"""The PyTorch side of the benchmarks neural-*: the same networks, built of PyTorch's own layers.

Reads commands from standard input and answers each with the seconds it took, so that both sides can take turns in one run:

    forward NETWORK COUNT THREADS REPEATS          one deterministic forward pass over COUNT samples
    passes NETWORK COUNT PASSES THREADS            PASSES full stochastic passes over COUNT spectra, as SDSS Astra runs AstroNN
    training NETWORK COUNT THREADS REPEATS         forward, mean squared error, backward, Adam
"""
import sys
import time
import warnings

import torch
from torch import nn

# PyTorch remarks that it copies the input to pad an even kernel.
warnings.filterwarnings("ignore", message="Using padding='same'")

WINDOWS = (3806, 557, 3776, 505, 13, 106, 51, 102, 24, 8, 16, 19, 31, 28, 29, 46, 70, 24, 206)


class ApogeeNet(nn.Module):
    inputs = 8582

    def __init__(self):
        super().__init__()
        layers, before = [], 1
        for width in (8, 16, 16, 32, 32, 64):
            layers += [nn.Conv1d(before, width, 3, padding=1), nn.ReLU(), nn.Conv1d(width, width, 3, padding=1), nn.ReLU(), nn.MaxPool1d(2)]
            before = width
        self.flux = nn.Sequential(*layers)
        widths = (7, 8, 16, 32, 32, 64)
        self.metadata = nn.Sequential(*(layer for i in range(5) for layer in (nn.Linear(widths[i], widths[i + 1]), nn.ReLU())))
        self.head = nn.Sequential(nn.Linear(8576, 512), nn.ReLU(), nn.Linear(512, 512), nn.ReLU(), nn.Linear(512, 3))

    def forward(self, x):
        flux = self.flux(x[:, None, :8575]).flatten(1)
        return self.head(torch.cat([flux, self.metadata(x[:, 8575:])], 1))


class Trunk(nn.Module):
    def __init__(self, second):
        super().__init__()
        self.conv1, self.conv2 = nn.Conv1d(1, 2, 8, padding="same"), nn.Conv1d(2, 4, 8, padding="same")
        self.dense_1, self.dense_2 = nn.Linear(7512, 192), nn.Linear(192, second)
        self.dropout = nn.Dropout(0.3)

    def forward(self, x):
        x = self.dropout(torch.relu(self.conv1(x[:, None])))
        x = torch.max_pool1d(torch.relu(self.conv2(x)), 4)
        x = self.dropout(x.permute(0, 2, 1).flatten(1))
        return torch.relu(self.dense_2(self.dropout(torch.relu(self.dense_1(x)))))


class AstroNN(nn.Module):
    inputs = 7514

    def __init__(self):
        super().__init__()
        self.trunk = Trunk(96)
        self.labels, self.variances, self.auxiliary = nn.Linear(96, 3), nn.Linear(96, 3), nn.Linear(96, 2)
        self.windows = []
        for element, size in enumerate(WINDOWS):
            mask = torch.zeros(7514, dtype=torch.bool)
            mask[(torch.arange(size) * 7514 // size + 7 * element) % 7514] = True
            self.windows.append(mask)
        widths = [(256, 64) if size > 3000 else (32, 16) for size in WINDOWS]
        self.first = nn.ModuleList(nn.Linear(size, width[0]) for size, width in zip(WINDOWS, widths))
        self.second = nn.ModuleList(nn.Linear(*width) for width in widths)
        self.value = nn.ModuleList(nn.Linear(width[1] + 5, 1) for width in widths)
        self.variance = nn.ModuleList(nn.Linear(width[1] + 5, 1) for width in widths)
        self.dropout = nn.Dropout(0.3)

    def forward(self, x):
        hidden = self.trunk(x)
        labels = self.labels(hidden)
        known = torch.cat([self.auxiliary(hidden), labels], 1)
        values, variances = [labels], [self.variances(hidden)]
        for i, window in enumerate(self.windows):
            branch = self.dropout(torch.relu(self.first[i](x[:, window])))
            both = torch.cat([self.dropout(torch.relu(self.second[i](branch))), known], 1)
            values.append(self.value[i](both))
            variances.append(self.variance[i](both))
        return torch.cat(values + variances, 1)


class ApogeeDist(nn.Module):
    inputs = 7514

    def __init__(self):
        super().__init__()
        self.trunk, self.value, self.variance = Trunk(64), nn.Linear(64, 1), nn.Linear(64, 1)

    def forward(self, x):
        hidden = self.trunk(x)
        return torch.cat([nn.functional.softplus(self.value(hidden)), self.variance(hidden)], 1)


class Latent(nn.Module):
    inputs = 7514

    def __init__(self):
        super().__init__()
        self.conv1, self.conv2 = nn.Conv1d(1, 32, 8, 2), nn.Conv1d(32, 64, 8, 2)
        self.dense, self.mean, self.log_variance = nn.Linear(60096, 16), nn.Linear(16, 5), nn.Linear(16, 5)
        self.decode = nn.Linear(5, 8368)
        self.up = nn.ModuleList([nn.ConvTranspose1d(16, 16, 32, 2, 15), nn.ConvTranspose1d(16, 16, 32, 2, 15), nn.ConvTranspose1d(16, 1, 32)])

    def forward(self, x):
        x = torch.relu(self.conv1(nn.functional.pad(x[:, None], (3, 3))))
        x = torch.max_pool1d(torch.relu(self.conv2(nn.functional.pad(x, (3, 4)))), 2)
        x = torch.tanh(self.dense(x.permute(0, 2, 1).flatten(1)))
        mean, log_variance = self.mean(x), self.log_variance(x)
        z = mean + torch.exp(log_variance / 2) * torch.randn_like(mean)
        x = torch.relu(self.decode(z)).reshape(-1, 523, 16).permute(0, 2, 1)
        x = torch.relu(self.up[1](torch.relu(self.up[0](x))))
        return torch.cat([self.up[2](x)[:, 0, 15:-16], mean, log_variance], 1)


NETWORKS = {kind.__name__: kind for kind in (ApogeeNet, AstroNN, ApogeeDist, Latent)}


def timed(work, repeats):
    work()
    start = time.perf_counter()
    for _ in range(repeats):
        work()
    return (time.perf_counter() - start) / repeats


def answer(what, network, count, *numbers):
    torch.manual_seed(1)
    net = NETWORKS[network]()
    x = torch.randn(count, net.inputs)
    torch.set_num_threads(numbers[-2] if what != "passes" else numbers[-1])
    if what == "training":
        optimiser = torch.optim.Adam(net.parameters())
        targets = torch.zeros_like(net(x[:1])).expand(count, -1)

        def step():
            optimiser.zero_grad()
            nn.functional.mse_loss(net(x), targets).backward()
            optimiser.step()

        return timed(step, numbers[-1])
    with torch.no_grad():
        if what == "passes":
            net.train()
            net(x)
            start = time.perf_counter()
            for _ in range(numbers[0]):
                net(x)
            return time.perf_counter() - start
        net.eval()
        return timed(lambda: net(x), numbers[-1])


for line in sys.stdin:
    what, network, *numbers = line.split()
    print(answer(what, network, *map(int, numbers)), flush=True)
