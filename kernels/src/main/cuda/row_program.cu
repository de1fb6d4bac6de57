// One row through all operations of a step in one launch: norms, products, rotation, storing and
// attention, with a barrier of the grid between operations instead of a launch.
//
//   grid     one block of 8 warps a multiprocessor, all there at once
//   ring     each warp has STAGES stages of 2 KiB in shared memory and one stream of bytes over all
//            operations: its tiles of every product's weights and its pages of keys and values, in
//            the order in which it will use them. It fetches as soon as a stage is free, over
//            barriers and operations: the memory works while blocks wait for each other.
//   product  slabs of 16 (or 8) rows of w are dealt out to blocks, the columns of a slab to the warps
//            in tiles of 16 x 64 (8 x 128); the warps' sums meet in shared memory, in order. Each
//            block prepares the whole of x for itself: the norm costs no pass of its own.
//   gated    slabs of gates and ups in pairs; out[i] = activation(gate) · up, bfloat16
//   attention  as attention_row.cu, a block an item; queries are rotated by the block that needs
//            them, the new key and value by the block whose item holds their position. Their page
//            is fetched without them and completed in shared memory.
//
// x is rounded to bfloat16; sums are float32, in an order that depends on the shapes alone. Moves
// each weight, key and value once; x and partial sums stay in the second cache.
#include "row_program.cuh"

#ifdef ESPALIER_EMULATED
__device__ __forceinline__ void addAtGrid(uint32_t* counter, uint32_t value) { atomicAdd(counter, value); }
__device__ __forceinline__ uint32_t loadAtGrid(uint32_t* counter) { emulator::wait(); return *counter; }
__device__ __forceinline__ float loadFresh(const float* at) { return *at; }
__device__ __forceinline__ uint4 loadFresh(const uint4* at) { return *at; }
__device__ __forceinline__ long long cycles() { return 0; }
__device__ __forceinline__ void giveUp() {}
#else
__device__ __forceinline__ void addAtGrid(uint32_t* counter, uint32_t value) {
  asm volatile("red.add.release.gpu.global.u32 [%0], %1;" ::"l"(counter), "r"(value) : "memory");
}
__device__ __forceinline__ uint32_t loadAtGrid(uint32_t* counter) {
  uint32_t value;
  asm volatile("ld.acquire.gpu.global.u32 %0, [%1];" : "=r"(value) : "l"(counter) : "memory");
  return value;
}
__device__ __forceinline__ float loadFresh(const float* at) { return __ldcg(at); }
__device__ __forceinline__ uint4 loadFresh(const uint4* at) { return __ldcg(at); }
__device__ __forceinline__ long long cycles() { return clock64(); }
__device__ __forceinline__ void giveUp() { __trap(); }
#endif

// Pads a grid's arrivals so that the top bit flips when all have come.
__device__ __forceinline__ void arriveAtGrid(uint32_t* counter) {
  addAtGrid(counter, blockIdx.x == 0 ? 0x80000000u - (gridDim.x - 1) : 1);
}

// Returns when all blocks have arrived, given the top bit before; a launch that is stuck for seconds
// ends with an error.
__device__ __forceinline__ void awaitGrid(uint32_t* counter, uint32_t before) {
  long long start = cycles();
  while (((before ^ loadAtGrid(counter)) & 0x80000000u) == 0)
    if (cycles() - start > 8000000000ll) giveUp();
}

// The word of x's tile in shared memory that holds columns c and c + 1 (c even, below 64): lane t
// of the product finds the eight words it needs beside each other.
__device__ __forceinline__ int inputWord(int c) { return c % 8 / 2 * 8 + c / 16 * 2 + c % 16 / 8; }

// What the block keeps in shared memory behind the rings; offsets are the same for all its threads.
struct RowShared {
  RowStep step;
  RowUnit unit;
  uint4 records[2][8];  // the operation at work and the next
  float2 angles[64];    // cosine and sine of the step's position
};

static_assert(sizeof(RowShared) == 1088, "as RowProgram.java counts it");

// A warp's place in the stream: what it fetches next, and the stage it uses next.
template <int DIM, int STAGES>
struct RowWarp {
  static constexpr int PAGE_STAGES = 2 * 16 * DIM * 2 / ROW_STAGE;

