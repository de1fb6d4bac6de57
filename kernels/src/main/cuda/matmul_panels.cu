// out[r, o] = Σ_k x[r, k] · w[o, k] + bias[o] on Hopper for any number of rows, bfloat16 factors.
//
//   tile_rows  x float32[rows, columns] -> bfloat16 tiles [steps of 64][rowsPadded][64] (hopper.cuh)
//   panels_*   w in panels of 64 rows: [ceil(n / 64)][steps of 64][64 rows][64], x as tile_rows left
//              it with rowsPadded a multiple of BN; out float32[rows, outStride]
//   gated_*    w holds gates, then as many ups; out is activation(gate) · up as bfloat16 tiles
//   block      GROUPS consumers of four warps, each with MT panels (the M of wgmma) x BN rows of x
//              (its N), and a warp that fetches; a pipeline of STAGES steps in shared memory, whole
//              pieces by the copy engine
//   grid       SPLIT = 1: any size, tiles of (panels x rows), rows fastest, are dealt out in turns;
//              SPLIT > 1: a cluster of SPLIT blocks a tile, each with a part of the columns, whose
//              sums are added in order through the cluster's shared memory
//
// Moves w once for each BN rows of x (from memory for the first only, then from the cache) and x
// once for each GROUPS · MT panels. Few rows are bound by memory: what counts is that every
// multiprocessor has STAGES tiles in flight, from before the kernel ahead has ended. Many rows are
// bound by the matrix unit. A row's bits depend on SPLIT only.
#include "activation.cuh"

// grid-stride over pieces of eight columns
extern "C" __global__ void tile_rows(const float* x, uint4* out, int rows, int columns, int steps,
                                     int rowsPadded) {
  letNextBegin();
  awaitEarlier();
  size_t count = (size_t)rows * steps * 8;
  for (size_t i = (size_t)blockIdx.x * blockDim.x + threadIdx.x; i < count;
       i += (size_t)gridDim.x * blockDim.x) {
    size_t row = i / (steps * 8);
    int piece = (int)(i % (steps * 8)), column = 8 * piece;
    const float* from = x + row * columns + column;
    float v[8];
    if (column + 8 <= columns && columns % 4 == 0) {
      float4 a = *(const float4*)from, b = *(const float4*)(from + 4);
      v[0] = a.x; v[1] = a.y; v[2] = a.z; v[3] = a.w;
      v[4] = b.x; v[5] = b.y; v[6] = b.z; v[7] = b.w;
    } else {
      for (int j = 0; j < 8; j++) v[j] = column + j < columns ? from[j] : 0;
    }
    uint4 packed = {packBrain(v[0], v[1]), packBrain(v[2], v[3]), packBrain(v[4], v[5]),
                    packBrain(v[6], v[7])};
    out[((size_t)(piece / 8) * rowsPadded * 128 + pieceAt(row, piece % 8)) / 16] = packed;
  }
}

#if defined(__CUDA_ARCH_FEAT_SM90_ALL)
// Output o of row r as bfloat16 in tiles.
__device__ __forceinline__ void storeTiled(unsigned char* out, int rowsPadded, int r, int o, float v) {
  *(uint16_t*)(out + (size_t)(o / 64) * rowsPadded * 128 + pieceAt(r, o % 64 / 8) + o % 8 * 2) =
      (uint16_t)packBrain(v, 0);
}

