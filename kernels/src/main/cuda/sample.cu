// One token from each row of logits: mask, temperature, top-k, top-p, min-p, draw; no sort.
//
//   logits   float32[rows, vocabulary]
//   draw     int[16]: row, greedy, top k (0 all), word of the mask (-1 none), 1 / temperature,
//            log(min p) · temperature (-inf none), 0, 0, top p (double), uniform number (double), 0 …
//   masks    a bit a token, 32 a word
//   greedy_parts   block (part of the vocabulary, draw): the part's most likely token
//   choose_tokens  one block a draw: merges the parts, or draws
//   insert_drawn   token ids below 0 become drawn tokens: -1 - draw
//
// The least logit that stays is found eight bits at a time: a histogram over the next eight bits of
// the keys that share the bits found so far, of counts for top-k and of weights for top-p. Weights
// are whole numbers, exp((logit - largest) / temperature) · 2^40, so that no sum depends on the
// order of threads. Among equals the lower id counts as more likely. The draw walks the ids.
//
// Moves the row once for greedy rows, up to eleven times for sampled ones; most of it stays in L2.
#include "device.cuh"

#define GREEDY_PARTS 16
#define SAMPLE_THREADS 512
#define NO_TOKEN -1

typedef unsigned long long Weight;

struct Draw {
  int row, greedy, topK, mask;
  float inverseTemperature, floor;
  int unused[2];
  double topP, uniform;
  int rest[4];
};

// Larger for larger floats; NaN above all.
__device__ __forceinline__ uint32_t orderOf(float value) {
  uint32_t bits = __float_as_uint(value);
  if ((bits & 0x7fffffffu) > 0x7f800000u) return 0xffffffffu;
  if (bits == 0x80000000u) bits = 0;
  return bits & 0x80000000u ? ~bits : bits | 0x80000000u;
}

__device__ __forceinline__ float valueOf(uint32_t order) {
  return __uint_as_float(order & 0x80000000u ? order & 0x7fffffffu : ~order);
}

__device__ __forceinline__ bool allowed(const uint32_t* mask, int token) {
  return !mask || (mask[token / 32] >> (token % 32) & 1);
}

// The best (order, id) over the block, the same in every thread; the lower id wins ties.
__device__ __forceinline__ uint64_t bestOf(uint64_t best, uint64_t* shared) {
  shared[threadIdx.x] = best;
  __syncthreads();
  for (int half = blockDim.x / 2; half; half /= 2) {
    if (threadIdx.x < half && shared[threadIdx.x + half] > shared[threadIdx.x])
      shared[threadIdx.x] = shared[threadIdx.x + half];
    __syncthreads();
  }
  best = shared[0];
  __syncthreads();
  return best;
}

__device__ __forceinline__ uint64_t bestIn(const float* row, const uint32_t* mask, int from, int to) {
  uint64_t best = 0;
  for (int i = from + threadIdx.x; i < to; i += blockDim.x) {
    if (!allowed(mask, i)) continue;
    uint64_t mine = (uint64_t)orderOf(row[i]) << 32 | (uint32_t)~i;
    best = mine > best ? mine : best;
  }
  return best;
}

extern "C" __global__ void __launch_bounds__(256) greedy_parts(const float* logits, const Draw* draws,
                                                               const uint32_t* masks,
                                                               Weight* parts, int vocabulary) {
  __shared__ uint64_t shared[256];
  Draw draw = draws[blockIdx.y];
  if (!draw.greedy) return;
  const float* row = logits + (size_t)draw.row * vocabulary;
  const uint32_t* mask = draw.mask < 0 ? nullptr : masks + draw.mask;
  int length = (vocabulary + GREEDY_PARTS - 1) / GREEDY_PARTS, from = blockIdx.x * length;
  uint64_t best = bestOf(bestIn(row, mask, from, min(vocabulary, from + length)), shared);
  if (threadIdx.x == 0) parts[blockIdx.y * GREEDY_PARTS + blockIdx.x] = best;
}