  unsigned char* ring;
  const RowShared* block;
  const RowStream* streams;  // [operations]
  const int* pages;          // of the unit
  int operations, operation, stage;
  const unsigned char* from;  // this lane's part of the next tile
  int left;                   // tiles of the slab that are left; pages: pieces of the page
  int slab, second, far;      // 16 bytes of the tile's second half lie `far` behind the first's

  // Points at the first tile of slab `slab`, gates or ups.
  __device__ __forceinline__ void openSlab(const RowStream& now) {
    int warp = threadIdx.x / 32;
    bool narrow = now.first >> 30;
    int place = narrow ? slab / 8 * now.steps + 2 * warp : slab / 4 * now.steps + warp;
    from = (second ? now.second : now.weights) + (size_t)place * 8192 +
           (narrow ? slab % 8 * 1024 : slab % 4 * 2048) + 16 * (threadIdx.x % 32);
    left = (now.tiles - warp + ROW_WARPS - 1) / ROW_WARPS;
  }

  __device__ __forceinline__ void openPage(const RowStream& now) {
    left = slab < block->unit.pages ? PAGE_STAGES : 0;
    from = now.weights;
    if (left) from += 2 * headPage(pages[slab], block->unit.kvHead, block->step.kvHeads, DIM) + 16 * (threadIdx.x % 32);
  }

  // Goes to the next operation that has something for this warp.
  __device__ __forceinline__ void enter(int next) {
    left = 0;
    second = 0;
    for (operation = next; operation < operations; operation++) {
      const RowStream& now = streams[operation];
      if (now.tiles == 0) {
        slab = threadIdx.x / 32;
        openPage(now);
        if (left) return;
      } else {
        int first = now.first & 0xffff;
        slab = (int)blockIdx.x - first + ((int)blockIdx.x < first ? (int)gridDim.x : 0);
        far = now.first >> 30 ? 8192 : 1024;
        if (slab < now.slabs && (int)threadIdx.x / 32 < now.tiles) {
          openSlab(now);
          return;
        }
      }
    }
  }

  // A piece of a page, token by token: what lies behind the sequence is not read.
  __device__ __forceinline__ void fetchPage(unsigned char* to) {
    constexpr int PER = PAGE_STAGES / 2;
    int lane = threadIdx.x % 32, piece = PAGE_STAGES - left;
    int tokens = slab == block->unit.pages - 1 ? block->unit.lastTokens : 16;
#pragma unroll
    for (int j = 0; j < 4; j++) {
      int chunk = piece % PER * (ROW_STAGE / 16) + lane + 32 * j;  // [2][DIM / 8][8 tokens]
      copyAsync(to + 512 * j, from + 512 * j, chunk / DIM * 8 + chunk % 8 < tokens);
    }
    from += ROW_STAGE;
    left--;
    const RowStream& now = streams[operation];
    if (left == PER) from += now.second - now.weights - PER * ROW_STAGE;
    if (left == 0) {
      slab += ROW_WARPS;
      openPage(now);
      if (left == 0) enter(operation + 1);
    }
  }

  __device__ __forceinline__ void fetchTile(unsigned char* to) {
    const RowStream& now = streams[operation];
    bool both = true;
    if (far == 8192) both = left > 1 || now.steps % 2 == 0 || (now.tiles - 1) % ROW_WARPS != threadIdx.x / 32;
    copyAsync(to, from, true);
    copyAsync(to + 512, from + 512, true);
    copyAsync(to + 1024, from + far, both);
    copyAsync(to + 1536, from + far + 512, both);
    if (--left) {
      from += far == 8192 ? 2 * ROW_WARPS * 8192 : ROW_WARPS * 8192;
      return;
    }
    if (now.second) second = 1 - second;
    if (!second) slab += gridDim.x;
    if (slab < now.slabs) openSlab(now);
    else enter(operation + 1);
  }

  // Fills the stages of a page that was used.
  __device__ __forceinline__ void refill() {
#pragma unroll 1
    for (int i = 0; i < PAGE_STAGES; i++) {
      fetch(stage);
      stage = stage + 1 == STAGES ? 0 : stage + 1;
    }
  }

