"""Muon: momentum whose matrices are made orthogonal before each step (Jordan et al., 2024). For the hidden matrices only."""

import torch


def orthogonal(g, steps=5):
    """Nearly the orthogonal factor of each matrix of a stack, by a quintic Newton-Schulz iteration."""
    a, b, c = 3.4445, -4.7750, 2.0315
    x = g.bfloat16() if g.is_cuda else g
    flip = x.shape[-2] > x.shape[-1]
    if flip:
        x = x.mT
    x = x / (x.norm(dim=(-2, -1), keepdim=True) + 1e-7)
    for _ in range(steps):
        s = x @ x.mT
        x = a * x + (b * s + c * (s @ s)) @ x
    return (x.mT if flip else x).to(g.dtype)


class Muon:
    """Matrices of equal shape are stepped together as one stack."""

    def __init__(self, weights, momentum=0.95, decay=0.05):
        self.momentum, self.decay = momentum, decay
        shapes = {}
        for w in weights:
            shapes.setdefault(w.shape, []).append(w)
        self.groups = [(ws, torch.zeros(len(ws), *shape, device=ws[0].device)) for shape, ws in shapes.items()]

    @torch.no_grad()
    def step(self, rate):
        for weights, velocity in self.groups:
            g = torch.stack([w.grad for w in weights])
            velocity.lerp_(g, 1 - self.momentum)
            update = orthogonal(g.lerp(velocity, self.momentum))
            scale = max(1, update.shape[-2] / update.shape[-1]) ** 0.5
            torch._foreach_mul_(weights, 1 - rate * self.decay)
            torch._foreach_add_(weights, list(update.unbind(0)), alpha=-rate * scale)
