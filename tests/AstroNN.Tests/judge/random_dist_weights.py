"""ApogeeDistBCNN in PyTorch with random weights, written from the published layer table, as a judge of the C# side.

usage: random_dist_weights.py FOLDER SPECTRA PASSES

Writes FOLDER/model.pt, a checkpoint with the state dict under model_state_dict and the buffers input_mean and labels_std; FOLDER/answers.pt, a dictionary of
tensors: flux (spectra x 7514) and outputs (spectra x 2) without dropout; and FOLDER/passes.pt with passes (spectra x passes x 2), with it.
"""
import sys

import torch
from torch import nn
import torch.nn.functional as F

DROPOUT = 0.3


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv1d(1, 2, 8)
        self.conv2 = nn.Conv1d(2, 4, 8)
        self.dense_1 = nn.Linear(7512, 192)
        self.dense_2 = nn.Linear(192, 64)
        self.dense_output = nn.Linear(64, 1)
        self.dense_var = nn.Linear(64, 1)
        self.input_mean = nn.Parameter(torch.zeros(7514, dtype=torch.float64), requires_grad=False)
        self.labels_std = nn.Parameter(torch.zeros(1, dtype=torch.float64), requires_grad=False)

    def forward(self, x, dropout):
        def drop(y):
            return F.dropout(y, DROPOUT, training=dropout)

        # Eight taps keep the length with three zeros before and four after.
        x = drop(F.relu(self.conv1(F.pad(x[:, None], (3, 4)))))
        x = F.max_pool1d(F.relu(self.conv2(F.pad(x, (3, 4)))), 4)
        x = drop(x.permute(0, 2, 1).flatten(1))
        x = F.relu(self.dense_2(drop(F.relu(self.dense_1(x)))))
        return torch.hstack((F.softplus(self.dense_output(x)), self.dense_var(x)))


folder, spectra, passes = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
# Threads that wait for each other are slow on a busy machine.
torch.set_num_threads(1)
torch.manual_seed(11)
net = Net()
for name, value in net.named_parameters():
    if name.endswith("weight"):
        nn.init.kaiming_normal_(value, nonlinearity="relu")
    elif name.endswith("bias"):
        nn.init.normal_(value, std=0.05)
net.dense_var.weight.data *= 0.3
net.dense_output.weight.data *= 2
net.input_mean.data += 0.9 + 0.05 * torch.rand(7514, dtype=torch.float64)
net.labels_std.data += 100.74461800324214
torch.save({"model_state_dict": net.state_dict(), "epoch": 3}, folder + "/model.pt")

flux = 1 - 0.4 * torch.rand(spectra, 7514) * (torch.rand(spectra, 7514) < 0.3) + 0.02 * torch.randn(spectra, 7514)
with torch.no_grad():
    x = (flux.double() - net.input_mean).float()
    torch.save({"flux": flux, "outputs": net(x, False)}, folder + "/answers.pt")
    torch.save({"passes": torch.stack([net(x, True) for _ in range(passes)], 1)}, folder + "/passes.pt")
