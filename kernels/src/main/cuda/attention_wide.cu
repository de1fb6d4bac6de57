// Attention of many rows over the same pages with Hopper's warpgroup instructions: the tasks, inputs
// and results of attention_tile.cu with 128 (row, head) pairs a block instead of 64.
//
//   block  (key-value head, task), 3 warpgroups: one copies, two compute 64 pairs each. Pages come
//          by bulk copies, 128 tokens at a time, two tiles in flight; as stored (pages.cuh) they are
//          operands: keys with 8 values by 8 tokens a core matrix, values the same transposed. One
//          group's softmax overlaps the other's products (arXiv 2407.08608).
//
// Machine code for sm_90a only; elsewhere attention_tile.cu does the work.
#include "hopper.cuh"
#include "tiles.cuh"

#ifndef ESPALIER_EMULATED

template <int DIM>
struct WideBlock {
  static constexpr int TOKENS = 128, PAIRS = 128, THREADS = 384, STAGES = 2;
  static constexpr int TILE_BYTES = TOKENS * DIM * 2, QUERY_BYTES = PAIRS * DIM * 2;
  static constexpr int BYTES = QUERY_BYTES + STAGES * 2 * TILE_BYTES + 128;
};

#ifdef __CUDA_ARCH_FEAT_SM90_ALL

// An operand of core matrices without swizzle; `leading` and `stride` are the bytes between core
// matrices along and across the products (along and across the outputs for transposed ones).
__device__ __forceinline__ uint64_t operand(uint32_t at, int leading, int stride) {
  return (uint64_t)(at >> 4) | (uint64_t)(leading >> 4) << 16 | (uint64_t)(stride >> 4) << 32;
}

// s (+)= a · b, 64 x 128 outputs and 16 products: a and b from shared memory, b by rows of tokens.
__device__ __forceinline__ void multiplyScores(float (&s)[16][4], uint64_t a, uint64_t b, int add) {
  asm volatile(
      "{.reg .pred p; setp.ne.b32 p, %66, 0;\n"
      "wgmma.mma_async.sync.aligned.m64n128k16.f32.f16.f16 {"
      "%0, %1, %2, %3, %4, %5, %6, %7, %8, %9, %10, %11, %12, %13, %14, %15, "
      "%16, %17, %18, %19, %20, %21, %22, %23, %24, %25, %26, %27, %28, %29, %30, %31, "
      "%32, %33, %34, %35, %36, %37, %38, %39, %40, %41, %42, %43, %44, %45, %46, %47, "
      "%48, %49, %50, %51, %52, %53, %54, %55, %56, %57, %58, %59, %60, %61, %62, %63}, "
      "%64, %65, p, 1, 1, 0, 0;}"
      : "+f"(s[0][0]), "+f"(s[0][1]), "+f"(s[0][2]), "+f"(s[0][3]), "+f"(s[1][0]), "+f"(s[1][1]), "+f"(s[1][2]), "+f"(s[1][3]),
        "+f"(s[2][0]), "+f"(s[2][1]), "+f"(s[2][2]), "+f"(s[2][3]), "+f"(s[3][0]), "+f"(s[3][1]), "+f"(s[3][2]), "+f"(s[3][3]),
        "+f"(s[4][0]), "+f"(s[4][1]), "+f"(s[4][2]), "+f"(s[4][3]), "+f"(s[5][0]), "+f"(s[5][1]), "+f"(s[5][2]), "+f"(s[5][3]),
        "+f"(s[6][0]), "+f"(s[6][1]), "+f"(s[6][2]), "+f"(s[6][3]), "+f"(s[7][0]), "+f"(s[7][1]), "+f"(s[7][2]), "+f"(s[7][3]),
        "+f"(s[8][0]), "+f"(s[8][1]), "+f"(s[8][2]), "+f"(s[8][3]), "+f"(s[9][0]), "+f"(s[9][1]), "+f"(s[9][2]), "+f"(s[9][3]),
        "+f"(s[10][0]), "+f"(s[10][1]), "+f"(s[10][2]), "+f"(s[10][3]), "+f"(s[11][0]), "+f"(s[11][1]), "+f"(s[11][2]), "+f"(s[11][3]),
        "+f"(s[12][0]), "+f"(s[12][1]), "+f"(s[12][2]), "+f"(s[12][3]), "+f"(s[13][0]), "+f"(s[13][1]), "+f"(s[13][2]), "+f"(s[13][3]),
        "+f"(s[14][0]), "+f"(s[14][1]), "+f"(s[14][2]), "+f"(s[14][3]), "+f"(s[15][0]), "+f"(s[15][1]), "+f"(s[15][2]), "+f"(s[15][3])
      : "l"(a), "l"(b), "r"(add));
}

