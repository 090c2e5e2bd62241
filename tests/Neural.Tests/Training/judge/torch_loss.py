"""Losses and their gradients by PyTorch's autograd, in double precision.

usage: torch_loss.py FOLDER NAME COUNT; reads outputs.f32 and targets.f32, writes gradients.f32 and prints the loss."""
import sys
import numpy as np
import torch
import torch.nn.functional as F

folder, name, count = sys.argv[1], sys.argv[2], int(sys.argv[3])


def rows(file):
    return torch.tensor(np.fromfile(f"{folder}/{file}", "<f4").astype(np.float64)).reshape(count, -1)


def known(labels):
    return ~(torch.isnan(labels) | (labels == -9999))


def over_known(terms, mask):
    """The mean of each row's terms over the known ones, by leaving the others out one by one."""
    means = [row[m].mean() if m.any() else row.sum() * 0 for row, m in zip(terms, mask)]
    return torch.stack(means).mean()


def squared(o, t):
    mask = known(t)
    return over_known(F.mse_loss(o, torch.where(mask, t, torch.zeros_like(t)), reduction="none"), mask)


def pixels(o, t):
    p = o.shape[1]
    y, w = t[:, :p], t[:, p:]
    return (torch.where(known(y) & known(w), w, torch.zeros_like(w)) * (torch.nan_to_num(y) - o) ** 2).sum(1).mean()


def divergence(o):
    d = o.shape[1] // 2
    latent = torch.distributions.Normal(o[:, :d], torch.exp(0.5 * o[:, d:]))
    return torch.distributions.kl_divergence(latent, torch.distributions.Normal(0.0, 1.0)).sum(1).mean()


outputs, targets = rows("outputs.f32").requires_grad_(), rows("targets.f32")
L = 4
y = targets[:, :L]
clean = torch.where(known(y), y, torch.zeros_like(y)) if name not in ("pixels", "divergence", "sum") else None
if name == "squared":
    loss = squared(outputs, targets)
elif name == "squared-errors":
    loss = over_known(((outputs - clean) / targets[:, L:]) ** 2, known(y))
elif name == "squared-star":
    loss = over_known(targets[:, L:] * (outputs - clean) ** 2, known(y))
elif name == "robust":
    total = torch.exp(outputs[:, L:]) + targets[:, L:] ** 2
    loss = over_known(F.gaussian_nll_loss(outputs[:, :L], clean, total, reduction="none", eps=1e-300), known(y))
elif name == "gaussian":
    loss = over_known(F.gaussian_nll_loss(outputs[:, :L], clean, torch.exp(outputs[:, L:]), reduction="none", eps=1e-300), known(y))
elif name == "pixels":
    loss = pixels(outputs, targets)
elif name == "divergence":
    loss = divergence(outputs)
elif name == "absolute":
    loss = over_known(F.l1_loss(outputs[:, :L], clean, reduction="none"), known(y))
elif name == "sum":
    loss = pixels(outputs[:, :9], targets[:, :18]) + 0.5 * divergence(outputs[:, 9:15]) + 2 * squared(outputs[:, 8:10], targets[:, 18:])
else:
    sys.exit(f"no loss {name}")
loss.backward()
outputs.grad.numpy().astype("<f4").tofile(f"{folder}/gradients.f32")
print(repr(loss.item()))