template <int BN, int GROUPS, int MT, int STAGES, int SPLIT, bool GATED>
__device__ __forceinline__ void matmulPanels(const unsigned char* w, const unsigned char* x,
                                             const float* bias, void* result, int rows, int n,
                                             int steps, int rowsPadded, int outStride, int kind) {
  float* out = (float*)result;
  constexpr int PANELS = GROUPS * MT, M = 64 * PANELS, PANEL = 64 * 128;
  constexpr int X_BYTES = BN * 128, STAGE = PANELS * PANEL + X_BYTES;
  DYNAMIC_SHARED(raw);
  uint32_t base = (sharedAt(raw) + 1023) & ~1023u;
  uint32_t full = base + STAGES * STAGE, empty = full + 8 * STAGES;
  int warp = threadIdx.x / 32, lane = threadIdx.x % 32;
  int panels = (n + 63) / 64, rowTiles = (rows + BN - 1) / BN;
  constexpr int TAKEN = GATED ? GROUPS : PANELS;  // panels of the first kind a tile
  int tiles = (panels + TAKEN - 1) / TAKEN * rowTiles;
  int rank = SPLIT > 1 ? blockIdx.x % SPLIT : 0;
  int firstTile = blockIdx.x / SPLIT, tileStep = gridDim.x / SPLIT;
  int firstStep = (int)((long long)steps * rank / SPLIT);
  int each = (int)((long long)steps * (rank + 1) / SPLIT) - firstStep;
  // Few rows: a block of the cluster sends its sums straight to the block that adds them up, to
  // float32[SPLIT][BN][kinds][KEPT / SPLIT] behind the barriers. Many rows: see below.
  constexpr bool PUSH = SPLIT > 1 && BN <= 32;
  constexpr int KINDS = GATED ? 2 : 1, KEPT = M / KINDS;  // outputs of a tile
  constexpr int SHARE = KEPT / SPLIT;
  uint32_t shares = empty + 8 * STAGES;
  if (threadIdx.x == 0) {
    for (int i = 0; i < STAGES; i++) {
      openBarrier(full + 8 * i, 1);
      openBarrier(empty + 8 * i, 4 * GROUPS);
    }
    publishBarriers();
  }
  __syncthreads();
  if (PUSH) arriveAtCluster();

  if (warp == 4 * GROUPS) {
    if (lane == 0) {
      int mine = firstTile < tiles ? (tiles - firstTile + tileStep - 1) / tileStep : 0;
      int total = mine * each;
      auto fetchPanels = [&](int tile, int step, int stage) {
        int first = tile / rowTiles * TAKEN, count = min(TAKEN, panels - first);
        arriveExpecting(full + 8 * stage, (GATED ? 2 : 1) * count * PANEL + X_BYTES);
        const unsigned char* from = w + ((size_t)first * steps + step) * PANEL;
        for (int i = 0; i < count; i++) {
          const unsigned char* at = from + (size_t)i * steps * PANEL;
          uint32_t to = base + stage * STAGE + (GATED ? 2 : 1) * i * PANEL;
          bulkCopy(to, at, PANEL, full + 8 * stage);
          if (GATED) bulkCopy(to + PANEL, at + (size_t)panels * steps * PANEL, PANEL, full + 8 * stage);
        }
      };
      auto fetchRows = [&](int tile, int step, int stage) {
        bulkCopy(base + stage * STAGE + PANELS * PANEL,
                 x + ((size_t)step * rowsPadded + tile % rowTiles * BN) * 128, X_BYTES, full + 8 * stage);
      };
      // Weights are there whatever the kernels ahead do: fetch them before those have ended.
      int ahead = min(STAGES, total);
      for (int i = 0; i < ahead; i++) fetchPanels(firstTile + i / each * tileStep, firstStep + i % each, i);
      if (total <= 2 * STAGES) letNextBegin();
      awaitEarlier();
      for (int i = 0; i < ahead; i++) fetchRows(firstTile + i / each * tileStep, firstStep + i % each, i);
      int tile = firstTile + ahead / max(each, 1) * tileStep, at = ahead % max(each, 1);
      int stage = 0, phase = 0;
      for (int i = ahead; i < total; i++) {
        awaitPhase(empty + 8 * stage, phase);
        fetchPanels(tile, firstStep + at, stage);
        fetchRows(tile, firstStep + at, stage);
        // The next kernel's weights follow these; sooner, they would compete with them.
        if (i == total - STAGES && total > 2 * STAGES) letNextBegin();
        if (++at == each) {
          at = 0;
          tile += tileStep;
        }
        if (++stage == STAGES) {
          stage = 0;
          phase ^= 1;
        }
      }
    }
    if (SPLIT > 1) {
      __syncwarp();
      if (PUSH) awaitCluster();
      else syncCluster();
      syncCluster();
    }
    return;
  }

  int group = warp / 4, stage = 0, phase = 0;
  int g = lane / 4, t = lane % 4;
  for (int tile = firstTile; tile < tiles; tile += tileStep) {
    float c[MT][BN / 2];
#pragma unroll
    for (int m = 0; m < MT; m++)
#pragma unroll
      for (int i = 0; i < BN / 2; i++) c[m][i] = 0;
    int last = -1;
    for (int step = 0; step < each; step++) {
      awaitPhase(full + 8 * stage, phase);
      uint32_t at = base + stage * STAGE;
      beginProducts();
#pragma unroll
      for (int k = 0; k < 4; k++) {
        uint64_t b = tileDescriptor(at + PANELS * PANEL + 32 * k);
#pragma unroll
        for (int m = 0; m < MT; m++)
          warpgroupMultiply<BN>(c[m], tileDescriptor(at + (group * MT + m) * PANEL + 32 * k), b, 1);
      }
      commitProducts();
      awaitProducts<1>();
      if (last >= 0 && lane == 0) arrive(empty + 8 * last);
      last = stage;
      if (++stage == STAGES) {
        stage = 0;
        phase ^= 1;
      }
    }
    awaitProducts<0>();
    if (last >= 0 && lane == 0) arrive(empty + 8 * last);
    int firstO = (tile / rowTiles * TAKEN + group * (GATED ? 1 : MT)) * 64, firstR = tile % rowTiles * BN;
    if (SPLIT == 1 && GATED) {
#pragma unroll
      for (int half = 0; half < 2; half++) {
        int o = firstO + 16 * (warp % 4) + g + 8 * half;
        if (o < n) {
          float gateShift = bias ? bias[o] : 0, upShift = bias ? bias[n + o] : 0;
#pragma unroll
          for (int i = 0; i < BN / 8; i++)
#pragma unroll
            for (int e = 0; e < 2; e++) {
              int r = firstR + 8 * i + 2 * t + e;
              if (r < rows)
                storeTiled((unsigned char*)result, rowsPadded, r, o,
                           activation(kind, c[0][4 * i + 2 * half + e] + gateShift) *
                               (c[MT - 1][4 * i + 2 * half + e] + upShift));
            }
        }
      }
    } else if (SPLIT == 1) {
#pragma unroll
      for (int m = 0; m < MT; m++)
#pragma unroll
        for (int half = 0; half < 2; half++) {
          int o = firstO + 64 * m + 16 * (warp % 4) + g + 8 * half;
          if (o < n) {
            float shift = bias ? bias[o] : 0;
            float* to = out + (size_t)(firstR + 2 * t) * outStride + o;
#pragma unroll
            for (int i = 0; i < BN / 8; i++)
#pragma unroll
              for (int e = 0; e < 2; e++) {
                if (firstR + 8 * i + 2 * t + e < rows)
                  to[(size_t)(8 * i + e) * outStride] = c[m][4 * i + 2 * half + e] + shift;
              }
          }
        }
    } else if (PUSH) {
      awaitCluster();
#pragma unroll
      for (int m = 0; m < MT; m++)
#pragma unroll
        for (int half = 0; half < 2; half++) {
          int o = (GATED ? group : group * MT + m) * 64 + 16 * (warp % 4) + g + 8 * half;
          uint32_t to = inBlock(shares, o / SHARE) +
                        4 * (((rank * BN + 2 * t) * KINDS + (GATED ? m : 0)) * SHARE + o % SHARE);
#pragma unroll
          for (int i = 0; i < BN / 8; i++)
#pragma unroll
            for (int e = 0; e < 2; e++)
              storeInCluster(to + 4 * (8 * i + e) * KINDS * SHARE, c[m][4 * i + 2 * half + e]);
        }
      syncCluster();
      int present = min(BN, rows - firstR);
      for (int i = threadIdx.x; i < present * SHARE; i += 128 * GROUPS) {
        int r = i / SHARE, at = tile / rowTiles * KEPT + rank * SHARE + i % SHARE;
        float sum[KINDS];
#pragma unroll
        for (int q = 0; q < KINDS; q++) {
          const float* from = (const float*)(raw + (shares - sharedAt(raw))) + (r * KINDS + q) * SHARE + i % SHARE;
          sum[q] = from[0];
#pragma unroll
          for (int s = 1; s < SPLIT; s++) sum[q] += from[s * BN * KINDS * SHARE];
        }
        if (at < n) {
          if (bias) sum[0] += bias[at];
          if (GATED)
            storeTiled((unsigned char*)result, rowsPadded, firstR + r, at,
                       activation(kind, sum[0]) * (sum[KINDS - 1] + (bias ? bias[n + at] : 0)));
          else
            out[(size_t)(firstR + r) * outStride + at] = sum[0];
        }
      }
    } else {
      // The pipeline is drained: its memory takes float32[BN][M], rows padded against conflicts.
      constexpr int PITCH = M + 4;
      static_assert(BN * PITCH * 4 <= STAGES * STAGE, "sums in the pipeline's memory");
      asm volatile("bar.sync 1, %0;" ::"n"(128 * GROUPS) : "memory");
#pragma unroll
      for (int m = 0; m < MT; m++)
#pragma unroll
        for (int i = 0; i < BN / 2; i++) {
          int r = i / 4 * 8 + 2 * t + i % 2;
          int o = (group * MT + m) * 64 + 16 * (warp % 4) + g + 8 * (i / 2 % 2);
          asm volatile("st.shared.f32 [%0], %1;" ::"r"(base + (r * PITCH + o) * 4), "f"(c[m][i]));
        }
      syncCluster();
      int present = min(BN, rows - firstR);
      auto sumAt = [&](int r, int o, float sum[4]) {
        float4 part[SPLIT];
#pragma unroll
        for (int s = 0; s < SPLIT; s++) part[s] = loadFromCluster(inBlock(base + (r * PITCH + o) * 4, s));
        sum[0] = part[0].x; sum[1] = part[0].y; sum[2] = part[0].z; sum[3] = part[0].w;
#pragma unroll
        for (int s = 1; s < SPLIT; s++) {
          sum[0] += part[s].x;
          sum[1] += part[s].y;
          sum[2] += part[s].z;
          sum[3] += part[s].w;
        }
      };
      int tileO = tile / rowTiles * KEPT;
      for (int i = threadIdx.x + 128 * GROUPS * rank; i < present * (KEPT / 4); i += 128 * GROUPS * SPLIT) {
        int r = i / (KEPT / 4), o = i % (KEPT / 4) * 4;
        float sum[4], up[4];
        if (GATED) {
          sumAt(r, o / 64 * 128 + o % 64, sum);
          sumAt(r, o / 64 * 128 + 64 + o % 64, up);
        } else {
          sumAt(r, o, sum);
        }
#pragma unroll
        for (int e = 0; e < 4; e++) {
          int at = tileO + o + e;
          if (at < n) {
            if (bias) sum[e] += bias[at];
            if (GATED)
              storeTiled((unsigned char*)result, rowsPadded, firstR + r, at,
                         activation(kind, sum[e]) * (up[e] + (bias ? bias[n + at] : 0)));
            else
              out[(size_t)(firstR + r) * outStride + at] = sum[e];
          }
        }
      }
      syncCluster();
    }
  }
}