  // Starts the copy of the next tile of the stream into stage `at`.
  __device__ __forceinline__ void fetch(int at) {
    unsigned char* to = ring + at * ROW_STAGE + 16 * (threadIdx.x % 32);
    if (operation < operations) {
      if (streams[operation].tiles == 0) fetchPage(to);
      else fetchTile(to);
    }
    commitCopies();
  }

  // sum += COUNT tiles of w · their tiles of x, `pitch` words apart; in two sums, for speed.
  template <int COUNT>
  __device__ __forceinline__ void multiply(float c[4], float d[4], const uint32_t* x, int pitch, bool narrow) {
    int lane = threadIdx.x % 32, row = lane % 16;
    awaitCopies<STAGES - COUNT>();
    __syncwarp();
    uint32_t b[COUNT][8], m[COUNT][4][4];
#pragma unroll
    for (int i = 0; i < COUNT; i++) {
      uint4 low = {0, 0, 0, 0}, high = {0, 0, 0, 0};
      if (lane < (narrow ? 8 : 4)) {
        const uint4* words = (const uint4*)(x + i * pitch + lane / 4 * 32 + lane % 4 * 8);
        low = words[0];
        high = words[1];
      }
      b[i][0] = low.x; b[i][1] = low.y; b[i][2] = low.z; b[i][3] = low.w;
      b[i][4] = high.x; b[i][5] = high.y; b[i][6] = high.z; b[i][7] = high.w;
      int at = stage + i >= STAGES ? stage + i - STAGES : stage + i;
#pragma unroll
      for (int k = 0; k < 4; k++)
        loadMatrices(m[i][k], ring + at * ROW_STAGE + row * 128 + (((2 * k + lane / 16) ^ (row & 7)) << 4));
    }
#pragma unroll
    for (int i = 0; i < COUNT; i++)
#pragma unroll
      for (int k = 0; k < 4; k++)
        multiplyAdd(k & 1 ? d : c, m[i][k][0], m[i][k][1], m[i][k][2], m[i][k][3], b[i][2 * k], b[i][2 * k + 1]);
    __syncwarp();
#pragma unroll 1
    for (int i = 0; i < COUNT; i++) {
      fetch(stage);
      stage = stage + 1 == STAGES ? 0 : stage + 1;
    }
  }
};

__device__ __forceinline__ void storeInput(uint32_t* x, int column, float4 v) {
  uint32_t* tile = x + column / 64 * 32;
  tile[inputWord(column % 64)] = packBrain(v.x, v.y);
  tile[inputWord(column % 64 + 2)] = packBrain(v.z, v.w);
}

// The warps' sums of an output, in order.
__device__ __forceinline__ float sumOfWarps(const float* from, int active) {
  float v[ROW_WARPS], sum = 0;
#pragma unroll
  for (int w = 0; w < ROW_WARPS; w++) v[w] = w < active ? from[16 * w] : 0;
#pragma unroll
  for (int w = 0; w < ROW_WARPS; w++) sum += v[w];
  return sum;
}