// What a token weighs, 0 where it is not allowed, not finite or not above `least`.
struct Row {
  const float* logits;
  const uint32_t* mask;
  float most, inverseTemperature;

  __device__ __forceinline__ Weight weight(float logit) const {
    return (Weight)(expf((logit - most) * inverseTemperature) * 1099511627776.0f);
  }
};

// The order of the least token that stays and how many of its equals do: of the tokens with order
// at least `floor`, the most likely `wanted` by count, or the fewest whose weights reach `wanted`.
__device__ __forceinline__ void leastKept(const Row& row, int vocabulary, uint32_t floor, int equals,
                                          bool byWeight, Weight wanted, Weight* bins,
                                          uint32_t& least, int& kept) {
  __shared__ Weight above;
  __shared__ uint32_t prefix;
  if (threadIdx.x == 0) above = 0, prefix = 0;
  for (int shift = 24; shift >= 0; shift -= 8) {
    for (int i = threadIdx.x; i < 256; i += blockDim.x) bins[i] = 0;
    __syncthreads();
    uint32_t found = prefix;
    int seen = 0;
    for (int i = threadIdx.x; i < vocabulary; i += blockDim.x) {
      if (!allowed(row.mask, i)) continue;
      uint32_t order = orderOf(row.logits[i]);
      if (order < floor || (shift < 24 && order >> (shift + 8) != found)) continue;
      // Of the floor's equals only `equals` stayed; their weights are alike.
      if (order == floor && equals >= 0) continue;
      atomicAdd(bins + (order >> shift & 255), byWeight ? row.weight(row.logits[i]) : (Weight)1);
      seen++;
    }
    if (threadIdx.x == 0 && equals > 0 && (shift == 24 || floor >> (shift + 8) == found))
      atomicAdd(bins + (floor >> shift & 255), byWeight ? equals * row.weight(valueOf(floor)) : (Weight)equals);
    __syncthreads();
    if (threadIdx.x == 0) {
      int bin = 255;
      while (bin > 0 && above + bins[bin] < wanted) above += bins[bin--];
      prefix = found << 8 | bin;
    }
    __syncthreads();
  }
  least = prefix;
  if (byWeight) {
    Weight each = row.weight(valueOf(least)), missing = wanted - above;
    kept = each == 0 ? 0 : (int)min((missing + each - 1) / each, (Weight)vocabulary);
  } else {
    kept = (int)(wanted - above);
  }
  __syncthreads();
}

// The sum over the block, the same in every thread.
__device__ __forceinline__ Weight sumOf(Weight value, Weight* shared) {
  shared[threadIdx.x] = value;
  __syncthreads();
  for (int half = blockDim.x / 2; half; half /= 2) {
    if (threadIdx.x < half) shared[threadIdx.x] += shared[threadIdx.x + half];
    __syncthreads();
  }
  value = shared[0];
  __syncthreads();
  return value;
}

