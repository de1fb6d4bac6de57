// Attention of single rows on tensor cores, float16 pages: decoding, branches of trees.
//
//   item   int[12]: row (-1 for none), from, to, part, first part, parts, items of the row, begin,
//          start of the page table, position from which the path counts, start of the path, 0. The
//          positions from .. to - 1 (from a multiple of 16) and not before begin. Position p lies
//          in page pages[table + p / 16], from the path's first on in slot path[start + p - first].
//          Part -1 writes the output; else the sum goes to that slot of Parts and the row's last
//          item merges all its parts.
//   block  (item, tile of up to 8 query heads of one key-value head), 4 warps. Warp w takes pages
//          w, w + 4, … by itself: asynchronous copies into its own ring of pages, no barrier
//          between warps until their sums meet at the end (flash decoding, arXiv 2307.08691 and
//          "Flash-Decoding", 2023).
//
// The matrix instruction has 16 rows and a tile 8 heads: row g holds the float16 of a head's query
// and row g + 8 what the rounding left, so that queries keep 22 bits at no cost; the same holds
// for the weights in the second product. Scores are in base 2.
//
// Moves each key and value once: 2 · (to - from) · DIM · 2 bytes a block.
#include "hopper.cuh"
#include "tiles.cuh"

template <int DIM>
struct RowBlock {
  static constexpr int WARPS = 4, PAGE_BYTES = 16 * DIM * 2, STAGES = DIM > 128 ? 2 : 3;
  static constexpr int BYTES = WARPS * STAGES * 2 * PAGE_BYTES;
};