template <int DIM, int STAGES>
__device__ __forceinline__ void rowProduct(RowWarp<DIM, STAGES>& own, const RowOperation& op, uint32_t* x,
                                           float* sums, const float4 weights[ROW_QUADS]) {
  int tid = threadIdx.x, warp = tid / 32, lane = tid % 32;
  bool gated = op.kind == ROW_GATED, narrow = op.slabRows == 8;
  int slabs = (op.n + op.slabRows - 1) / op.slabRows;
  int mine = (int)blockIdx.x - op.first + ((int)blockIdx.x < op.first ? (int)gridDim.x : 0);
  int local = mine < slabs ? (slabs - mine + (int)gridDim.x - 1) / (int)gridDim.x : 0;
  if (op.source == ROW_NORMED) {
    const float4* from = (const float4*)op.x;
    float4 v[ROW_QUADS];
    float squares = 0;
#pragma unroll
    for (int k = 0; k < ROW_QUADS; k++) {
      int i = tid + k * blockDim.x;
      if (4 * i < op.columns) {
        v[k] = loadFresh(from + i);
        squares = fmaf(v[k].x, v[k].x, squares);
        squares = fmaf(v[k].y, v[k].y, squares);
        squares = fmaf(v[k].z, v[k].z, squares);
        squares = fmaf(v[k].w, v[k].w, squares);
      }
    }
    squares = warpSum(squares);
    if (lane == 0) sums[warp] = squares;
    __syncthreads();
    float factor = 1 / sqrtf(warpSum(lane < ROW_WARPS ? sums[lane] : 0.0f) / op.columns + op.epsilon);
#pragma unroll
    for (int k = 0; k < ROW_QUADS; k++) {
      int i = tid + k * blockDim.x;
      if (4 * i < op.columns) {
        float4 w = weights[k];
        float4 y = {v[k].x * factor * w.x, v[k].y * factor * w.y, v[k].z * factor * w.z, v[k].w * factor * w.w};
        storeInput(x, 4 * i, y);
        if (blockIdx.x == gridDim.x - 1) ((float4*)op.normed)[i] = y;
      }
    }
  } else if (op.source == ROW_FLOATS) {
    for (int first = tid; 4 * first < op.columns; first += 4 * blockDim.x) {
      float4 v[4];
#pragma unroll
      for (int k = 0; k < 4; k++)
        if (4 * (first + k * (int)blockDim.x) < op.columns) v[k] = loadFresh((const float4*)op.x + first + k * blockDim.x);
#pragma unroll
      for (int k = 0; k < 4; k++)
        if (4 * (first + k * (int)blockDim.x) < op.columns) storeInput(x, 4 * (first + k * blockDim.x), v[k]);
    }
  } else {
    for (int first = tid; 8 * first < op.columns; first += 8 * blockDim.x) {
      uint4 v[8];
#pragma unroll
      for (int k = 0; k < 8; k++)
        if (8 * (first + k * (int)blockDim.x) < op.columns) v[k] = loadFresh((const uint4*)op.x + first + k * blockDim.x);
#pragma unroll
      for (int k = 0; k < 8; k++) {
        int i = first + k * (int)blockDim.x;
        if (8 * i >= op.columns) break;
        uint32_t* to = x + i / 8 * 32 + inputWord(i % 8 * 8);
        to[0] = v[k].x;
        to[8] = v[k].y;
        to[16] = v[k].z;
        to[24] = v[k].w;
      }
    }
  }
  for (int c = op.columns + 4 * tid; c < (op.steps + 1) * 64; c += 4 * blockDim.x) storeInput(x, c, {0, 0, 0, 0});
  __syncthreads();

  int tiles = narrow ? (op.steps + 1) / 2 : op.steps, kinds = gated ? 2 : 1;
  int active = min(ROW_WARPS, tiles), group = ROW_SLABS / kinds;
#pragma unroll 1
  for (int first = 0; first < local; first += group) {
    int many = min(group, local - first);
    int i = tid / op.slabRows, o = (mine + (first + i) * (int)gridDim.x) * op.slabRows + tid % op.slabRows;
    bool output = i < many && o < op.n;
    float old = output && op.added ? loadFresh(op.added + o) : 0;
    float shift = output && op.bias ? op.bias[o] : 0;
    if (warp < tiles) {
#pragma unroll 1
      for (int s = 0; s < kinds * many; s++) {
        float c[4] = {0, 0, 0, 0}, d[4] = {0, 0, 0, 0};
        int pitch = (narrow ? 64 : 32) * ROW_WARPS, t = warp;
        const uint32_t* at = x + (narrow ? 64 : 32) * warp;
#pragma unroll 1
        for (; t + ROW_WARPS < tiles; t += 2 * ROW_WARPS, at += 2 * pitch)
          own.template multiply<2>(c, d, at, pitch, narrow);
        if (t < tiles) own.template multiply<1>(c, d, at, pitch, narrow);
        if (lane % 4 == 0) {
          float* to = sums + s * ROW_SUMS + warp * 16 + lane / 4;
          if (narrow) {
            to[0] = c[0] + d[0] + (c[3] + d[3]);
          } else {
            to[0] = c[0] + d[0];
            to[8] = c[2] + d[2];
          }
        }
      }
    }
    __syncthreads();
    if (output) {
      const float* from = sums + kinds * i * ROW_SUMS + tid % op.slabRows;
      float sum = sumOfWarps(from, active);
      sum += shift;
      if (gated) {
        float up = sumOfWarps(from + ROW_SUMS, active);
        if (op.bias) up += op.bias[op.n + o];
        ((uint16_t*)op.out)[o] = (uint16_t)packBrain(activation(op.activation, sum) * up, 0);
      } else {
        ((float*)op.out)[o] = sum;
        if (op.added) op.added[o] = old + sum;
      }
    }
    if (first + group < local) __syncthreads();
  }
}

