"""APOGEE Net II in PyTorch with random weights, written from the published layer table, as a judge of the C# side.

usage: random_weights.py FOLDER [apStar files...]

Writes FOLDER/model.pt (a state dict with the published names, He weights) and FOLDER/answers.pt (a dictionary of tensors: flux, error, metadata, outputs). The
spectra are the first rows of the files, read with astropy; without files two invented ones.
"""
import sys

import numpy as np
import torch
from torch import nn
import torch.nn.functional as F

MEAN = [-0.6959113178296891, 13.630030428758845, 14.5224418320574, 12.832448427460813, 11.537019017423619, 10.858717523536697, 10.702106344460235]
DEVIATION = [14.572430555504504, 2.2762944923233883, 2.8342029214199704, 2.136884367623457, 1.6793628207779732, 1.4888102872755238, 1.5848713221149886]
REPLACEMENT = [-84.82700, 21.40844, 24.53892, 20.26276, 18.43900, 24.00000, 17.02500]


class Metadata(nn.Module):
    def __init__(self):
        super().__init__()
        widths = (7, 8, 16, 32, 32, 64)
        for i in range(5):
            setattr(self, f"l{i + 1}", nn.Linear(widths[i], widths[i + 1]))

    def forward(self, x):
        for i in range(5):
            x = F.relu(getattr(self, f"l{i + 1}")(x))
        return x


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        channels = (1, 8, 8, 16, 16, 16, 16, 32, 32, 32, 32, 64, 64)
        for i in range(12):
            setattr(self, f"conv{i + 1}", nn.Conv1d(channels[i], channels[i + 1], 3, padding=1))
        self.metadata = Metadata()
        self.fc1, self.fc2, self.fc3 = nn.Linear(8576, 512), nn.Linear(512, 512), nn.Linear(512, 3)

    def forward(self, x, m):
        x = x[:, None]
        for i in range(0, 12, 2):
            x = F.relu(getattr(self, f"conv{i + 1}")(x))
            x = F.max_pool1d(F.relu(getattr(self, f"conv{i + 2}")(x)), 2)
        x = torch.hstack((x.flatten(1), self.metadata(m)))
        return self.fc3(F.relu(self.fc2(F.relu(self.fc1(x)))))


torch.manual_seed(7)
net = Net().eval()
for name, value in net.named_parameters():
    if name.endswith("weight"):
        nn.init.kaiming_normal_(value, nonlinearity="relu")
folder, paths = sys.argv[1], sys.argv[2:]
torch.save(net.state_dict(), folder + "/model.pt")

flux, error, metadata = [], [], []
if paths:
    from astropy.io import fits

    for path in paths:
        with fits.open(path) as hdus:
            header = hdus[0].header
            flux.append(np.atleast_2d(hdus[1].data)[0].astype("f4"))
            error.append(np.atleast_2d(hdus[2].data)[0].astype("f4"))
            metadata.append([np.nan] * 4 + [header[key] for key in ("J", "H", "K")])
else:
    generator = np.random.default_rng(1)
    for i in range(2):
        flux.append((200 + 20 * generator.standard_normal(8575)).astype("f4"))
        error.append(np.full(8575, 4, "f4"))
        metadata.append([2.5, 13, 13.8, 12.2, 11, 10.4, np.nan])

flux, error, metadata = np.array(flux), np.array(error), np.array(metadata, "f4")
standard = (np.where(np.isfinite(metadata), metadata.astype("f8"), REPLACEMENT) - MEAN) / DEVIATION
with torch.no_grad():
    outputs = net(torch.tensor(np.nan_to_num(flux)), torch.tensor(standard.astype("f4")))
torch.save({"flux": torch.tensor(flux), "error": torch.tensor(error), "metadata": torch.tensor(metadata), "outputs": outputs}, folder + "/answers.pt")
