// The activations of feed-forward layers; `kind` counts them in the order of Activation.java.
#pragma once
#include "hopper.cuh"

__device__ __forceinline__ float activation(int kind, float x) {
  switch (kind) {
    case 0: return x / (1 + expf(-x));
    case 1: return 0.5f * x * (1 + erff(x * 0.70710678118654752f));
    case 2: return 0.5f * x * (1 + tanhf(0.79788456080286536f * (x + 0.044715f * x * x * x)));
    default: return fmaxf(x, 0);
  }
}