// Rotates, normalises and scales head vectors `v` of the unit: its queries as two float16 terms, and
// the step's own key and value.
template <int DIM>
__device__ __forceinline__ void rowHeads(const RowOperation& op, const RowShared& block, float* vectors,
                                         uint16_t* queries, uint16_t* fresh) {
  constexpr int PITCH = DIM + 8;
  const RowStep& step = block.step;
  const RowUnit& unit = block.unit;
  int lane = threadIdx.x % 32, warp = threadIdx.x / 32;
  for (int which = warp; which < unit.heads + (unit.newest ? 2 : 0); which += ROW_WARPS) {
    bool query = which < unit.heads, value = which == unit.heads + 1;
    int head = query ? unit.query + which
                     : step.queryHeads + unit.kvHead + (value ? step.kvHeads : 0);
    const float* from = (const float*)op.x + head * DIM;
    const float* norm = value ? nullptr : query ? op.norm : op.bias;
    float* x = vectors + which * DIM;
    float v[DIM / 32], w[DIM / 32], squares = 0;
#pragma unroll
    for (int i = 0; i < DIM / 32; i++) v[i] = loadFresh(from + lane + 32 * i);
#pragma unroll
    for (int i = 0; i < DIM / 32; i++) w[i] = norm ? norm[lane + 32 * i] : 1;
#pragma unroll
    for (int i = 0; i < DIM / 32; i++) squares = fmaf(v[i], v[i], squares);
    float factor = norm ? 1 / sqrtf(warpSum(squares) / DIM + op.epsilon) : 1;
#pragma unroll
    for (int i = 0; i < DIM / 32; i++) x[lane + 32 * i] = v[i] * factor * w[i];
    __syncwarp();
    if (!value) {
      for (int i = lane; i < step.pairs; i += 32) {
        int first = step.interleaved ? 2 * i : i, second = step.interleaved ? 2 * i + 1 : i + step.pairs;
        float a = x[first], b = x[second];
        x[first] = a * block.angles[i].x - b * block.angles[i].y;
        x[second] = b * block.angles[i].x + a * block.angles[i].y;
      }
      __syncwarp();
    }
    float scale = op.cap != 0 ? op.scale : op.scale * LOG2E;
    for (int i = lane; i < DIM; i += 32) {
      if (query) {
        float scaled = x[i] * scale;
        uint16_t high = floatToHalf(scaled);
        queries[which * PITCH + i] = high;
        queries[(8 + which) * PITCH + i] = floatToHalf(scaled - halfToFloat(high));
      } else {
        uint16_t bits = floatToHalf(x[i]);
        fresh[value * DIM + i] = bits;
        uint16_t* pages = (uint16_t*)(value ? op.second : op.weights);
        pages[keyAt(unit.slot, unit.kvHead, step.kvHeads, DIM, i)] = bits;
      }
    }
  }
}

