"""Losses and their gradients by PyTorch's autograd, in double precision.

usage: torch_loss.py FOLDER COUNT NAME ...; for each loss reads NAME-outputs.f32 and NAME-targets.f32, writes NAME-gradients.f32 and prints the loss."""
import sys
import numpy as np
import torch
import torch.nn.functional as F

folder, count, names = sys.argv[1], int(sys.argv[2]), sys.argv[3:]
L = 4


def rows(file):
    values = np.fromfile(f"{folder}/{file}", "<f4").astype(np.float64)
    return torch.tensor(values).reshape(count, len(values) // count)


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


def evaluate(name, outputs, targets):
    if name == "pixels":
        return pixels(outputs, targets)
    if name == "divergence":
        return divergence(outputs)
    if name == "sum":
        return pixels(outputs[:, :9], targets[:, :18]) + 0.5 * divergence(outputs[:, 9:15]) + 2 * squared(outputs[:, 8:10], targets[:, 18:])
    if name == "squared":
        return squared(outputs, targets)
    mask = known(targets[:, :L])
    y = torch.where(mask, targets[:, :L], torch.zeros(count, L, dtype=torch.float64))
    if name == "squared-errors":
        return over_known(((outputs - y) / targets[:, L:]) ** 2, mask)
    if name == "squared-star":
        return over_known(targets[:, L:] * (outputs - y) ** 2, mask)
    if name == "robust":
        variance = torch.exp(outputs[:, L:]) + targets[:, L:] ** 2
        return over_known(F.gaussian_nll_loss(outputs[:, :L], y, variance, reduction="none", eps=1e-300), mask)
    if name == "gaussian":
        return over_known(F.gaussian_nll_loss(outputs[:, :L], y, torch.exp(outputs[:, L:]), reduction="none", eps=1e-300), mask)
    if name == "absolute":
        return over_known(F.l1_loss(outputs[:, :L], y, reduction="none"), mask)
    sys.exit(f"no loss {name}")


for name in names:
    outputs, targets = rows(f"{name}-outputs.f32").requires_grad_(), rows(f"{name}-targets.f32")
    loss = evaluate(name, outputs, targets)
    loss.backward()
    outputs.grad.numpy().astype("<f4").tofile(f"{folder}/{name}-gradients.f32")
    print(repr(loss.item()))