// o += p · v, 64 x 64 outputs and 16 products: p from registers, v transposed from shared memory.
__device__ __forceinline__ void multiplyValues(float (&o)[8][4], const uint32_t p[4], uint64_t v) {
  asm volatile(
      "wgmma.mma_async.sync.aligned.m64n64k16.f32.f16.f16 {"
      "%0, %1, %2, %3, %4, %5, %6, %7, %8, %9, %10, %11, %12, %13, %14, %15, "
      "%16, %17, %18, %19, %20, %21, %22, %23, %24, %25, %26, %27, %28, %29, %30, %31}, "
      "{%32, %33, %34, %35}, %36, 1, 1, 1, 1;"
      : "+f"(o[0][0]), "+f"(o[0][1]), "+f"(o[0][2]), "+f"(o[0][3]), "+f"(o[1][0]), "+f"(o[1][1]), "+f"(o[1][2]), "+f"(o[1][3]),
        "+f"(o[2][0]), "+f"(o[2][1]), "+f"(o[2][2]), "+f"(o[2][3]), "+f"(o[3][0]), "+f"(o[3][1]), "+f"(o[3][2]), "+f"(o[3][3]),
        "+f"(o[4][0]), "+f"(o[4][1]), "+f"(o[4][2]), "+f"(o[4][3]), "+f"(o[5][0]), "+f"(o[5][1]), "+f"(o[5][2]), "+f"(o[5][3]),
        "+f"(o[6][0]), "+f"(o[6][1]), "+f"(o[6][2]), "+f"(o[6][3]), "+f"(o[7][0]), "+f"(o[7][1]), "+f"(o[7][2]), "+f"(o[7][3])
      : "r"(p[0]), "r"(p[1]), "r"(p[2]), "r"(p[3]), "l"(v));
}