template <int DIM, int STAGES>
__device__ __forceinline__ void rowAttention(RowWarp<DIM, STAGES>& own, const RowOperation& op,
                                             unsigned char* memory) {
  const RowStep& step = own.block->step;
  const RowUnit& unit = own.block->unit;
  if (!unit.active) return;
  constexpr int CHUNKS = DIM / 8, PITCH = DIM + 8, HALF = 16 * DIM;
  constexpr int PAGE_STAGES = RowWarp<DIM, STAGES>::PAGE_STAGES;
  static_assert(PAGE_STAGES <= STAGES, "a page in the ring");
  int lane = threadIdx.x % 32, warp = threadIdx.x / 32, g = lane / 4, t = lane % 4;
  int active = min(ROW_WARPS, unit.pages);
  float* sums = (float*)memory;                         // [warps][heads][DIM]; before: vectors
  float* largest = sums + ROW_WARPS * unit.heads * DIM;  // [warps][8]
  float* heavy = largest + ROW_WARPS * 8;                // [warps][8]
  uint16_t* queries = (uint16_t*)(heavy + ROW_WARPS * 8);  // [2][8][PITCH]
  uint16_t* fresh = queries + 2 * 8 * PITCH;               // [2][DIM]
  rowHeads<DIM>(op, *own.block, sums, queries, fresh);
  __syncthreads();

  float o[CHUNKS][4];
#pragma unroll
  for (int n = 0; n < CHUNKS; n++)
#pragma unroll
    for (int e = 0; e < 4; e++) o[n][e] = 0;
  float most = -INFINITY, weight = 0;
#pragma unroll 1
  for (int page = warp; page < unit.pages; page += ROW_WARPS) {
    awaitCopies<STAGES - PAGE_STAGES>();
    __syncwarp();
    auto stageAt = [&](int i) {
      int at = own.stage + i;
      return own.ring + (at >= STAGES ? at - STAGES : at) * ROW_STAGE;
    };
    // Halves of the page: a stage each, or one stage for both.
    auto half = [&](int value, int i) {
      return PAGE_STAGES == 4 ? stageAt(2 * value + i) : stageAt(value) + i * HALF;
    };
    if (unit.newest && page == unit.pages - 1 && lane < 2 * CHUNKS) {
      int token = (unit.to - 1) % 16, value = lane / CHUNKS, chunk = lane % CHUNKS;
      *(uint4*)(half(value, token / 8) + chunk * 128 + token % 8 * 16) = *(const uint4*)(fresh + value * DIM + 8 * chunk);
    }
    __syncwarp();
    const unsigned char* k = half(0, lane / 16) + lane % 16 * 16;
    const unsigned char* values = half(1, lane / 16) + lane % 16 * 16;
    float s[2][4] = {{0, 0, 0, 0}, {0, 0, 0, 0}};
#pragma unroll
    for (int i = 0; i < DIM / 16; i++) {
      const uint16_t* at = queries + g * PITCH + 16 * i + 2 * t;
      uint32_t q[4] = {*(const uint32_t*)at, *(const uint32_t*)(at + 8 * PITCH), *(const uint32_t*)(at + 8),
                       *(const uint32_t*)(at + 8 * PITCH + 8)};
      uint32_t m[4];
      loadMatrices(m, k + i * 256);
      multiplyHalf(s[0], q, m[0], m[1]);
      multiplyHalf(s[1], q, m[2], m[3]);
    }
    int base = unit.from + 16 * page;
    float v[4] = {s[0][0] + s[0][2], s[0][1] + s[0][3], s[1][0] + s[1][2], s[1][1] + s[1][3]};
#pragma unroll
    for (int e = 0; e < 4; e++) {
      int p = base + e / 2 * 8 + 2 * t + e % 2;
      if (op.cap != 0) v[e] = op.cap * LOG2E * tanhf(v[e] / op.cap);
      if (p < unit.begin || p >= unit.to) v[e] = -INFINITY;
    }
    float highest = fmaxf(most, quadMax(fmaxf(fmaxf(v[0], v[1]), fmaxf(v[2], v[3]))));
    // A page all before a window's begin leaves nothing to scale by.
    float above = highest == -INFINITY ? 0 : highest;
    float shrink = powerOfTwo(most - above);
    most = highest;
#pragma unroll
    for (int e = 0; e < 4; e++) v[e] = powerOfTwo(v[e] - above);
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
      loadTransposed(m, values + n * 128);
      multiplyHalf(o[n], p, m[0], m[2]);
      multiplyHalf(o[n + 1], p, m[1], m[3]);
    }
    __syncwarp();
    // The last page's stages are filled again while the grid meets.
    if (page + ROW_WARPS < unit.pages) own.refill();
  }
  if (g < unit.heads && warp < active) {
#pragma unroll
    for (int n = 0; n < CHUNKS; n++) {
      float* at = sums + (warp * unit.heads + g) * DIM + 8 * n + 2 * t;
      at[0] = o[n][0] + o[n][2];
      at[1] = o[n][1] + o[n][3];
    }
  }
  weight = quadSum(weight);
  if (t == 0) {
    largest[warp * 8 + g] = most;
    heavy[warp * 8 + g] = weight;
  }
  __syncthreads();
  const float* sinks = op.added;
  for (int i = threadIdx.x; i < unit.heads * DIM; i += blockDim.x) {
    int h = i / DIM, d = i % DIM;
    float level[ROW_WARPS], top = -INFINITY, whole = 0, sum = 0;
#pragma unroll
    for (int w = 0; w < ROW_WARPS; w++) level[w] = w < active ? largest[w * 8 + h] : -INFINITY;
#pragma unroll
    for (int w = 0; w < ROW_WARPS; w++) top = fmaxf(top, level[w]);
    if (unit.part < 0 && sinks) {
      float sink = sinks[unit.query + h] * LOG2E;
      top = fmaxf(top, sink);
      whole = powerOfTwo(sink - top);
    }
#pragma unroll
    for (int w = 0; w < ROW_WARPS; w++) {
      if (w >= active) continue;
      float share = powerOfTwo(level[w] - top);
      whole = fmaf(heavy[w * 8 + h], share, whole);
      sum = fmaf(sums[(w * unit.heads + h) * DIM + d], share, sum);
    }
    if (unit.part < 0) {
      ((float*)op.out)[(unit.query + h) * DIM + d] = sum / whole;
    } else {
      size_t at = (size_t)unit.part * step.queryHeads + unit.query + h;
      step.sums[at * DIM + d] = sum;
      if (d == 0) step.weights[at] = {top, whole};
    }
  }
  if (unit.part < 0) return;
  __syncthreads();
  int* last = (int*)queries;
  if (threadIdx.x == 0) {
    int* arrived = step.arrived + unit.counter;
    *last = countArrival(arrived) == unit.members - 1;
    if (*last) *arrived = 0;
  }
  __syncthreads();
  if (*last)
    mergeParts<DIM>({step.sums, step.weights, step.arrived}, unit.firstPart, unit.parts, unit.query, unit.heads,
                    step.queryHeads, sinks, (float*)op.out + unit.query * DIM, (float2*)memory);
}