#define PANELS(BN, GROUPS, MT, STAGES, SPLIT, BLOCKS)                                             \
  extern "C" __global__ void __cluster_dims__(SPLIT, 1, 1)                                        \
      __launch_bounds__(128 * GROUPS + 32, BLOCKS) panels_##BN##_##GROUPS##_##MT##_##SPLIT(       \
          const unsigned char* w, const unsigned char* x, const float* bias, float* out, int rows, \
          int n, int steps, int rowsPadded, int outStride) {                                      \
    matmulPanels<BN, GROUPS, MT, STAGES, SPLIT, false>(w, x, bias, out, rows, n, steps,           \
                                                       rowsPadded, outStride, 0);                 \
  }
#define GATED(BN, GROUPS, STAGES, SPLIT, BLOCKS)                                                   \
  extern "C" __global__ void __cluster_dims__(SPLIT, 1, 1)                                        \
      __launch_bounds__(128 * GROUPS + 32, BLOCKS) gated_##BN##_##GROUPS##_2_##SPLIT(             \
          const unsigned char* w, const unsigned char* x, const float* bias, unsigned char* out,  \
          int rows, int n, int steps, int rowsPadded, int kind) {                                 \
    matmulPanels<BN, GROUPS, 2, STAGES, SPLIT, true>(w, x, bias, out, rows, n, steps, rowsPadded, \
                                                     0, kind);                                    \
  }
