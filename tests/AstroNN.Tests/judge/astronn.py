"""AstroNN in PyTorch with random weights, written from the published layer table, as a judge of the C# side.

usage: astronn.py weights FOLDER
       astronn.py answers FOLDER MASKS apStar files...
       astronn.py passes FOLDER PASSES

FOLDER/windows.u8 holds 19 x 7514 bytes: the pixels of the branches. `weights` writes FOLDER/model.pt, a checkpoint with the published names, and the others
need it. `answers` normalises the first rows of the files with numpy and writes FOLDER/answers.pt (flux, error, mask, outputs without dropout). `passes` reads
normalised spectra from FOLDER/spectra.f32 and writes FOLDER/passes.f64: for each spectrum and each of 22 labels the mean and the variance of the value over
the passes, and the mean and the variance of the logarithm of the predicted variance.
"""
import sys

import numpy as np
import torch
from torch import nn
import torch.nn.functional as F

BRANCHES = list(range(2, 19)) + [20, 21]  # places of the branches among the 22 outputs; iron, 19, has none


class Net(nn.Module):
    def __init__(self, windows):
        super().__init__()
        for name, size in (("input_mean", 7514), ("labels_mean", 22), ("labels_std", 22)):
            self.register_buffer(name, torch.zeros(size))
        self.aspcap_masks = nn.Module()
        for i, window in enumerate(windows):
            self.aspcap_masks.register_buffer(str(i), torch.tensor(window))
        self.conv1, self.conv2 = nn.Conv1d(1, 2, 8), nn.Conv1d(2, 4, 8)
        self.dense_1, self.dense_2 = nn.Linear(7512, 192), nn.Linear(192, 96)
        self.dense_teffloggfeh, self.dense_teffloggfeh_var, self.dense_aux_fullspec = nn.Linear(96, 3), nn.Linear(96, 3), nn.Linear(96, 2)
        widths = [(256, 64) if window.sum() > 3000 else (32, 16) for window in windows]
        self.elem_dense1 = nn.ModuleList(nn.Linear(int(window.sum()), first) for window, (first, _) in zip(windows, widths))
        self.elem_dense2 = nn.ModuleList(nn.Linear(first, second) for first, second in widths)
        self.elem_dense_out = nn.ModuleList(nn.Linear(second + 5, 1) for _, second in widths)
        self.elem_dense_var = nn.ModuleList(nn.Linear(second + 5, 1) for _, second in widths)

    def forward(self, x, passes=1, drop=lambda values: values):
        """What is the same in all passes is computed once, and each pass drops of its own."""
        again = lambda values: values.repeat_interleave(passes, 0)
        x = x - self.input_mean
        same = lambda values: F.pad(values, (3, 4))
        h = drop(again(F.relu(self.conv1(same(x[:, None])))))
        h = F.max_pool1d(F.relu(self.conv2(same(h))), 4).permute(0, 2, 1).flatten(1)
        h = F.relu(self.dense_2(drop(F.relu(self.dense_1(drop(h))))))
        labels, variances, auxiliary = self.dense_teffloggfeh(h), self.dense_teffloggfeh_var(h), self.dense_aux_fullspec(h)
        known = torch.cat([auxiliary, labels], 1)
        values, logarithms = x.new_zeros(len(h), 22), x.new_zeros(len(h), 22)
        values[:, [0, 1, 19]], logarithms[:, [0, 1, 19]] = labels, variances
        for i, place in enumerate(BRANCHES):
            branch = drop(again(F.relu(self.elem_dense1[i](x[:, getattr(self.aspcap_masks, str(i))]))))
            both = torch.cat([drop(F.relu(self.elem_dense2[i](branch))), known], 1)
            values[:, place], logarithms[:, place] = self.elem_dense_out[i](both)[:, 0], self.elem_dense_var[i](both)[:, 0]
        return torch.cat([values, logarithms], 1)


def load(folder):
    windows = np.fromfile(folder + "/windows.u8", "u1").reshape(19, 7514) > 0
    torch.manual_seed(7)
    net = Net(windows)
    for name, value in net.named_parameters():
        if name.endswith("weight"):
            nn.init.kaiming_normal_(value, nonlinearity="relu")
    net.input_mean[:] = 0.9 + 0.1 * torch.rand(7514)
    net.labels_mean[:] = torch.tensor([4650.0, 2.3] + 20 * [-0.2])
    net.labels_std[:] = torch.tensor([600.0, 0.9] + 20 * [0.3])
    return net


torch.set_grad_enabled(False)
command, folder = sys.argv[1], sys.argv[2]
net = load(folder)
if command == "weights":
    torch.save({"model_state_dict": net.state_dict(), "epoch": 12}, folder + "/model.pt")
elif command == "answers":
    from astropy.io import fits

    import continuum

    pixels = fits.getdata(sys.argv[3], "CONTMASK7514") > 0
    arrays = {"flux": [], "error": [], "mask": [], "outputs": []}
    for path in sys.argv[4:]:
        normalised = torch.tensor(continuum.rows(path, pixels)[0].astype("f4"))
        with fits.open(path) as hdus:
            for name, hdu, dtype in (("flux", 1, "f4"), ("error", 2, "f4"), ("mask", 3, "i8")):
                arrays[name].append(torch.tensor(np.atleast_2d(hdus[hdu].data)[0].astype(dtype)))
        arrays["outputs"].append(net(normalised[None])[0])
    torch.save({name: torch.stack(rows) for name, rows in arrays.items()}, folder + "/answers.pt")
else:
    passes = int(sys.argv[3])
    torch.manual_seed(11)
    drop = lambda values: F.dropout(values, 0.3)
    answers = []
    for spectrum in torch.tensor(np.fromfile(folder + "/spectra.f32", "<f4").reshape(-1, 7514)):
        outputs = net(spectrum[None], passes, drop).double()
        mean, variance = outputs.mean(0), outputs.var(0)
        answers.append(torch.stack([mean[:22], variance[:22], mean[22:], variance[22:]], 1))
    torch.stack(answers).numpy().astype("<f8").tofile(folder + "/passes.f64")
