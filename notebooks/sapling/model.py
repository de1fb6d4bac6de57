"""The network: a Llama of ten layers, in the layout that GGUF files of architecture `llama` use.

Rotary embedding turns neighbouring pairs (0,1), (2,3), …, as llama.cpp's `llama` architecture does. Hugging Face's
layout turns halves instead, which is why converters permute q and k; here the training layout is the file's already.
"""

from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import nn


@dataclass(frozen=True)
class Shape:
    vocabulary: int = 3072
    hidden: int = 256
    layers: int = 10
    heads: int = 4
    kv_heads: int = 2
    head_dim: int = 64
    feed_forward: int = 768
    context: int = 2048
    theta: float = 10000.0
    epsilon: float = 1e-5


class Norm(nn.Module):
    def __init__(self, size, epsilon):
        super().__init__()
        self.weight, self.epsilon = nn.Parameter(torch.ones(size)), epsilon

    def forward(self, x):
        y = x.float()
        return (y * torch.rsqrt(y.square().mean(-1, keepdim=True) + self.epsilon) * self.weight).to(x.dtype)


def rotation(shape, positions):
    """cos and sin, float32[positions, head_dim / 2]."""
    rate = shape.theta ** (-torch.arange(0, shape.head_dim, 2, device=positions.device).float() / shape.head_dim)
    angle = positions.float()[:, None] * rate[None]
    return angle.cos(), angle.sin()


def rotate(x, cos, sin):
    """x: [batch, heads, positions, head_dim]; pairs (2i, 2i + 1) are turned."""
    a, b = x.float().unflatten(-1, (-1, 2)).unbind(-1)
    return torch.stack((a * cos - b * sin, a * sin + b * cos), -1).flatten(-2).to(x.dtype)


class Layer(nn.Module):
    def __init__(self, s):
        super().__init__()
        self.shape = s
        self.attn_norm, self.ffn_norm = Norm(s.hidden, s.epsilon), Norm(s.hidden, s.epsilon)
        linear = lambda i, o: nn.Linear(i, o, bias=False)
        self.attn_q, self.attn_k, self.attn_v = linear(s.hidden, s.heads * s.head_dim), linear(s.hidden,
            s.kv_heads * s.head_dim), linear(s.hidden, s.kv_heads * s.head_dim)
        self.attn_output = linear(s.heads * s.head_dim, s.hidden)
        self.ffn_gate, self.ffn_up, self.ffn_down = linear(s.hidden, s.feed_forward), linear(s.hidden,
            s.feed_forward), linear(s.feed_forward, s.hidden)

    def forward(self, x, cos, sin, attend):
        s = self.shape
        h = self.attn_norm(x)
        split = lambda y, heads: y.unflatten(-1, (heads, s.head_dim)).transpose(1, 2)
        q, k, v = split(self.attn_q(h), s.heads), split(self.attn_k(h), s.kv_heads), split(self.attn_v(h), s.kv_heads)
        y = attend(rotate(q, cos, sin), rotate(k, cos, sin), v)
        x = x + self.attn_output(y.transpose(1, 2).flatten(-2))
        h = self.ffn_norm(x)
        return x + self.ffn_down(F.silu(self.ffn_gate(h)) * self.ffn_up(h))


def causal(q, k, v):
    """Plain causal attention: every token sees all before it."""
    return F.scaled_dot_product_attention(q, k, v, is_causal=True, enable_gqa=True)


class Sapling(nn.Module):
    def __init__(self, s=Shape()):
        super().__init__()
        self.shape = s
        self.token_embd = nn.Embedding(s.vocabulary, s.hidden)
        self.blk = nn.ModuleList(Layer(s) for _ in range(s.layers))
        self.output_norm = Norm(s.hidden, s.epsilon)
        nn.init.normal_(self.token_embd.weight, std=0.02)
        for layer in self.blk:
            for name, weight in layer.named_parameters():
                if weight.dim() == 2:
                    nn.init.normal_(weight, std=weight.shape[1] ** -0.5 * (0.3
                        if name.startswith(("attn_output", "ffn_down")) else 0.8))

    def forward(self, ids, attend=causal):
        """Logits [batch, positions, vocabulary]; the embedding matrix is the output matrix too."""
        cos, sin = rotation(self.shape, torch.arange(ids.shape[1], device=ids.device))
        x = self.token_embd(ids)
        for layer in self.blk:
            x = layer(x, cos, sin, attend)
        return F.linear(self.output_norm(x), self.token_embd.weight)
