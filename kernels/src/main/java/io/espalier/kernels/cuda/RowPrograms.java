package io.espalier.kernels.cuda;

import io.espalier.kernels.cuda.RowNotes.Note;
import java.lang.foreign.MemorySegment;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Brings programs of single rows (`row_program.cu`) to the device and launches them: a grid of one
/// block a multiprocessor, all of which are at work at once.
final class RowPrograms {
  /// A program on the device that stands for launches `from .. to` of its list.
  record Loaded(int from, int to, long address, int operations, String kernel, int sharedBytes) {}

  private final CudaDevice device;
  private final int blocks;
  private final int mostSharedBytes;
  private final long barrier;

  private RowPrograms(CudaDevice device, int mostSharedBytes) {
    this.device = device;
    this.mostSharedBytes = mostSharedBytes;
    blocks = device.multiprocessors();
    barrier = device.allocate(16);
  }

  /// For a device that can hold a grid all at once, else null.
  static @Nullable RowPrograms on(CudaDevice device) {
    return device.launchesTogether() ? new RowPrograms(device, device.mostSharedBytes()) : null;
  }

  /// Blocks of a launch.
  int blocks() {
    return blocks;
  }

  /// The program of what was noted, or null where there is none.
  @Nullable Loaded load(RowNotes notes) {
    List<Note> list = notes.unbroken();
    RowProgram program = list == null ? null : RowProgram.of(list, blocks, barrier);
    int stages = program == null ? 0 : program.stages(mostSharedBytes);
    if (program == null || stages == 0) {
      return null;
    }
    long length = program.bytes().remaining();
    long address = device.allocate(length);
    var host = new PinnedMemory(length);
    host.segment().copyFrom(MemorySegment.ofBuffer(program.bytes()));
    device.copyIn(address, host.at(0), length);
    device.synchronize();
    host.close();
    String kernel = "row_program_" + program.dim() + "_" + stages;
    return new Loaded(
        notes.from(), notes.to(), address, program.operations(), kernel, program.shared(stages));
  }

  void unload(Loaded program) {
    device.free(program.address());
  }

  void close() {
    device.free(barrier);
  }
}