extern "C" __global__ void __launch_bounds__(512) choose_tokens(
    const float* logits, const Draw* draws, const uint32_t* masks, const Weight* parts, int* tokens,
    int vocabulary) {
  __shared__ Weight shared[SAMPLE_THREADS];
  __shared__ Weight bins[256];
  __shared__ int chosen;
  Draw draw = draws[blockIdx.x];
  const float* logit = logits + (size_t)draw.row * vocabulary;
  const uint32_t* mask = draw.mask < 0 ? nullptr : masks + draw.mask;
  int tid = threadIdx.x;
  uint64_t best = 0;
  if (draw.greedy) {
    if (tid < GREEDY_PARTS) best = parts[blockIdx.x * GREEDY_PARTS + tid];
  } else {
    best = bestIn(logit, mask, 0, vocabulary);
  }
  best = bestOf(best, (uint64_t*)shared);
  uint32_t top = (uint32_t)(best >> 32);
  float most = valueOf(top);
  // Nothing allowed, or a NaN; an infinity only counts where a mask allows nothing better.
  bool none = best == 0 || top == 0xffffffffu || (most == -INFINITY && !(draw.greedy && mask)) ||
              (!draw.greedy && most == INFINITY);
  if (none || draw.greedy) {
    if (tid == 0) tokens[blockIdx.x] = none ? NO_TOKEN : (int)~(uint32_t)best;
    return;
  }

  Row row = {logit, mask, most, draw.inverseTemperature};
  uint32_t least = 0;
  int equals = -1;  // all
  if (draw.topK > 0 && draw.topK < vocabulary) {
    Weight count = 0;
    for (int i = tid; i < vocabulary; i += blockDim.x) count += allowed(mask, i);
    count = sumOf(count, shared);
    if (draw.topK < count)
      leastKept(row, vocabulary, 0, -1, false, (Weight)draw.topK, bins, least, equals);
  }
  if (draw.topP < 1) {
    Weight mine = 0;
    for (int i = tid; i < vocabulary; i += blockDim.x) {
      uint32_t order = orderOf(logit[i]);
      if (allowed(mask, i) && (order > least || (order == least && equals < 0))) mine += row.weight(logit[i]);
    }
    Weight total = sumOf(mine, shared);
    if (equals > 0) total += equals * row.weight(valueOf(least));
    Weight needed = (Weight)ceil(draw.topP * (double)total);
    leastKept(row, vocabulary, least, equals, true, needed > 0 ? needed : 1, bins, least, equals);
  }
  uint32_t floor = orderOf(most + draw.floor);
  if (floor > least) {
    least = floor;
    equals = -1;
  }

  // Thread t sums a run of ids; the runs in order, then the ids of the run that holds the target.
  int run = (vocabulary + blockDim.x - 1) / blockDim.x;
  int from = min(vocabulary, tid * run), to = min(vocabulary, from + run);
  Weight mine = 0;
  int alike = 0;
  for (int i = from; i < to; i++) {
    if (!allowed(mask, i)) continue;
    uint32_t order = orderOf(logit[i]);
    if (order > least) mine += row.weight(logit[i]);
    else if (order == least) alike++;
  }
  // How many equals stand before this run, and so how many of its own stay.
  __shared__ int before[SAMPLE_THREADS];
  before[tid] = alike;
  __syncthreads();
  if (tid == 0) {
    int sum = 0;
    for (int t = 0; t < (int)blockDim.x; t++) {
      int count = before[t];
      before[t] = sum;
      sum += count;
    }
  }
  __syncthreads();
  int stay = equals < 0 ? alike : max(0, min(alike, equals - before[tid]));
  Weight equalWeight = row.weight(valueOf(least));
  if (stay > 0) mine += stay * equalWeight;
  shared[tid] = mine;
  __syncthreads();
  if (tid == 0) {
    Weight sum = 0;
    for (int t = 0; t < (int)blockDim.x; t++) {
      Weight weight = shared[t];
      shared[t] = sum;
      sum += weight;
    }
    Weight target = (Weight)(draw.uniform * (double)sum);
    bins[0] = target < sum ? target : sum - 1;
    chosen = NO_TOKEN;
  }
  __syncthreads();
  Weight target = bins[0], sum = shared[tid];
  if (mine > 0 && target >= sum && target < sum + mine) {
    for (int i = from; i < to; i++) {
      if (!allowed(mask, i)) continue;
      uint32_t order = orderOf(logit[i]);
      if (order < least || (order == least && stay-- <= 0)) continue;
      sum += order == least ? equalWeight : row.weight(logit[i]);
      if (sum > target) {
        chosen = i;
        break;
      }
    }
  }
  __syncthreads();
  if (tid == 0) tokens[blockIdx.x] = chosen;
}

extern "C" __global__ void __launch_bounds__(256) insert_drawn(int* ids, const int* tokens, int count) {
  int i = blockIdx.x * blockDim.x + threadIdx.x;
  // A row without a token to draw has failed; what follows it is dropped, and must not fault.
  if (i < count && ids[i] < 0) ids[i] = max(tokens[-1 - ids[i]], 0);
}
