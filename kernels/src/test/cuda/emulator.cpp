// A libcuda.so.1 without a GPU: the driver calls that this project makes, device memory on the heap,
// kernels of src/main/cuda run by emulated.h. With it on the library path the whole path from Java
// through JCuda to each kernel runs on any machine; see src/test/cuda/README.md.
//
// Checked beyond what a card checks: addresses of copies, writes around a block, memory and shared
// memory that start as NaNs, barriers that not all threads reach.
#define ESPALIER_EMULATED
#include <stdio.h>
#include <stdlib.h>
#include <ucontext.h>
#include <functional>
#include <map>
#include <string>
#include <tuple>
#include <unordered_map>
#include <vector>
#include "../../main/cuda/espalier.cu"

thread_local dim3 threadIdx, blockIdx, blockDim, gridDim;

namespace emulator {
unsigned char* shared;

struct Warp {
  unsigned char slots[2][32 * 32];
  long arrived;
};
struct Block {
  dim3 index;
  std::vector<Warp> warps;
  std::vector<unsigned char> memory;
  int alive, arrivedAtBarrier;
  long openBarrier;
};
struct Fiber {
  ucontext_t context;
  std::vector<unsigned char> stack = std::vector<unsigned char>(128 << 10);
  bool done;
  long exchanged;
  int thread;
  Block* block;
};
static std::vector<Fiber> fibers;
static ucontext_t scheduler;
static Fiber* running;
static const std::function<void()>* invoke;

static void giveWay() { swapcontext(&running->context, &scheduler); }

void wait() { giveWay(); }

void syncBlock() {
  Block& block = *running->block;
  long mine = block.openBarrier;
  block.arrivedAtBarrier++;
  while (block.openBarrier == mine) {
    if (block.arrivedAtBarrier >= block.alive) {
      block.arrivedAtBarrier = 0;
      block.openBarrier++;
    } else {
      giveWay();
    }
  }
}

const unsigned char* exchange(const void* own, size_t bytes) {
  Warp& warp = running->block->warps[running->thread / 32];
  long turn = running->exchanged++;
  int side = turn & 1;
  memcpy(warp.slots[side] + running->thread % 32 * bytes, own, bytes);
  warp.arrived++;
  while (warp.arrived < 32 * (turn + 1)) giveWay();
  return warp.slots[side];
}

static void body() {
  (*invoke)();
  running->done = true;
  running->block->alive--;
  giveWay();
}

// A kernel call with its parameters copied out of the driver's array of pointers.
template <auto F> struct Call;
template <class... A, void (*F)(A...)> struct Call<F> {
  template <size_t... I> static std::function<void()> bind(void** from, std::index_sequence<I...>) {
    std::tuple<A...> values;
    ((void)memcpy(&std::get<I>(values), from[I], sizeof(A)), ...);
    return [values] { std::apply(F, values); };
  }
  static std::function<void()> all(void** from) { return bind(from, std::index_sequence_for<A...>()); }
};

struct Kernel {
  std::string name;
  std::function<void()> (*bind)(void**);
  int sharedLimit = 48 << 10;
};

static std::map<std::string, Kernel*> kernels = {
#define ENTRY(name) {#name, new Kernel{#name, Call<&name>::all}},
#include "entries.inc"
};

struct Launch {
  Kernel* kernel;
  std::function<void()> call;
  dim3 grid;
  int threads, sharedBytes;
  bool together;  // all blocks at work at once, else one after another
};
}  // namespace emulator

using namespace emulator;

// Runs blocks until their threads are done, in turns.
static void runBlocks(const Launch& launch, std::vector<Block>& blocks) {
  int threads = launch.threads, count = (int)blocks.size() * threads;
  if ((int)fibers.size() < count) fibers.resize(count);
  for (Block& block : blocks) {
    block.memory.assign(launch.sharedBytes + 32, 0xff);
    block.warps.assign((threads + 31) / 32, Warp());
    block.alive = threads;
    block.arrivedAtBarrier = 0;
  }
  for (int i = 0; i < count; i++) {
    Fiber& fiber = fibers[i];
    fiber.done = false;
    fiber.exchanged = 0;
    fiber.thread = i % threads;
    fiber.block = &blocks[i / threads];
    getcontext(&fiber.context);
    fiber.context.uc_stack.ss_sp = fiber.stack.data();
    fiber.context.uc_stack.ss_size = fiber.stack.size();
    fiber.context.uc_link = nullptr;
    makecontext(&fiber.context, body, 0);
  }
  bool working = true;
  for (long turns = 0; working; turns++) {
    if (turns > 10000000) {
      fprintf(stderr, "%s hangs at a barrier\n", launch.kernel->name.c_str());
      abort();
    }
    working = false;
    for (int i = 0; i < count; i++) {
      if (fibers[i].done) continue;
      working = true;
      running = &fibers[i];
      threadIdx = {running->thread, 0, 0};
      blockIdx = running->block->index;
      shared = (unsigned char*)(((uintptr_t)running->block->memory.data() + 15) / 16 * 16);
      swapcontext(&scheduler, &fibers[i].context);
    }
  }
}