// o += p · v, 64 x 128 outputs and 16 products: p from registers, v transposed from shared memory.
__device__ __forceinline__ void multiplyValues(float (&o)[16][4], const uint32_t p[4], uint64_t v) {
  asm volatile(
      "wgmma.mma_async.sync.aligned.m64n128k16.f32.f16.f16 {"
      "%0, %1, %2, %3, %4, %5, %6, %7, %8, %9, %10, %11, %12, %13, %14, %15, "
      "%16, %17, %18, %19, %20, %21, %22, %23, %24, %25, %26, %27, %28, %29, %30, %31, "
      "%32, %33, %34, %35, %36, %37, %38, %39, %40, %41, %42, %43, %44, %45, %46, %47, "
      "%48, %49, %50, %51, %52, %53, %54, %55, %56, %57, %58, %59, %60, %61, %62, %63}, "
      "{%64, %65, %66, %67}, %68, 1, 1, 1, 1;"
      : "+f"(o[0][0]), "+f"(o[0][1]), "+f"(o[0][2]), "+f"(o[0][3]), "+f"(o[1][0]), "+f"(o[1][1]), "+f"(o[1][2]), "+f"(o[1][3]),
        "+f"(o[2][0]), "+f"(o[2][1]), "+f"(o[2][2]), "+f"(o[2][3]), "+f"(o[3][0]), "+f"(o[3][1]), "+f"(o[3][2]), "+f"(o[3][3]),
        "+f"(o[4][0]), "+f"(o[4][1]), "+f"(o[4][2]), "+f"(o[4][3]), "+f"(o[5][0]), "+f"(o[5][1]), "+f"(o[5][2]), "+f"(o[5][3]),
        "+f"(o[6][0]), "+f"(o[6][1]), "+f"(o[6][2]), "+f"(o[6][3]), "+f"(o[7][0]), "+f"(o[7][1]), "+f"(o[7][2]), "+f"(o[7][3]),
        "+f"(o[8][0]), "+f"(o[8][1]), "+f"(o[8][2]), "+f"(o[8][3]), "+f"(o[9][0]), "+f"(o[9][1]), "+f"(o[9][2]), "+f"(o[9][3]),
        "+f"(o[10][0]), "+f"(o[10][1]), "+f"(o[10][2]), "+f"(o[10][3]), "+f"(o[11][0]), "+f"(o[11][1]), "+f"(o[11][2]), "+f"(o[11][3]),
        "+f"(o[12][0]), "+f"(o[12][1]), "+f"(o[12][2]), "+f"(o[12][3]), "+f"(o[13][0]), "+f"(o[13][1]), "+f"(o[13][2]), "+f"(o[13][3]),
        "+f"(o[14][0]), "+f"(o[14][1]), "+f"(o[14][2]), "+f"(o[14][3]), "+f"(o[15][0]), "+f"(o[15][1]), "+f"(o[15][2]), "+f"(o[15][3])
      : "r"(p[0]), "r"(p[1]), "r"(p[2]), "r"(p[3]), "l"(v));
}

