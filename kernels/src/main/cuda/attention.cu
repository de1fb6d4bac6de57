// softmax(scale · q · K) · V over pages, split along the positions (flash decoding, arXiv
// 2205.14135 with the split of "Flash-Decoding", 2023).
//
//   attend_*   one block for (part of 256 positions, row, tile of up to GT query heads of one
//              key-value head): scores, largest score, weights, weighted sum of values
//   merge_attention  one block for (row, head): the parts in ascending order, then the sink
//   partial    float32[rows, queryHeads, parts, padded + 2]: sum, then largest score and weight
//
// Parts begin at multiples of 256 positions, whatever was computed in which pass: a row's bits do
// not depend on chunks, neighbours or shared pages. Threads hold one token each for the scores
// (queries broadcast from shared memory) and eight values of a token each for the sum. Keys and
// values are read once for all heads of a tile: 2 · 256 · dim · size bytes a block.
//
// Row r attends positions max(0, p - window + 1) .. p. Position i of its sequence lies in
// pages[table[r] + i / 16], and from `treeFrom[r]` on in slot path[pathStart[r] + i - treeFrom[r]].
#include "pages.cuh"

#define PART 256

struct Rows {
  const int *position, *table, *treeFrom, *pathStart, *pages, *path;
};

template <class T, int GT>
__device__ __forceinline__ void attend(const float* qkv, const T* keys, const T* values,
                                       float* partial, Rows in, int firstRow, int parts,
                                       int queryHeads, int kvHeads, int dim, int padded,
                                       float scale, int window, float cap) {
  int row = firstRow + blockIdx.y;
  int position = in.position[row];
  int begin = window ? max(0, position - window + 1) : 0;
  int from = max(begin, (int)blockIdx.x * PART), to = min(position + 1, ((int)blockIdx.x + 1) * PART);
  if (from >= to) return;
  int count = to - from, tid = threadIdx.x;
  int group = queryHeads / kvHeads, tiles = (group + GT - 1) / GT;
  int kvHead = blockIdx.z / tiles, firstHead = blockIdx.z % tiles * GT;
  int heads = min(GT, group - firstHead);
  int query = kvHead * group + firstHead;

  DYNAMIC_SHARED(shared);
  float* q = (float*)shared;             // [GT][padded]
  float* weights = q + GT * padded;      // [PART][GT]
  float* sums = weights + PART * GT;     // [GT] largest, [GT] weight
  int* slots = (int*)(sums + 2 * GT);    // [PART]
  float* outs = (float*)(slots + PART);  // [groups][GT][padded]

  size_t width = (size_t)(queryHeads + 2 * kvHeads) * dim;
  for (int i = tid; i < GT * padded; i += blockDim.x) {
    int h = i / padded, d = i % padded;
    q[i] = h < heads && d < dim ? qkv[row * width + (size_t)(query + h) * dim + d] * scale : 0;
  }
  int treeFrom = in.treeFrom[row];
  for (int i = tid; i < count; i += blockDim.x) {
    int p = from + i;
    slots[i] = p < treeFrom ? in.pages[in.table[row] + p / 16] * 16 + p % 16
                            : in.path[in.pathStart[row] + p - treeFrom];
  }
  __syncthreads();

  for (int i = tid; i < count; i += blockDim.x) {
    const T* key = keys + keyAt(slots[i], kvHead, kvHeads, padded, 0);
    float score[GT];
#pragma unroll
    for (int h = 0; h < GT; h++) score[h] = 0;
#pragma unroll 4
    for (int d = 0; d < padded; d += 8) {
      float k[8];
      loadEight(key + d * 8, k);
#pragma unroll
      for (int h = 0; h < GT; h++) {
        const float4* w = (const float4*)(q + h * padded + d);
        float4 a = w[0], b = w[1];
        score[h] = fmaf(a.x, k[0], score[h]);
        score[h] = fmaf(a.y, k[1], score[h]);
        score[h] = fmaf(a.z, k[2], score[h]);
        score[h] = fmaf(a.w, k[3], score[h]);
        score[h] = fmaf(b.x, k[4], score[h]);
        score[h] = fmaf(b.y, k[5], score[h]);
        score[h] = fmaf(b.z, k[6], score[h]);
        score[h] = fmaf(b.w, k[7], score[h]);
      }
    }
#pragma unroll
    for (int h = 0; h < GT; h++) weights[i * GT + h] = cap != 0 ? cap * tanhf(score[h] / cap) : score[h];
  }
  __syncthreads();

  for (int h = tid / 32; h < GT; h += blockDim.x / 32) {
    float most = -INFINITY;
    for (int i = tid % 32; i < count; i += 32) most = fmaxf(most, weights[i * GT + h]);
    most = warpMax(most);
    float sum = 0;
    for (int i = tid % 32; i < count; i += 32) {
      float weight = expf(weights[i * GT + h] - most);
      weights[i * GT + h] = weight;
      sum += weight;
    }
    sum = warpSum(sum);
    if (tid % 32 == 0) {
      sums[h] = most;
      sums[GT + h] = sum;
    }
  }
  __syncthreads();

  int lanes = padded / 8, groups = blockDim.x / lanes;
  int part = tid / lanes, d = tid % lanes * 8;
  if (part < groups) {
    float sum[GT][8];
#pragma unroll
    for (int h = 0; h < GT; h++)
#pragma unroll
      for (int e = 0; e < 8; e++) sum[h][e] = 0;
#pragma unroll 2
    for (int i = part; i < count; i += groups) {
      float v[8];
      loadEight(values + valueAt(slots[i], kvHead, kvHeads, padded, d), v);
#pragma unroll
      for (int h = 0; h < GT; h++) {
        float weight = weights[i * GT + h];
#pragma unroll
        for (int e = 0; e < 8; e++) sum[h][e] = fmaf(weight, v[e], sum[h][e]);
      }
    }
#pragma unroll
    for (int h = 0; h < GT; h++)
#pragma unroll
      for (int e = 0; e < 8; e++) outs[(part * GT + h) * padded + d + e] = sum[h][e];
  }
  __syncthreads();
  for (int i = tid; i < heads * padded; i += blockDim.x) {
    float sum = 0;
    for (int g = 0; g < groups; g++) sum += outs[g * GT * padded + i];
    int h = i / padded;
    float* into = partial + (((size_t)blockIdx.y * queryHeads + query + h) * parts + blockIdx.x) * (padded + 2);
    into[i % padded] = sum;
    if (i % padded == 0) {
      into[padded] = sums[h];
      into[padded + 1] = sums[GT + h];
    }
  }
}