static void runLaunch(const Launch& launch) {
  invoke = &launch.call;
  blockDim = {launch.threads, 1, 1};
  gridDim = launch.grid;
  std::vector<Block> blocks;
  for (int z = 0; z < gridDim.z; z++)
    for (int y = 0; y < gridDim.y; y++)
      for (int x = 0; x < gridDim.x; x++) {
        if (!launch.together) blocks.clear();
        blocks.push_back({{x, y, z}});
        if (!launch.together) runBlocks(launch, blocks);
      }
  if (launch.together) runBlocks(launch, blocks);
}

// The driver. Results are CUresult numbers: 1 invalid value, 2 out of memory, 500 not found.
static std::map<uintptr_t, size_t> allocated;
static size_t used;
static const size_t GUARD = 4096;  // bytes of NaNs around each block, checked when it is freed
static size_t deviceBytes = (size_t)1 << 31;
static const int MULTIPROCESSORS = 5;
static std::vector<Launch>* capturing;

static bool owns(uint64_t address, size_t bytes) {
  auto after = allocated.upper_bound(address);
  if (after == allocated.begin()) return false;
  auto block = std::prev(after);
  return address + bytes <= block->first + block->second;
}

// Faults to order: one call from now on fails with a number, or all calls from that one on.
static std::string faultyCall;
static long faultAfter = -1;
static int faultStatus;
static bool faultLasts, contextLost;

static int fault(const char* call) {
  if (contextLost) return faultStatus;
  if (faultAfter < 0 || faultyCall != call || faultAfter-- > 0) return 0;
  contextLost = faultLasts;
  return faultStatus;
}
#define MAY_FAIL(call) \
  if (int status = fault(call)) return status