template <int DIM>
__device__ __forceinline__ void attendRow(const float* qkv, const uint16_t* keys,
                                          const uint16_t* values, float* out, Parts parts,
                                          const float* sinks, const int* items, const int* pages, const int* path, int queryHeads, int kvHeads,
                                          float scale, float cap) {
  using Block = RowBlock<DIM>;
  constexpr int STAGES = Block::STAGES, WARPS = Block::WARPS, CHUNKS = DIM / 8;
  const int4* item = (const int4*)(items + 12 * blockIdx.x);
  int4 span = item[0], sharing = item[1], place = item[2];
  int row = span.x, from = span.y, to = span.z, part = span.w, begin = sharing.w;
  if (row < 0) return;
  int lane = threadIdx.x % 32, warp = threadIdx.x / 32, g = lane / 4, t = lane % 4;
  int group = queryHeads / kvHeads, tiles = (group + 7) / 8;
  int kvHead = blockIdx.y / tiles, firstHead = blockIdx.y % tiles * 8;
  int heads = min(8, group - firstHead), query = kvHead * group + firstHead;

  DYNAMIC_SHARED(shared);
  unsigned char* ring = shared + warp * STAGES * 2 * Block::PAGE_BYTES;
  int count = ((to - from + 15) / 16 - warp + WARPS - 1) / WARPS;  // pages of this warp
  int token = lane % 16;
  auto slotOf = [&](int i) {
    int p = from + 16 * (warp + WARPS * i) + token;
    if (i >= count || p >= to) return -1;
    return p < place.y ? pages[place.x + p / 16] * 16 + p % 16 : path[place.z + p - place.y];
  };
  // A token's chunks of eight values; eight neighbouring tokens are a line.
  auto fetch = [&](int i, int slot) {
    unsigned char* k = ring + i % STAGES * 2 * Block::PAGE_BYTES + token / 8 * (DIM * 16) + token % 8 * 16;
    size_t at = keyAt(max(slot, 0), kvHead, kvHeads, DIM, 0);
#pragma unroll
    for (int chunk = lane / 16; chunk < CHUNKS; chunk += 2) {
      copyAsync(k + chunk * 128, keys + at + chunk * 64, slot >= 0);
      copyAsync(k + Block::PAGE_BYTES + chunk * 128, values + at + chunk * 64, slot >= 0);
    }
  };
  int slots[STAGES - 1];
#pragma unroll
  for (int i = 0; i < STAGES - 1; i++) slots[i] = slotOf(i);
  letNextBegin();
  awaitEarlier();
#pragma unroll
  for (int i = 0; i < STAGES - 1; i++) {
    if (i < count) fetch(i, slots[i]);
    commitCopies();
  }
  int next = slotOf(STAGES - 1);

  uint32_t q[DIM / 16][4];
  float factor = cap != 0 ? scale : scale * LOG2E;
  const float* head = qkv + (size_t)row * (queryHeads + 2 * kvHeads) * DIM + (size_t)(query + g) * DIM;
#pragma unroll
  for (int k = 0; k < DIM / 16; k++) {
#pragma unroll
    for (int half = 0; half < 2; half++) {
      float2 v = g < heads ? *(const float2*)(head + 16 * k + 8 * half + 2 * t) : float2{0, 0};
      v.x *= factor;
      v.y *= factor;
      q[k][2 * half] = packHalf(v.x, v.y);
      q[k][2 * half + 1] = packRest(v.x, v.y, q[k][2 * half]);
    }
  }

  float o[CHUNKS][4];
#pragma unroll
  for (int n = 0; n < CHUNKS; n++)
#pragma unroll
    for (int e = 0; e < 4; e++) o[n][e] = 0;
  float most = -INFINITY, weight = 0;

  for (int i = 0; i < count; i++) {
    awaitCopies<STAGES - 2>();
    __syncwarp();
    int ahead = i + STAGES - 1;
    if (ahead < count) fetch(ahead, next);
    commitCopies();
    next = slotOf(ahead + 1);

    // Lanes 0-15 point at tokens 0-7 of two chunks, lanes 16-31 at tokens 8-15.
    unsigned char* k = ring + i % STAGES * 2 * Block::PAGE_BYTES + lane / 16 * (DIM * 16) + lane % 16 * 16;
    float s[2][4] = {{0, 0, 0, 0}, {0, 0, 0, 0}};
#pragma unroll
    for (int step = 0; step < DIM / 16; step++) {
      uint32_t m[4];
      loadMatrices(m, k + step * 256);
      multiplyHalf(s[0], q[step], m[0], m[1]);
      multiplyHalf(s[1], q[step], m[2], m[3]);
    }
    int base = from + 16 * (warp + WARPS * i);
    float v[4] = {s[0][0] + s[0][2], s[0][1] + s[0][3], s[1][0] + s[1][2], s[1][1] + s[1][3]};
    if (cap != 0) {
#pragma unroll
      for (int e = 0; e < 4; e++) v[e] = cap * LOG2E * tanhf(v[e] / cap);
    }
    if (base < begin || base + 16 > to) {
#pragma unroll
      for (int e = 0; e < 4; e++) {
        int p = base + e / 2 * 8 + 2 * t + e % 2;
        if (p < begin || p >= to) v[e] = -INFINITY;
      }
    }
    float highest = quadMax(fmaxf(fmaxf(v[0], v[1]), fmaxf(v[2], v[3])));
    highest = fmaxf(highest, most);
    float shrink = powerOfTwo(most - highest);
    most = highest;
#pragma unroll
    for (int e = 0; e < 4; e++) v[e] = powerOfTwo(v[e] - most);
    weight = weight * shrink + (v[0] + v[1] + v[2] + v[3]);
    uint32_t p[4];
    p[0] = packHalf(v[0], v[1]);
    p[1] = packRest(v[0], v[1], p[0]);
    p[2] = packHalf(v[2], v[3]);
    p[3] = packRest(v[2], v[3], p[2]);
#pragma unroll
    for (int n = 0; n < CHUNKS; n++)
#pragma unroll
      for (int e = 0; e < 4; e++) o[n][e] *= shrink;
#pragma unroll
    for (int n = 0; n < CHUNKS; n += 2) {
      uint32_t m[4];
      loadTransposed(m, k + Block::PAGE_BYTES + n * 128);
      multiplyHalf(o[n], p, m[0], m[2]);
      multiplyHalf(o[n + 1], p, m[1], m[3]);
    }
  }
  awaitCopies<0>();
  __syncthreads();

  // The four warps' sums meet where their pages were.
  float* sums = (float*)shared;                  // [WARPS][8][DIM]
  float* largest = sums + WARPS * 8 * DIM;       // [WARPS][8]
  float* heavy = largest + WARPS * 8;            // [WARPS][8]
#pragma unroll
  for (int n = 0; n < CHUNKS; n++) {
    float* at = sums + (warp * 8 + g) * DIM + 8 * n + 2 * t;
    at[0] = o[n][0] + o[n][2];
    at[1] = o[n][1] + o[n][3];
  }
  weight = quadSum(weight);
  if (t == 0) {
    largest[warp * 8 + g] = most;
    heavy[warp * 8 + g] = weight;
  }
  __syncthreads();
  for (int i = threadIdx.x; i < heads * DIM; i += blockDim.x) {
    int h = i / DIM, d = i % DIM;
    float top = largest[h];
#pragma unroll
    for (int w = 1; w < WARPS; w++) top = fmaxf(top, largest[w * 8 + h]);
    float whole = 0, sum = 0;
    if (part < 0 && sinks) {
      float sink = sinks[query + h] * LOG2E;
      top = fmaxf(top, sink);
      whole = powerOfTwo(sink - top);
    }
#pragma unroll
    for (int w = 0; w < WARPS; w++) {
      float share = powerOfTwo(largest[w * 8 + h] - top);
      whole = fmaf(heavy[w * 8 + h], share, whole);
      sum = fmaf(sums[(w * 8 + h) * DIM + d], share, sum);
    }
    if (part < 0) {
      out[((size_t)row * queryHeads + query + h) * DIM + d] = sum / whole;
    } else {
      size_t at = (size_t)part * queryHeads + query + h;
      parts.values[at * DIM + d] = sum;
      if (d == 0) parts.weights[at] = {top, whole};
    }
  }
  if (part < 0) return;
  __syncthreads();
  int* last = (int*)(heavy + WARPS * 8);
  if (threadIdx.x == 0) {
    int* arrived = parts.arrived + row * gridDim.y + blockIdx.y;
    *last = countArrival(arrived) == sharing.z - 1;
    if (*last) *arrived = 0;
  }
  __syncthreads();
  if (*last)
    mergeParts<DIM>(parts, sharing.x, sharing.y, query, heads, queryHeads, sinks,
                    out + ((size_t)row * queryHeads + query) * DIM, (float2*)shared);
}

#define ATTEND_ROW(name, DIM)                                                                  \
  extern "C" __global__ void __launch_bounds__(32 * RowBlock<DIM>::WARPS) name(                \
      const float* qkv, const uint16_t* keys, const uint16_t* values, float* out, float* sums, \
      float2* weights, int* arrived, const float* sinks, const int* items, const int* pages,   \
      const int* path, int queryHeads, int kvHeads, float scale, float cap) {                  \
    attendRow<DIM>(qkv, keys, values, out, {sums, weights, arrived}, sinks, items, pages, path, \
                   queryHeads, kvHeads, scale, cap);                                           \
  }
ATTEND_ROW(attend_row_64, 64)
ATTEND_ROW(attend_row_80, 80)
ATTEND_ROW(attend_row_96, 96)
ATTEND_ROW(attend_row_128, 128)
ATTEND_ROW(attend_row_256, 256)