extern "C" __global__ void merge_attention(const float* partial, const int* position,
                                           const float* sinks, float* out, int firstRow, int parts,
                                           int queryHeads, int dim, int padded, int window) {
  int row = firstRow + blockIdx.x, head = blockIdx.y;
  int last = position[row] / PART;
  int first = window ? max(0, position[row] - window + 1) / PART : 0;
  const float* in = partial + ((size_t)blockIdx.x * queryHeads + head) * parts * (padded + 2);
  float most = sinks ? sinks[head] : -INFINITY;
  for (int p = first; p <= last; p++) most = fmaxf(most, in[(size_t)p * (padded + 2) + padded]);
  float weight = sinks ? expf(sinks[head] - most) : 0;
  for (int p = first; p <= last; p++) {
    const float* at = in + (size_t)p * (padded + 2) + padded;
    weight = fmaf(at[1], expf(at[0] - most), weight);
  }
  for (int d = threadIdx.x; d < dim; d += blockDim.x) {
    float sum = 0;
    for (int p = first; p <= last; p++) {
      const float* at = in + (size_t)p * (padded + 2);
      sum = fmaf(at[d], expf(at[padded] - most), sum);
    }
    out[((size_t)row * queryHeads + head) * dim + d] = sum / weight;
  }
}

#define ATTEND(name, T, GT)                                                                      \
  extern "C" __global__ void __launch_bounds__(128) name(                                        \
      const float* qkv, const T* keys, const T* values, float* partial, const int* position,     \
      const int* table, const int* treeFrom, const int* pathStart, const int* pages,             \
      const int* path, int firstRow, int parts, int queryHeads, int kvHeads, int dim,            \
      int padded, float scale, int window, float cap) {                                          \
    attend<T, GT>(qkv, keys, values, partial, {position, table, treeFrom, pathStart, pages, path}, \
                  firstRow, parts, queryHeads, kvHeads, dim, padded, scale, window, cap);        \
  }
ATTEND(attend_f32_1, float, 1)
ATTEND(attend_f32_2, float, 2)
ATTEND(attend_f32_4, float, 4)
ATTEND(attend_f32_8, float, 8)
ATTEND(attend_f16_1, uint16_t, 1)
ATTEND(attend_f16_2, uint16_t, 2)
ATTEND(attend_f16_4, uint16_t, 4)
ATTEND(attend_f16_8, uint16_t, 8)