template <int DIM>
__device__ __forceinline__ void attendWide(const float* qkv, const uint16_t* keys,
                                           const uint16_t* values, float* out, Parts parts,
                                           const float* sinks, const int* tasks, const int* order,
                                           const int* firstPart, const int* position,
                                           const int* table, const int* pages, int queryHeads, int kvHeads,
                                           float scale, int window, float cap) {
  using Block = WideBlock<DIM>;
  constexpr int CHUNKS = DIM / 8, TOKENS = Block::TOKENS, PAGE_BYTES = 16 * DIM * 2, STAGES = Block::STAGES;
  const int* task = tasks + 8 * blockIdx.y;
  if (task[0] < 0) return;
  order += task[0];
  int rows = task[1], from = task[2], to = task[3], clear = min(task[4], to), part = task[5];
  int tid = threadIdx.x, lane = tid % 32, warp = tid / 32 % 4, group3 = tid / 128, g = lane / 4, t = lane % 4;
  int group = queryHeads / kvHeads, kvHead = blockIdx.x, pairs = rows * group;
  int turns = (to - from + TOKENS - 1) / TOKENS;

  extern __shared__ __align__(128) unsigned char wide[];
  unsigned char* queries = wide;
  unsigned char* tiles = wide + Block::QUERY_BYTES;  // [STAGES] keys, values
  uint32_t keysHere = sharedAt(tiles + STAGES * 2 * Block::TILE_BYTES);
  uint32_t valuesHere = keysHere + 8 * STAGES, empty = valuesHere + 8 * STAGES;
  if (tid == 0) {
    for (int s = 0; s < STAGES; s++) {
      openBarrier(keysHere + 8 * s, 1);
      openBarrier(valuesHere + 8 * s, 1);
      openBarrier(empty + 8 * s, 2);
    }
    publishBarriers();
  }
  // Queries as core matrices, [pair / 8][dim / 8][8][8], by the groups that use them.
  float factor = cap != 0 ? scale : scale * LOG2E;
  size_t width = (size_t)(queryHeads + 2 * kvHeads) * DIM;
  if (group3 > 0) {
    for (int i = tid - 128; i < Block::PAIRS * CHUNKS; i += 256) {
      int pair = i / CHUNKS, chunk = i % CHUNKS;
      float v[8] = {0, 0, 0, 0, 0, 0, 0, 0};
      if (pair < pairs) loadEight(qkv + order[pair / group] * width + (size_t)(kvHead * group + pair % group) * DIM + chunk * 8, v);
      uint4 packed = {packHalf(v[0] * factor, v[1] * factor), packHalf(v[2] * factor, v[3] * factor),
                      packHalf(v[4] * factor, v[5] * factor), packHalf(v[6] * factor, v[7] * factor)};
      *(uint4*)(queries + (pair / 8 * CHUNKS + chunk) * 128 + pair % 8 * 16) = packed;
    }
    asm volatile("fence.proxy.async.shared::cta;" ::: "memory");
  }
  __syncthreads();

  if (group3 == 0) {
    asm volatile("setmaxnreg.dec.sync.aligned.u32 24;");
    if (warp == 0) {
      const int* ids = pages + table[order[0]];
      for (int turn = 0; turn < turns; turn++) {
        int stage = turn % STAGES, base = from + turn * TOKENS;
        int count = min(TOKENS / 16, (to - base + 15) / 16);
        int page = lane % 8 < count ? ids[base / 16 + lane % 8] : 0;
        if (turn >= STAGES) awaitPhase(empty + 8 * stage, (turn / STAGES - 1) & 1);
        if (lane == 0) {
          arriveExpecting(keysHere + 8 * stage, count * PAGE_BYTES);
          arriveExpecting(valuesHere + 8 * stage, count * PAGE_BYTES);
        }
        __syncwarp();
        unsigned char* at = tiles + stage * 2 * Block::TILE_BYTES + lane % 8 * PAGE_BYTES;
        size_t source = headPage(page, kvHead, kvHeads, DIM);
        if (lane < 16 && lane % 8 < count) {
          if (lane < 8) bulkCopy(sharedAt(at), keys + source, PAGE_BYTES, keysHere + 8 * stage);
          else bulkCopy(sharedAt(at + Block::TILE_BYTES), values + source, PAGE_BYTES, valuesHere + 8 * stage);
        }
      }
    }
  } else {
    asm volatile("setmaxnreg.inc.sync.aligned.u32 240;");
    int first = (group3 - 1) * 64 + warp * 16 + g;  // this thread's pairs: first and first + 8
    int row[2], last[2], begin[2], latest = 0;
#pragma unroll
    for (int r = 0; r < 2; r++) {
      int pair = first + 8 * r;
      row[r] = pair < pairs ? order[pair / group] : -1;
      last[r] = pair < pairs ? position[row[r]] : to;
      begin[r] = window ? max(0, last[r] - window + 1) : 0;
      latest = max(latest, begin[r]);
    }
    float o[CHUNKS][4], most[2] = {-INFINITY, -INFINITY}, weight[2] = {0, 0};
#pragma unroll
    for (int n = 0; n < CHUNKS; n++)
#pragma unroll
      for (int e = 0; e < 4; e++) o[n][e] = 0;
    uint32_t queryAt = sharedAt(queries) + (group3 - 1) * 64 * DIM * 2;

    for (int turn = 0; turn < turns; turn++) {
      int stage = turn % STAGES, parity = turn / STAGES & 1, base = from + turn * TOKENS;
      unsigned char* k = tiles + stage * 2 * Block::TILE_BYTES;
      unsigned char* v = k + Block::TILE_BYTES;
      float s[TOKENS / 8][4];
      awaitPhase(keysHere + 8 * stage, parity);
      beginProducts();
#pragma unroll
      for (int step = 0; step < DIM / 16; step++)
        multiplyScores(s, operand(queryAt + step * 256, 128, DIM * 16),
                       operand(sharedAt(k) + step * 256, 128, DIM * 16), step > 0);
      commitProducts();
      awaitProducts<0>();
      if (cap != 0) {
#pragma unroll
        for (int n = 0; n < TOKENS / 8; n++)
#pragma unroll
          for (int e = 0; e < 4; e++) s[n][e] = cap * LOG2E * tanhf(s[n][e] / cap);
      }
      if (base + TOKENS > clear || base < latest) {
#pragma unroll
        for (int n = 0; n < TOKENS / 8; n++)
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
        for (int n = 0; n < TOKENS / 8; n++) highest = fmaxf(highest, fmaxf(s[n][2 * r], s[n][2 * r + 1]));
        highest = quadMax(highest);
        float zero = highest == -INFINITY ? 0 : highest;
        float shrink = powerOfTwo(most[r] - zero), sum = 0;
        most[r] = highest;
#pragma unroll
        for (int n = 0; n < TOKENS / 8; n++)
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
      uint32_t p[TOKENS / 16][4];
#pragma unroll
      for (int step = 0; step < TOKENS / 16; step++) {
        p[step][0] = packHalf(s[2 * step][0], s[2 * step][1]);
        p[step][1] = packHalf(s[2 * step][2], s[2 * step][3]);
        p[step][2] = packHalf(s[2 * step + 1][0], s[2 * step + 1][1]);
        p[step][3] = packHalf(s[2 * step + 1][2], s[2 * step + 1][3]);
      }
      awaitPhase(valuesHere + 8 * stage, parity);
      if (base + TOKENS > to) {
        // Nothing may be left of what lay here: zero weights do not silence a NaN.
        for (int i = to - base + (tid - 128) / CHUNKS; i < TOKENS; i += 256 / CHUNKS)
          *(uint4*)(v + (i / 8 * CHUNKS + tid % CHUNKS) * 128 + i % 8 * 16) = {0, 0, 0, 0};
        asm volatile("fence.proxy.async.shared::cta;\nbar.sync 1, 256;" ::: "memory");
      }
      beginProducts();
#pragma unroll
      for (int step = 0; step < TOKENS / 16; step++)
        multiplyValues(o, p[step], operand(sharedAt(v) + step * DIM * 32, DIM * 16, 128));
      commitProducts();
      awaitProducts<0>();
      if (tid % 128 == 0) arrive(empty + 8 * stage);
    }
#pragma unroll
    for (int r = 0; r < 2; r++) {
      float whole = quadSum(weight[r]);
      if (row[r] < 0) continue;
      int head = kvHead * group + (first + 8 * r) % group;
      float* into;
      float divide = 1;
      if (part < 0) {
        float top = sinks ? fmaxf(most[r], sinks[head] * LOG2E) : most[r];
        float sink = sinks ? powerOfTwo(sinks[head] * LOG2E - top) : 0, share = powerOfTwo(most[r] - top);
        divide = share / fmaf(whole, share, sink);
        into = out + ((size_t)row[r] * queryHeads + head) * DIM;
      } else {
        size_t at = (size_t)(firstPart[row[r]] + part) * queryHeads + head;
        into = parts.values + at * DIM;
        if (t == 0) parts.weights[at] = {most[r], whole};
      }
#pragma unroll
      for (int n = 0; n < CHUNKS; n++)
        *(float2*)(into + 8 * n + 2 * t) = {o[n][2 * r] * divide, o[n][2 * r + 1] * divide};
    }
  }
}

#define WIDE_BODY(DIM)                                                                            \
  attendWide<DIM>(qkv, keys, values, out, {sums, weights, nullptr}, sinks, tasks, order,          \
                  firstPart, position, table, pages,      \
                  queryHeads, kvHeads, scale, window, cap);
#else
#define WIDE_BODY(DIM)
#endif

#define ATTEND_WIDE(name, DIM)                                                                   \
  extern "C" __global__ void __launch_bounds__(384, 1) name(                                     \
      const float* qkv, const uint16_t* keys, const uint16_t* values, float* out, float* sums,   \
      float2* weights, const float* sinks, const int* tasks, const int* order,     \
      const int* firstPart, const int* position, const int* table,         \
      const int* pages, int queryHeads, int kvHeads, float scale, int window, float cap) {       \
    WIDE_BODY(DIM)                                                                               \
  }
ATTEND_WIDE(attend_wide_64, 64)
ATTEND_WIDE(attend_wide_128, 128)
#endif