// The block's item of attention, and its page table into shared memory.
__device__ __forceinline__ void findUnit(const RowStep& step, RowUnit& unit, int* pages) {
  if (step.items == 0) {
    if (threadIdx.x == 0) unit = {};
    return;
  }
  // Items that only fill up come last: beyond the grid none is lost.
  int at = (int)blockIdx.x / step.headTiles, tile = (int)blockIdx.x % step.headTiles;
  bool active = at < step.items && step.item[12 * at] >= 0;
  const int* item = step.item + 12 * (active ? at : 0);
  int from = item[1], to = item[2], length = active ? (to - from + 15) / 16 : 0;
  if (threadIdx.x == 0) {
    int group = step.queryHeads / step.kvHeads, tiles = (group + 7) / 8;
    int firstHead = tile % tiles * 8, kvHead = tile / tiles;
    bool newest = to == step.position[0] + 1;
    unit = {kvHead, kvHead * group + firstHead, min(8, group - firstHead), from, to, item[3], item[4], item[5],
            item[6], item[7], length, (to - 1) % 16 + (newest ? 0 : 1), tile, step.slot[0], active, newest};
  }
  for (int i = threadIdx.x; i < length; i += blockDim.x) pages[i] = step.pages[item[8] + from / 16 + i];
}

template <int DIM, int STAGES>
__device__ __forceinline__ void rowProgram(const unsigned char* program, int operations) {
  DYNAMIC_SHARED(shared);
  const RowOperation* list = (const RowOperation*)(program + sizeof(RowStep));
  int tid = threadIdx.x, warp = tid / 32;
  RowShared& block = *(RowShared*)(shared + ROW_WARPS * STAGES * ROW_STAGE);
  float* sums = (float*)(&block + 1);                            // [ROW_SLABS][ROW_SUMS]
  RowStream* streams = (RowStream*)(sums + ROW_SLABS * ROW_SUMS);  // [operations]

  if (tid < (int)sizeof(RowStep) / 16) ((uint4*)&block.step)[tid] = ((const uint4*)program)[tid];
  if (tid < 8) block.records[0][tid] = ((const uint4*)list)[tid];
  for (int i = tid; i < operations; i += blockDim.x) {
    const RowOperation& op = list[i];
    bool narrow = op.slabRows == 8, attention = op.kind == ROW_ATTENTION;
    streams[i] = {op.weights, op.kind == ROW_PRODUCT ? nullptr : op.second,
                  attention ? 0 : (op.n + op.slabRows - 1) / op.slabRows,
                  attention ? 0 : narrow ? (op.steps + 1) / 2 : op.steps, op.steps,
                  op.first | (narrow ? 1 << 30 : 0)};
  }
  __syncthreads();
  const RowStep& step = block.step;
  uint32_t* input = (uint32_t*)(streams + operations);  // x as bfloat16, inputBytes; also attention's memory
  int* pages = (int*)((unsigned char*)input + step.inputBytes);
  findUnit(step, block.unit, pages);
  for (int i = tid; i < step.pairs; i += blockDim.x) {
    float angle = (float)step.position[0] * step.frequencies[i];
    block.angles[i] = {cosf(angle) * step.attentionFactor, sinf(angle) * step.attentionFactor};
  }
  __syncthreads();

  RowWarp<DIM, STAGES> own;
  own.ring = shared + warp * STAGES * ROW_STAGE;
  own.block = &block;
  own.streams = streams;
  own.pages = pages;
  own.operations = operations;
  own.stage = 0;
  own.enter(0);
#pragma unroll 1
  for (int i = 0; i < STAGES; i++) own.fetch(i);

  // Nobody has arrived: each has to come by here first.
  uint32_t before = tid == 0 ? loadAtGrid(step.barrier) & 0x80000000u : 0;
#pragma unroll 1
  for (int i = 0; i < operations; i++) {
    const RowOperation& op = *(const RowOperation*)block.records[i % 2];
    uint4 ahead;
    if (i + 1 < operations && tid < 8) ahead = ((const uint4*)(list + i + 1))[tid];
    float4 weights[ROW_QUADS];
    if (op.kind != ROW_ATTENTION && op.source == ROW_NORMED) {
#pragma unroll
      for (int k = 0; k < ROW_QUADS; k++) {
        int at = tid + k * blockDim.x;
        if (4 * at < op.columns) weights[k] = ((const float4*)op.norm)[at];
      }
    }
    if (i > 0) {
      if (tid == 0) awaitGrid(step.barrier, before);
      before ^= 0x80000000u;
      __syncthreads();
    }
    if (i + 1 < operations && tid < 8) block.records[(i + 1) % 2][tid] = ahead;
    if (op.kind == ROW_ATTENTION) rowAttention(own, op, (unsigned char*)input);
    else rowProduct(own, op, input, sums, weights);
    if (i + 1 < operations) {
      __syncthreads();
      if (tid == 0) arriveAtGrid(step.barrier);
    }
    if (op.kind == ROW_ATTENTION && warp < block.unit.pages) own.refill();
  }
}

#define ROW_PROGRAM(name, DIM, STAGES)                                                         \
  extern "C" __global__ void __launch_bounds__(32 * ROW_WARPS, 1) name(const unsigned char* program, \
                                                                       int operations) {       \
    rowProgram<DIM, STAGES>(program, operations);                                              \
  }
ROW_PROGRAM(row_program_64_8, 64, 8)
ROW_PROGRAM(row_program_64_10, 64, 10)
ROW_PROGRAM(row_program_64_12, 64, 12)
ROW_PROGRAM(row_program_128_8, 128, 8)
ROW_PROGRAM(row_program_128_10, 128, 10)
ROW_PROGRAM(row_program_128_12, 128, 12)
