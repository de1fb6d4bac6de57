// out[r, o] = Σ_k x[r, k] · w[o, k] + bias[o] on Hopper for any number of rows, bfloat16 factors.
//
//   tile_rows  x float32[rows, columns] -> bfloat16 tiles [steps of 64][rowsPadded][64] (hopper.cuh)
//   panels_*   w in panels of 64 rows: [ceil(n / 64)][steps of 64][64 rows][64], x as tile_rows left
//              it with rowsPadded a multiple of BN; out float32[rows, outStride]
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
#include "hopper.cuh"

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
template <int BN, int GROUPS, int MT, int STAGES, int SPLIT>
__device__ __forceinline__ void matmulPanels(const unsigned char* w, const unsigned char* x,
                                             const float* bias, float* out, int rows, int n,
                                             int steps, int rowsPadded, int outStride) {
  constexpr int PANELS = GROUPS * MT, M = 64 * PANELS, PANEL = 64 * 128;
  constexpr int X_BYTES = BN * 128, STAGE = PANELS * PANEL + X_BYTES;
  DYNAMIC_SHARED(raw);
  uint32_t base = (sharedAt(raw) + 1023) & ~1023u;
  uint32_t full = base + STAGES * STAGE, empty = full + 8 * STAGES;
  int warp = threadIdx.x / 32, lane = threadIdx.x % 32;
  int panels = (n + 63) / 64, rowTiles = (rows + BN - 1) / BN;
  int tiles = (panels + PANELS - 1) / PANELS * rowTiles;
  int rank = SPLIT > 1 ? blockIdx.x % SPLIT : 0;
  int firstTile = blockIdx.x / SPLIT, tileStep = gridDim.x / SPLIT;
  int firstStep = (int)((long long)steps * rank / SPLIT);
  int each = (int)((long long)steps * (rank + 1) / SPLIT) - firstStep;
  if (threadIdx.x == 0) {
    for (int i = 0; i < STAGES; i++) {
      openBarrier(full + 8 * i, 1);
      openBarrier(empty + 8 * i, 4 * GROUPS);
    }
    publishBarriers();
  }
  __syncthreads();
  letNextBegin();

  if (warp == 4 * GROUPS) {
    if (lane == 0) {
      int mine = firstTile < tiles ? (tiles - firstTile + tileStep - 1) / tileStep : 0;
      int total = mine * each;
      auto fetchPanels = [&](int tile, int step, int stage) {
        int first = tile / rowTiles * PANELS, count = min(PANELS, panels - first);
        arriveExpecting(full + 8 * stage, count * PANEL + X_BYTES);
        const unsigned char* from = w + ((size_t)first * steps + step) * PANEL;
        for (int i = 0; i < count; i++)
          bulkCopy(base + stage * STAGE + i * PANEL, from + (size_t)i * steps * PANEL, PANEL, full + 8 * stage);
      };
      auto fetchRows = [&](int tile, int step, int stage) {
        bulkCopy(base + stage * STAGE + PANELS * PANEL,
                 x + ((size_t)step * rowsPadded + tile % rowTiles * BN) * 128, X_BYTES, full + 8 * stage);
      };
      // Weights are there whatever the kernels ahead do: fetch them before those have ended.
      int ahead = min(STAGES, total);
      for (int i = 0; i < ahead; i++) fetchPanels(firstTile + i / each * tileStep, firstStep + i % each, i);
      awaitEarlier();
      for (int i = 0; i < ahead; i++) fetchRows(firstTile + i / each * tileStep, firstStep + i % each, i);
      int tile = firstTile + ahead / max(each, 1) * tileStep, at = ahead % max(each, 1);
      int stage = 0, phase = 0;
      for (int i = ahead; i < total; i++) {
        awaitPhase(empty + 8 * stage, phase);
        fetchPanels(tile, firstStep + at, stage);
        fetchRows(tile, firstStep + at, stage);
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
      syncCluster();
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
    int firstO = (tile / rowTiles * PANELS + group * MT) * 64, firstR = tile % rowTiles * BN;
    if (SPLIT == 1) {
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
      int tileO = tile / rowTiles * M;
      for (int i = threadIdx.x + 128 * GROUPS * rank; i < present * (M / 4); i += 128 * GROUPS * SPLIT) {
        int r = i / (M / 4), o = i % (M / 4) * 4;
        float4 part[SPLIT];
#pragma unroll
        for (int s = 0; s < SPLIT; s++) part[s] = loadFromCluster(inBlock(base + (r * PITCH + o) * 4, s));
        float sum[4] = {part[0].x, part[0].y, part[0].z, part[0].w};
#pragma unroll
        for (int s = 1; s < SPLIT; s++) {
          sum[0] += part[s].x;
          sum[1] += part[s].y;
          sum[2] += part[s].z;
          sum[3] += part[s].w;
        }
#pragma unroll
        for (int e = 0; e < 4; e++)
          if (tileO + o + e < n)
            out[(size_t)(firstR + r) * outStride + tileO + o + e] = sum[e] + (bias ? bias[tileO + o + e] : 0);
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
    matmulPanels<BN, GROUPS, MT, STAGES, SPLIT>(w, x, bias, out, rows, n, steps, rowsPadded,      \
                                                outStride);                                       \
  }
#define PANELS_EACH(BN, GROUPS, MT, STAGES, BLOCKS) \
  PANELS(BN, GROUPS, MT, STAGES, 1, BLOCKS)         \
  PANELS(BN, GROUPS, MT, STAGES, 2, BLOCKS)         \
  PANELS(BN, GROUPS, MT, STAGES, 4, BLOCKS)         \
  PANELS(BN, GROUPS, MT, STAGES, 8, BLOCKS)
PANELS_EACH(8, 1, 1, 8, 3)
PANELS(8, 1, 2, 6, 1, 2)
PANELS_EACH(16, 1, 1, 7, 3)
PANELS(16, 1, 2, 6, 1, 2)
PANELS_EACH(32, 1, 1, 6, 3)
PANELS(32, 1, 2, 5, 1, 2)
PANELS_EACH(64, 2, 1, 4, 2)
PANELS(128, 2, 1, 6, 1, 1)
PANELS(128, 2, 1, 6, 2, 1)
PANELS(128, 2, 1, 3, 4, 2)
PANELS(128, 2, 1, 3, 8, 2)
PANELS(128, 2, 2, 4, 1, 1)
PANELS(256, 2, 1, 4, 1, 1)
PANELS(256, 2, 1, 4, 2, 1)
#endif
