// Attention of many rows over the same pages on tensor cores, float16 pages: prompts, and the
// prefix that sequences share (flash attention, arXiv 2205.14135 and 2307.08691).
//
//   task   int[8]: first of `order` (-1 for none), rows, from, to, clear, part, 0, 0. Rows
//          order[first ..] attend positions from .. to - 1 (from a multiple of 16) as far as their
//          own position and window go; before `clear` all of them do. The pages are those of the
//          first row. Part -1 writes the output; else the sum goes to slot firstPart[row] + part,
//          for merge_parts or the row's items (attention_row.cu) to merge.
//   block  (key-value head, task), 4 warps of 16 (row, query head) pairs: all heads of the group
//          beside each other, so that a tile of keys and values is read once for the whole group
//
// Keys and values go through shared memory in tiles of 64 tokens, two in flight.
// Queries and weights are float16, sums float32, scores base 2.
//
// Moves 2 · (to - from) · DIM · 2 bytes a block, 4 · 64 · (to - from) · DIM operations.
#include "tiles.cuh"

#define TILE 64

template <int DIM>
__device__ __forceinline__ void attendTile(const float* qkv, const uint16_t* keys,
                                           const uint16_t* values, float* out, Parts parts,
                                           const float* sinks, const int* tasks, const int* order,
                                           const int* firstPart, const int* position,
                                           const int* table, const int* pages, int queryHeads, int kvHeads,
                                           float scale, int window, float cap) {
  constexpr int CHUNKS = DIM / 8, TILE_BYTES = TILE * DIM * 2;
  const int* task = tasks + 8 * blockIdx.y;
  if (task[0] < 0) return;
  order += task[0];
  int rows = task[1], from = task[2], to = task[3], clear = min(task[4], to), part = task[5];
  int tid = threadIdx.x, lane = tid % 32, warp = tid / 32, g = lane / 4, t = lane % 4;
  int group = queryHeads / kvHeads, kvHead = blockIdx.x;
  int pairs = rows * group;

  DYNAMIC_SHARED(shared);
  const int* ids = pages + table[order[0]];
  int token = tid % TILE;
  auto page = [&](int base) {
    int p = base + token;
    return p < to ? ids[p / 16] : -1;
  };
  auto fetch = [&](int stage, int base, int id) {
    unsigned char* k = shared + stage * 2 * TILE_BYTES + token / 8 * (DIM * 16) + token % 8 * 16;
    size_t at = keyAt(max(id, 0) * 16 + token % 16, kvHead, kvHeads, DIM, 0);
#pragma unroll
    for (int chunk = tid / TILE; chunk < CHUNKS; chunk += 2) {
      copyAsync(k + chunk * 128, keys + at + chunk * 64, id >= 0);
      copyAsync(k + TILE_BYTES + chunk * 128, values + at + chunk * 64, id >= 0);
    }
  };
  fetch(0, from, page(from));
  commitCopies();
  int next = page(from + TILE);

  // This thread's two (row, head) pairs, g and g + 8 of its warp.
  int row[2], head[2], last[2], begin[2];
  uint32_t q[DIM / 16][4];
  float factor = cap != 0 ? scale : scale * LOG2E;
  size_t width = (size_t)(queryHeads + 2 * kvHeads) * DIM;
  int latest = 0;
#pragma unroll
  for (int r = 0; r < 2; r++) {
    int pair = warp * 16 + g + 8 * r;
    bool there = pair < pairs;
    row[r] = there ? order[pair / group] : -1;
    head[r] = kvHead * group + pair % group;
    last[r] = there ? position[row[r]] : to;
    begin[r] = window ? max(0, last[r] - window + 1) : 0;
    latest = max(latest, begin[r]);
    const float* x = qkv + (there ? row[r] * width + (size_t)head[r] * DIM : 0);
#pragma unroll
    for (int k = 0; k < DIM / 16; k++) {
#pragma unroll
      for (int half = 0; half < 2; half++) {
        float2 v = there ? *(const float2*)(x + 16 * k + 8 * half + 2 * t) : float2{0, 0};
        q[k][2 * half + r] = packHalf(v.x * factor, v.y * factor);
      }
    }
  }

  float o[CHUNKS][4], most[2] = {-INFINITY, -INFINITY}, weight[2] = {0, 0};
#pragma unroll
  for (int n = 0; n < CHUNKS; n++)
#pragma unroll
    for (int e = 0; e < 4; e++) o[n][e] = 0;

  for (int base = from, stage = 0; base < to; base += TILE, stage ^= 1) {
    awaitCopies<0>();
    __syncthreads();
    if (base + TILE < to) fetch(stage ^ 1, base + TILE, next);
    commitCopies();
    next = page(base + 2 * TILE);

    const unsigned char* k = shared + stage * 2 * TILE_BYTES + lane / 16 * (DIM * 16) + lane % 16 * 16;
    float s[TILE / 8][4];
#pragma unroll
    for (int n = 0; n < TILE / 8; n++)
#pragma unroll
      for (int e = 0; e < 4; e++) s[n][e] = 0;
#pragma unroll
    for (int step = 0; step < DIM / 16; step++) {
#pragma unroll
      for (int n = 0; n < TILE / 16; n++) {
        uint32_t m[4];
        loadMatrices(m, k + n * DIM * 32 + step * 256);
        multiplyHalf(s[2 * n], q[step], m[0], m[1]);
        multiplyHalf(s[2 * n + 1], q[step], m[2], m[3]);
      }
    }
    if (cap != 0) {
#pragma unroll
      for (int n = 0; n < TILE / 8; n++)
#pragma unroll
        for (int e = 0; e < 4; e++) s[n][e] = cap * LOG2E * tanhf(s[n][e] / cap);
    }
    if (base + TILE > clear || base < latest) {
#pragma unroll
      for (int n = 0; n < TILE / 8; n++)
#pragma unroll
        for (int e = 0; e < 4; e++) {
          int p = base + 8 * n + 2 * t + e % 2;
          if (p >= to || p > last[e / 2] || p < begin[e / 2]) s[n][e] = -INFINITY;
        }
    }
#pragma unroll
    for (int r = 0; r < 2; r++) {
      float highest = most[r];
#pragma unroll
      for (int n = 0; n < TILE / 8; n++) highest = fmaxf(highest, fmaxf(s[n][2 * r], s[n][2 * r + 1]));
      highest = quadMax(highest);
      // A tile that is hidden from a row whole leaves nothing to subtract from.
      float zero = highest == -INFINITY ? 0 : highest;
      float shrink = powerOfTwo(most[r] - zero);
      most[r] = highest;
      float sum = 0;
#pragma unroll
      for (int n = 0; n < TILE / 8; n++)
#pragma unroll
        for (int e = 2 * r; e < 2 * r + 2; e++) {
          s[n][e] = powerOfTwo(s[n][e] - zero);
          sum += s[n][e];
        }
      weight[r] = weight[r] * shrink + sum;
#pragma unroll
      for (int n = 0; n < CHUNKS; n++) {
        o[n][2 * r] *= shrink;
        o[n][2 * r + 1] *= shrink;
      }
    }
#pragma unroll
    for (int step = 0; step < TILE / 16; step++) {
      uint32_t p[4] = {packHalf(s[2 * step][0], s[2 * step][1]),
                       packHalf(s[2 * step][2], s[2 * step][3]),
                       packHalf(s[2 * step + 1][0], s[2 * step + 1][1]),
                       packHalf(s[2 * step + 1][2], s[2 * step + 1][3])};
#pragma unroll
      for (int n = 0; n < CHUNKS; n += 2) {
        uint32_t m[4];
        loadTransposed(m, k + TILE_BYTES + step * DIM * 32 + n * 128);
        multiplyHalf(o[n], p, m[0], m[2]);
        multiplyHalf(o[n + 1], p, m[1], m[3]);
      }
    }
  }

#pragma unroll
  for (int r = 0; r < 2; r++) {
    float whole = quadSum(weight[r]);
    if (row[r] < 0) continue;
    float* into;
    float divide = 1;
    if (part < 0) {
      if (sinks) {
        float sink = sinks[head[r]] * LOG2E, top = fmaxf(most[r], sink);
        divide = powerOfTwo(most[r] - top) / (whole * powerOfTwo(most[r] - top) + powerOfTwo(sink - top));
      } else {
        divide = 1 / whole;
      }
      into = out + ((size_t)row[r] * queryHeads + head[r]) * DIM;
    } else {
      size_t at = (size_t)(firstPart[row[r]] + part) * queryHeads + head[r];
      into = parts.values + at * DIM;
      if (t == 0) parts.weights[at] = {most[r], whole};
    }
#pragma unroll
    for (int n = 0; n < CHUNKS; n++)
      *(float2*)(into + 8 * n + 2 * t) = {o[n][2 * r] * divide, o[n][2 * r + 1] * divide};
  }
}