#define PANELS_SPLIT(BN, GROUPS, STAGES, BLOCKS) \
  PANELS(BN, GROUPS, 1, STAGES, 2, BLOCKS)       \
  PANELS(BN, GROUPS, 1, STAGES, 4, BLOCKS)       \
  PANELS(BN, GROUPS, 1, STAGES, 8, BLOCKS)
#define GATED_EACH(BN, STAGES)  \
  GATED(BN, 1, STAGES, 1, 2)    \
  GATED(BN, 1, STAGES, 2, 2)    \
  GATED(BN, 1, STAGES, 4, 2)
PANELS(8, 1, 1, 8, 1, 3)
PANELS_SPLIT(8, 1, 7, 3)
PANELS(8, 1, 2, 6, 1, 2)
PANELS(16, 1, 1, 7, 1, 3)
PANELS_SPLIT(16, 1, 6, 3)
PANELS(16, 1, 2, 6, 1, 2)
PANELS(32, 1, 1, 6, 1, 3)
PANELS_SPLIT(32, 1, 5, 3)
PANELS(32, 1, 2, 5, 1, 2)
PANELS(64, 2, 1, 4, 1, 2)
PANELS_SPLIT(64, 2, 4, 2)
PANELS(128, 2, 1, 6, 1, 1)
PANELS(128, 2, 1, 6, 2, 1)
PANELS(128, 2, 1, 3, 4, 2)
PANELS(128, 2, 1, 3, 8, 2)
PANELS(128, 2, 2, 4, 1, 1)
PANELS(256, 2, 1, 4, 1, 1)
PANELS(256, 2, 1, 4, 2, 1)
GATED_EACH(8, 6)
GATED_EACH(16, 5)
GATED_EACH(32, 4)
GATED_EACH(64, 4)
GATED(128, 1, 6, 1, 1)
GATED(128, 1, 6, 2, 1)
GATED(128, 2, 4, 1, 1)
#endif
