package io.espalier.kernels.cuda;

import static io.espalier.kernels.cuda.CudaDevice.check;
import static jcuda.driver.JCudaDriver.cuGraphDestroy;
import static jcuda.driver.JCudaDriver.cuGraphExecDestroy;
import static jcuda.driver.JCudaDriver.cuGraphInstantiate;
import static jcuda.driver.JCudaDriver.cuGraphLaunch;
import static jcuda.driver.JCudaDriver.cuLaunchCooperativeKernel;
import static jcuda.driver.JCudaDriver.cuLaunchKernel;
import static jcuda.driver.JCudaDriver.cuStreamBeginCapture;
import static jcuda.driver.JCudaDriver.cuStreamEndCapture;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import jcuda.NativePointerObject;
import jcuda.Pointer;
import jcuda.driver.CUgraph;
import jcuda.driver.CUgraphExec;
import org.jspecify.annotations.Nullable;

/// Kernel launches noted in order, run together.
///
/// A launch is written as numbers: kernel, grid, block, shared bytes, then one number a parameter
/// (an address, or an int or float in its low half, which is where the little-endian driver reads
/// it). A list equal to an earlier one is captured as a graph the second time it comes and replayed
/// from then on, since a replay costs the host about as much as one launch.
final class Launches {
  private static final int HEADER = 7;
  private static final int MOST_PARAMETERS = 24;
  private static final int LEAST_LAUNCHES = 4;
  private static final int GRAPHS = 64;
  private static final int SEEN = 256;
  private static final int THREAD_LOCAL_CAPTURE = 1;

  /// A list that came again: captured, or as a program of one row with launches around it.
  @SuppressWarnings("ArrayRecordComponent")
  private record Graph(
      long[] list, @Nullable CUgraphExec executable, RowPrograms.@Nullable Loaded program) {}

  private final CudaDevice device;
  private final boolean graphsAllowed;
  private final ByteBuffer slots =
      ByteBuffer.allocateDirect(8 * MOST_PARAMETERS).order(ByteOrder.LITTLE_ENDIAN);
  private final MemorySegment slotPointers;
  private final @Nullable EarlyLaunch early;
  private final @Nullable RowPrograms programs;
  private final RowNotes notes = new RowNotes();
  private boolean noting;

  /// Whether a list came again without notes, which the next time should have.
  private boolean missed;

  private final Pointer[] parameters = new Pointer[MOST_PARAMETERS + 1];
  private final Map<Long, Graph> graphs = new LinkedHashMap<>(16, 0.75f, true);
  private final Map<Long, Boolean> seen = new LinkedHashMap<>(16, 0.75f, true);
  private long[] list = new long[1024];
  private int length;
  private int open = -1;
  private int count;

  /// @param programs for steps of one row, or null
  Launches(CudaDevice device, boolean graphsAllowed, @Nullable RowPrograms programs) {
    this.device = device;
    this.programs = programs;
    noting = programs != null;
    this.graphsAllowed = graphsAllowed;
    early = device.isHopperCode() ? EarlyLaunch.into(device.stream()) : null;
    MemorySegment slotMemory = MemorySegment.ofBuffer(slots);
    slotPointers = Arena.ofAuto().allocate(8L * MOST_PARAMETERS, 8);
    for (int i = 0; i < MOST_PARAMETERS; i++) {
      slotPointers.setAtIndex(ValueLayout.ADDRESS, i, slotMemory.asSlice(8L * i));
    }
    NativePointerObject[] each = new NativePointerObject[MOST_PARAMETERS];
    for (int i = 0; i < MOST_PARAMETERS; i++) {
      each[i] = Pointer.to(slots).withByteOffset(8L * i);
    }
    for (int i = 1; i <= MOST_PARAMETERS; i++) {
      parameters[i] = Pointer.to(Arrays.copyOf(each, i));
    }
    parameters[0] = parameters[1];
  }

  /// Forgets what was noted.
  void clear() {
    length = 0;
    count = 0;
    notes.clear();
  }

  boolean isEmpty() {
    return length == 0;
  }

  /// Where the next launch will stand in the list.
  int end() {
    return length;
  }

  /// Lists that run as programs.
  long programs() {
    return graphs.values().stream().filter(graph -> graph.program != null).count();
  }

  /// Whether [#note] is of use: not while steps are replayed.
  boolean takesNotes() {
    return noting;
  }

  /// Notes what the launches from `begin` on do to a single row.
  void note(int begin, RowNotes.Note what) {
    notes.add(begin, length, what);
  }

  /// Drops notes, or takes them again.
  void mute(boolean drop) {
    notes.mute(drop);
  }

  /// Begins a launch; its parameters follow in order, computed before: nothing may run in between.
  Launches launch(String kernel, int gridX, int gridY, int gridZ, int threads, int sharedBytes) {
    int function = device.function(kernel);
    open = length;
    count++;
    return put(function).put(gridX).put(gridY).put(gridZ).put(threads).put(sharedBytes).put(0);
  }

  Launches address(long value) {
    list[open + HEADER - 1]++;
    return put(value);
  }

  Launches number(int value) {
    list[open + HEADER - 1]++;
    return put(value & 0xffffffffL);
  }

  Launches size(long value) {
    return address(value);
  }

  Launches real(float value) {
    return number(Float.floatToRawIntBits(value));
  }