#define ATTEND_TILE(name, DIM)                                                                   \
  extern "C" __global__ void __launch_bounds__(128) name(                                        \
      const float* qkv, const uint16_t* keys, const uint16_t* values, float* out, float* sums,   \
      float2* weights, const float* sinks, const int* tasks, const int* order,     \
      const int* firstPart, const int* position, const int* table,         \
      const int* pages, int queryHeads, int kvHeads, float scale, int window, float cap) {       \
    attendTile<DIM>(qkv, keys, values, out, {sums, weights, nullptr}, sinks, tasks, order,       \
                    firstPart, position, table, pages,   \
                    queryHeads, kvHeads, scale, window, cap);                                    \
  }
ATTEND_TILE(attend_tile_64, 64)
ATTEND_TILE(attend_tile_80, 80)
ATTEND_TILE(attend_tile_96, 96)
ATTEND_TILE(attend_tile_128, 128)
ATTEND_TILE(attend_tile_256, 256)

// Merges the parts of rows whose tasks were split: block (row of `rows`, tile of 8 heads).
template <int DIM>
__device__ __forceinline__ void mergeRows(const float* sums, const float2* weights,
                                          const float* sinks, const int* rows, const int* firstPart,
                                          const int* partCount, float* out, int queryHeads) {
  __shared__ float2 shares[MOST_PARTS * 8];
  int row = rows[blockIdx.x], query = blockIdx.y * 8;
  if (row < 0) return;
  mergeParts<DIM>({(float*)sums, (float2*)weights, nullptr}, firstPart[row], partCount[row], query,
                  min(8, queryHeads - query), queryHeads, sinks,
                  out + ((size_t)row * queryHeads + query) * DIM, shares);
}

#define MERGE_PARTS(name, DIM)                                                                   \
  extern "C" __global__ void __launch_bounds__(128) name(                                        \
      const float* sums, const float2* weights, const float* sinks, const int* rows,             \
      const int* firstPart, const int* partCount, float* out, int queryHeads) {                  \
    mergeRows<DIM>(sums, weights, sinks, rows, firstPart, partCount, out, queryHeads);           \
  }
MERGE_PARTS(merge_parts_64, 64)
MERGE_PARTS(merge_parts_80, 80)
MERGE_PARTS(merge_parts_96, 96)
MERGE_PARTS(merge_parts_128, 128)
MERGE_PARTS(merge_parts_256, 256)
