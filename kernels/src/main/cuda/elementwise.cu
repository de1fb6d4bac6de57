// Operations value by value: read once, written once. Grid-stride loops, any launch size.
#include "activation.cuh"

#define EACH(i, count)                                                        \
  for (size_t i = (size_t)blockIdx.x * blockDim.x + threadIdx.x; i < (count); \
       i += (size_t)gridDim.x * blockDim.x)

// out[r, i] = activation(gateUp[r, i]) · gateUp[r, inner + i]
extern "C" __global__ void gated_activation(int kind, const float* gateUp, float* out, size_t count,
                                            int inner) {
  letNextBegin();
  awaitEarlier();
  EACH(i, count) {
    size_t at = i / inner * inner + i;
    out[i] = activation(kind, gateUp[at]) * gateUp[at + inner];
  }
}

extern "C" __global__ void activate(int kind, float* x, size_t count) {
  EACH(i, count) x[i] = activation(kind, x[i]);
}

extern "C" __global__ void add(float* into, const float* update, size_t count) {
  letNextBegin();
  awaitEarlier();
  EACH(i, count) into[i] += update[i];
}

extern "C" __global__ void scale(float* x, float factor, size_t count) {
  letNextBegin();
  awaitEarlier();
  EACH(i, count) x[i] *= factor;
}

extern "C" __global__ void softcap(float* x, float cap, size_t count) {
  EACH(i, count) x[i] = cap * tanhf(x[i] / cap);
}

// out[i] = x[chosen[i]], whole rows; one block a row.
extern "C" __global__ void gather_rows(const float* x, const int* chosen, float* out, int columns) {
  const float* row = x + (size_t)chosen[blockIdx.x] * columns;
  for (int c = threadIdx.x; c < columns; c += blockDim.x) out[(size_t)blockIdx.x * columns + c] = row[c];
}

// into[chosen[i]] += weights[i] · x[i] in ascending i, whole rows: a thread owns a column, so rows
// that are chosen twice are added in order.
extern "C" __global__ void scatter_add_rows(const float* x, const int* chosen, const float* weights,
                                            float* into, int columns, int count) {
  int c = blockIdx.x * blockDim.x + threadIdx.x;
  if (c >= columns) return;
  for (int i = 0; i < count; i++) {
    float* at = into + (size_t)chosen[i] * columns + c;
    *at = fmaf(weights[i], x[(size_t)i * columns + c], *at);
  }
}

// x float32[rows, columns] -> float32[rows, padded], zero behind columns.
extern "C" __global__ void pad_rows(const float* x, float* out, int rows, int columns, int padded) {
  EACH(i, (size_t)rows * padded) {
    size_t row = i / padded, c = i % padded;
    out[i] = c < (size_t)columns ? x[row * columns + c] : 0;
  }
}