  private Launches put(long value) {
    if (length == list.length) {
      list = Arrays.copyOf(list, 2 * length);
    }
    list[length++] = value;
    return this;
  }

  /// Whether the launch noted last is of that kernel with `blocks` blocks and has `value` as its
  /// parameter number `index`.
  boolean endsWith(String kernel, int blocks, int index, long value) {
    return length > 0
        && list[open] == device.function(kernel)
        && list[open + 1] == blocks
        && list[open + HEADER + index] == value;
  }

  /// Changes a parameter of the launch noted last.
  void replace(int index, long value) {
    list[open + HEADER + index] = value;
  }

  /// Runs what was noted, without waiting for it.
  void run() {
    if (length == 0) {
      return;
    }
    try {
      if (!graphsAllowed || count < LEAST_LAUNCHES || !replay()) {
        launch(0, length);
      }
    } finally {
      clear();
    }
  }

  private boolean replay() {
    long key = hash();
    Graph graph = graphs.get(key);
    if (graph != null && Arrays.equals(graph.list, 0, graph.list.length, list, 0, length)) {
      replay(graph);
      noting &= missed;
      return true;
    }
    boolean noted = noting;
    noting = programs != null;
    if (seen.put(key, true) == null) {
      removeEldest(seen, SEEN);
      return false;
    }
    if (graph != null) {
      // Two lists of one hash: the older one keeps its graph.
      return false;
    }
    if (noted != noting) {
      missed = true;
      return false;
    }
    missed = false;
    if (graphs.size() >= GRAPHS) {
      Graph eldest = removeEldest(graphs, GRAPHS - 1);
      device.synchronize();
      destroy(eldest);
    }
    RowPrograms.Loaded program = programs == null ? null : programs.load(notes);
    CUgraphExec executable = program == null ? capture() : null;
    graph = new Graph(Arrays.copyOf(list, length), executable, program);
    graphs.put(key, graph);
    replay(graph);
    return true;
  }

  private void replay(Graph graph) {
    RowPrograms.Loaded program = graph.program;
    if (program == null) {
      check(cuGraphLaunch(graph.executable, device.stream()), "cuGraphLaunch");
      return;
    }
    launch(0, program.from());
    slots.putLong(0, program.address()).putLong(8, program.operations());
    int function = device.function(program.kernel());
    int blocks = programs == null ? 0 : programs.blocks();
    check(
        cuLaunchCooperativeKernel(
            device.function(function, program.sharedBytes()),
            blocks,
            1,
            1,
            RowProgram.THREADS,
            1,
            1,
            program.sharedBytes(),
            device.stream(),
            parameters[2]),
        "launch of " + program.kernel());
    launch(program.to(), length);
  }

  private void destroy(Graph graph) {
    if (graph.executable != null) {
      check(cuGraphExecDestroy(graph.executable), "cuGraphExecDestroy");
    }
    if (graph.program != null && programs != null) {
      programs.unload(graph.program);
    }
  }

  private static <V> V removeEldest(Map<Long, V> map, int most) {
    var entries = map.entrySet().iterator();
    V eldest = entries.next().getValue();
    if (map.size() > most) {
      entries.remove();
    }
    return eldest;
  }

  private CUgraphExec capture() {
    CUgraph graph = new CUgraph();
    check(cuStreamBeginCapture(device.stream(), THREAD_LOCAL_CAPTURE), "cuStreamBeginCapture");
    try {
      launch(0, length);
    } finally {
      check(cuStreamEndCapture(device.stream(), graph), "cuStreamEndCapture");
    }
    CUgraphExec executable = new CUgraphExec();
    check(cuGraphInstantiate(executable, graph, 0), "cuGraphInstantiate");
    check(cuGraphDestroy(graph), "cuGraphDestroy");
    return executable;
  }

  private void launch(int from, int to) {
    for (int at = from; at < to; ) {
      int parameterCount = (int) list[at + HEADER - 1];
      for (int i = 0; i < parameterCount; i++) {
        slots.putLong(8 * i, list[at + HEADER + i]);
      }
      int function = (int) list[at];
      int status =
          early != null && device.startsEarly(function)
              ? launchEarly(early, at)
              : launchOne(at, parameterCount);
      if (status != 0) {
        check(status, "launch of " + device.functionName(function));
      }
      at += HEADER + parameterCount;
    }
  }

  private int launchOne(int at, int parameterCount) {
    int shared = (int) list[at + 5];
    return cuLaunchKernel(
        device.function((int) list[at], shared),
        (int) list[at + 1],
        (int) list[at + 2],
        (int) list[at + 3],
        (int) list[at + 4],
        1,
        1,
        shared,
        device.stream(),
        parameters[parameterCount],
        null);
  }

  private int launchEarly(EarlyLaunch call, int at) {
    int shared = (int) list[at + 5];
    return call.launch(
        device.function((int) list[at], shared).address(),
        (int) list[at + 1],
        (int) list[at + 2],
        (int) list[at + 3],
        (int) list[at + 4],
        shared,
        slotPointers);
  }

  private long hash() {
    long hash = length;
    for (int i = 0; i < length; i++) {
      hash = (hash ^ list[i]) * 0x9e3779b97f4a7c15L;
      hash ^= hash >>> 29;
    }
    return hash;
  }

  void close() {
    graphs.values().forEach(this::destroy);
    graphs.clear();
    if (programs != null) {
      programs.close();
    }
  }
}