extern "C" {
// The call of that name that comes after `after` others fails with `status`; if `lasts`, so does all
// that follows, as after a fault inside a kernel. A negative `after` ends all faults.
void emulator_fail(const char* call, long after, int status, int lasts) {
  faultyCall = call, faultAfter = after, faultStatus = status, faultLasts = lasts;
  contextLost = false;
}
void emulator_memory(size_t bytes) { deviceBytes = bytes; }

int cuInit(unsigned) { return 0; }
int cuDriverGetVersion(int* version) { return *version = 13000, 0; }
int cuDeviceGetCount(int* count) { return *count = 1, 0; }
int cuDeviceGet(int* device, int) { return *device = 0, 0; }
int cuDeviceGetName(char* name, int length, int) { return snprintf(name, length, "emulated"), 0; }
int cuDeviceGetAttribute(int* value, int attribute, int) {
  switch (attribute) {
    case 16: *value = MULTIPROCESSORS; break;
    case 75: *value = 8; break;          // compute capability
    case 95: *value = 1; break;          // launches of blocks that work together
    case 97: *value = 227 << 10; break;  // shared memory of a block
    default: *value = 0;
  }
  return 0;
}
int cuDevicePrimaryCtxRetain(void** context, int) { return *context = &kernels, 0; }
int cuDevicePrimaryCtxRelease_v2(int) { return 0; }
int cuCtxSetCurrent(void*) { return 0; }
int cuGetErrorName(int, const char** text) { return *text = "EMULATED", 0; }
int cuGetErrorString(int, const char** text) { return *text = "emulated", 0; }
int cuModuleLoadData(void** module, const void*) { return *module = &kernels, 0; }
int cuModuleUnload(void*) { return 0; }
int cuModuleGetFunction(void** function, void*, const char* name) {
  auto found = kernels.find(name);
  if (found == kernels.end()) return 500;
  return *function = found->second, 0;
}
int cuFuncSetAttribute(void* function, int attribute, int value) {
  if (attribute != 8 || value > 227 << 10) return 1;
  ((Kernel*)function)->sharedLimit = value;
  return 0;
}
int cuStreamCreate(void** stream, unsigned) { return *stream = &allocated, 0; }
int cuStreamDestroy_v2(void*) { return 0; }
int cuStreamSynchronize(void*) {
  MAY_FAIL("cuStreamSynchronize");
  return capturing ? 900 : 0;
}
int cuStreamQuery(void*) { return contextLost ? faultStatus : 0; }
int cuEventCreate(void** event, unsigned) { return *event = &allocated, 0; }
int cuEventRecord(void*, void*) { return 0; }
int cuEventSynchronize(void*) {
  MAY_FAIL("cuStreamSynchronize");
  return 0;
}
int cuEventDestroy_v2(void*) { return 0; }
int cuMemAlloc_v2(uint64_t* address, size_t bytes) {
  MAY_FAIL("cuMemAlloc");
  if (capturing) return 900;
  if (used + bytes > deviceBytes) return 2;
  size_t whole = (bytes + 2 * GUARD + 255) / 256 * 256;
  unsigned char* block = (unsigned char*)aligned_alloc(256, whole);
  memset(block, 0xff, whole);
  allocated[(uintptr_t)block + GUARD] = bytes;
  used += bytes;
  return *address = (uintptr_t)block + GUARD, 0;
}
int cuMemFree_v2(uint64_t address) {
  MAY_FAIL("cuMemFree");
  auto found = allocated.find(address);
  if (found == allocated.end()) return 1;
  unsigned char* block = (unsigned char*)address;
  for (size_t i = 0; i < GUARD; i++)
    if (block[-1 - (long)i] != 0xff || block[found->second + i] != 0xff) {
      fprintf(stderr, "a kernel wrote outside a block of %zu bytes\n", found->second);
      abort();
    }
  used -= found->second;
  memset(block, 0xff, found->second);
  allocated.erase(found);
  free(block - GUARD);
  return 0;
}
int cuMemGetInfo_v2(size_t* free, size_t* total) {
  return *free = used > deviceBytes ? 0 : deviceBytes - used, *total = deviceBytes, 0;
}
int cuMemHostAlloc(void** address, size_t bytes, unsigned) {
  return *address = aligned_alloc(4096, (bytes + 4095) / 4096 * 4096), 0;
}
int cuMemFreeHost(void* address) { return free(address), 0; }
int cuMemsetD8Async(uint64_t to, unsigned char value, size_t bytes, void*) {
  MAY_FAIL("cuMemsetD8Async");
  if (!owns(to, bytes)) return 1;
  return memset((void*)to, value, bytes), 0;
}
int cuMemcpyHtoDAsync_v2(uint64_t to, const void* from, size_t bytes, void*) {
  MAY_FAIL("cuMemcpyHtoDAsync");
  if (!owns(to, bytes)) return 1;
  return memcpy((void*)to, from, bytes), 0;
}
int cuMemcpyDtoHAsync_v2(void* to, uint64_t from, size_t bytes, void*) {
  MAY_FAIL("cuMemcpyDtoHAsync");
  if (!owns(from, bytes)) return 1;
  return memcpy(to, (void*)from, bytes), 0;
}
int cuMemcpyDtoDAsync_v2(uint64_t to, uint64_t from, size_t bytes, void*) {
  if (!owns(from, bytes) || !owns(to, bytes)) return 1;
  return memcpy((void*)to, (void*)from, bytes), 0;
}
static int launchKernel(void* function, dim3 grid, unsigned threads, unsigned sharedBytes, void** parameters,
                        bool together) {
  MAY_FAIL("cuLaunchKernel");
  Kernel* kernel = (Kernel*)function;
  bool valid = grid.x > 0 && grid.y > 0 && grid.z > 0 && grid.y < 65536 && grid.z < 65536 &&
               threads > 0 && threads <= 1024 && (int)sharedBytes <= kernel->sharedLimit;
  if (!valid) return 1;
  Launch launch = {kernel, kernel->bind(parameters), grid, (int)threads, (int)sharedBytes, together};
  if (capturing) capturing->push_back(launch);
  else runLaunch(launch);
  return 0;
}
int cuLaunchKernel(void* function, unsigned gridX, unsigned gridY, unsigned gridZ, unsigned threads,
                   unsigned, unsigned, unsigned sharedBytes, void*, void** parameters, void**) {
  return launchKernel(function, {(int)gridX, (int)gridY, (int)gridZ}, threads, sharedBytes, parameters, false);
}
int cuLaunchCooperativeKernel(void* function, unsigned gridX, unsigned gridY, unsigned gridZ, unsigned threads,
                              unsigned, unsigned, unsigned sharedBytes, void*, void** parameters) {
  if (gridX * gridY * gridZ > (unsigned)MULTIPROCESSORS) return 720;
  return launchKernel(function, {(int)gridX, (int)gridY, (int)gridZ}, threads, sharedBytes, parameters, true);
}
int cuStreamBeginCapture_v2(void*, int) { return capturing = new std::vector<Launch>, 0; }
int cuStreamEndCapture(void*, void** graph) {
  *graph = capturing;
  capturing = nullptr;
  return 0;
}
int cuGraphInstantiateWithFlags(void** executable, void* graph, unsigned long long) {
  return *executable = new std::vector<Launch>(*(std::vector<Launch>*)graph), 0;
}
int cuGraphDestroy(void* graph) { return delete (std::vector<Launch>*)graph, 0; }
int cuGraphExecDestroy(void* graph) { return delete (std::vector<Launch>*)graph, 0; }
int cuGraphLaunch(void* graph, void*) {
  MAY_FAIL("cuGraphLaunch");
  for (const Launch& launch : *(std::vector<Launch>*)graph) runLaunch(launch);
  return 0;
}
}
