"""Trains a network by PyTorch, in single precision, on given mini-batches.

usage: torch_train.py FOLDER OPTIMISER INPUTS HIDDEN OUTPUTS BATCH [KEY=VALUE ...]; reads weights.f32 and the samples in the order of training
(inputs.f32, targets.f32), writes trained.f32 and prints the loss of every step. The network is a perceptron with one hidden layer of tanh that makes
the squared error small; with filters=F it is a convolution before a dense layer, which makes the Gaussian likelihood of labels with errors small."""
import sys
import numpy as np
import torch

folder, optimiser = sys.argv[1:3]
inputs, hidden, outputs, batch = (int(a) for a in sys.argv[3:7])
settings = {k: float(v) for k, v in (a.split("=") for a in sys.argv[7:])}
clip = settings.pop("clip", None)
l1, l2 = settings.pop("l1", 0.0), settings.pop("l2", 0.0)
if "beta1" in settings:
    settings["betas"] = (settings.pop("beta1"), settings.pop("beta2"))

filters = int(settings.pop("filters", 0))
if filters:
    model = torch.nn.Sequential(
        torch.nn.Unflatten(1, (1, inputs)), torch.nn.Conv1d(1, filters, 5, padding=2), torch.nn.ReLU(), torch.nn.MaxPool1d(2), torch.nn.Flatten(),
        torch.nn.Linear(filters * (inputs // 2), hidden), torch.nn.ReLU(), torch.nn.Linear(hidden, outputs))
else:
    model = torch.nn.Sequential(torch.nn.Linear(inputs, hidden), torch.nn.Tanh(), torch.nn.Linear(hidden, outputs))


def measure(o, t):
    if not filters:
        return torch.nn.functional.mse_loss(o, t)
    half = outputs // 2
    variance = torch.exp(o[:, half:]) + t[:, half:] ** 2
    return (0.5 * ((o[:, :half] - t[:, :half]) ** 2 / variance + torch.log(variance))).mean()


flat = torch.tensor(np.fromfile(f"{folder}/weights.f32", "<f4"))
torch.nn.utils.vector_to_parameters(flat, model.parameters())
x = torch.tensor(np.fromfile(f"{folder}/inputs.f32", "<f4")).reshape(-1, inputs)
y = torch.tensor(np.fromfile(f"{folder}/targets.f32", "<f4")).reshape(-1, outputs)
step = getattr(torch.optim, optimiser)(model.parameters(), **settings)
for start in range(0, len(x), batch):
    step.zero_grad()
    loss = measure(model(x[start:start + batch]), y[start:start + batch])
    weights = [p for p in model.parameters() if p.ndim > 1]
    (loss + l1 * sum(p.abs().sum() for p in weights) + l2 * sum((p ** 2).sum() for p in weights)).backward()
    if clip is not None:
        torch.nn.utils.clip_grad_norm_(model.parameters(), clip)
    step.step()
    print(repr(loss.item()))
torch.nn.utils.parameters_to_vector(model.parameters()).detach().numpy().astype("<f4").tofile(f"{folder}/trained.f32")
