package io.espalier.kernels.cuda;

import io.espalier.kernels.AttentionBatch;
import io.espalier.kernels.AttentionShape;
import io.espalier.kernels.NumberFormat;
import java.util.HashMap;
import java.util.Map;

/// Launches attention on tensor cores over float16 pages: `attention_tile.cu` or, on Hopper,
/// `attention_wide.cu` for prompts and shared prefixes, then `attention_row.cu` for single rows.
///
/// Faster than the plain kernels by five to twenty times; a row's bits depend on how its batch was
/// cut.
final class TensorAttention {
  private static final int MOST_GRID = 65535;

  private record Key(int window, int group, int kvHeads, int pairs) {}

  private final CudaKernels owner;
  private final Launches launches;
  private final boolean wide;
  private final int singleRowBlocks;
  private final Scratch sums;
  private final Scratch weights;
  private final Scratch arrived;
  private final Map<Key, AttentionSchedule> schedules = new HashMap<>();

  /// @param hopper whether the loaded kernels are machine code for Hopper
  /// @param multiprocessors of the device
  TensorAttention(CudaKernels owner, Launches launches, boolean hopper, int multiprocessors) {
    singleRowBlocks = launches.takesNotes() ? multiprocessors : 2 * multiprocessors;
    this.owner = owner;
    this.launches = launches;
    wide = hopper;
    sums = new Scratch(owner);
    weights = new Scratch(owner);
    arrived = new Scratch(owner);
  }

  /// Whether there are kernels for this shape and storage.
  static boolean supports(AttentionShape shape, CudaKvStorage storage) {
    return storage.shape().format() == NumberFormat.F16
        && switch (shape.headDim()) {
          case 64, 80, 96, 128, 256 -> true;
          default -> false;
        };
  }

  /// Arguments as [PagedAttention#attend].
  ///
  /// @return false where the batch is too large for a launch and nothing was done
  boolean attend(
      AttentionShape shape,
      long qkv,
      AttentionBatch batch,
      BatchPlan plan,
      CudaKvStorage storage,
      int layer,
      long sinks,
      long out) {
    int dim = shape.headDim();
    boolean wideTiles = wide && (dim == 64 || dim == 128);
    AttentionSchedule schedule =
        schedules.computeIfAbsent(
            new Key(shape.window(), shape.groupHeads(), shape.kvHeads(), wideTiles ? 128 : 64),
            key ->
                new AttentionSchedule(
                    key.window, key.group, key.kvHeads, key.pairs, singleRowBlocks));
    schedule.cover(batch, plan);
    int headTiles = shape.kvHeads() * ((shape.groupHeads() + 7) / 8);
    if (schedule.tasks() > MOST_GRID || headTiles > MOST_GRID) {
      return false;
    }
    int begin = launches.end();
    int parts = schedule.parts();
    long sum = parts == 0 ? 0 : sums.address(4L * parts * shape.queryHeads() * dim);
    long weight = parts == 0 ? 0 : weights.address(8L * parts * shape.queryHeads());
    long counters = arrived.address(4L * batch.rows() * headTiles);
    owner.send(schedule, batch);
    if (schedule.tasks() > 0) {
      launches
          .launch(
              (wideTiles ? "attend_wide_" : "attend_tile_") + dim,
              shape.kvHeads(),
              schedule.tasks(),
              1,
              wideTiles ? 384 : 128,
              wideTiles ? 1280 * dim + 128 : 512 * dim)
          .address(qkv)
          .address(storage.keys(layer))
          .address(storage.values(layer))
          .address(out)
          .address(sum)
          .address(weight)
          .address(sinks)
          .address(schedule.tasksAddress())
          .address(schedule.orderAddress())
          .address(schedule.firstPartAddress())
          .address(plan.positions())
          .address(plan.tables())
          .address(plan.pages())
          .number(shape.queryHeads())
          .number(shape.kvHeads())
          .real(shape.scale())
          .number(shape.window())
          .real(shape.softcap());
    }
    if (schedule.merged() > 0) {
      launches
          .launch("merge_parts_" + dim, schedule.merged(), (shape.queryHeads() + 7) / 8, 1, 128, 0)
          .address(sum)
          .address(weight)
          .address(sinks)
          .address(schedule.mergedAddress())
          .address(schedule.firstPartAddress())
          .address(schedule.partCountAddress())
          .address(out)
          .number(shape.queryHeads());
    }
    if (schedule.items() > 0) {
      launches
          .launch(
              "attend_row_" + dim,
              schedule.items(),
              headTiles,
              1,
              128,
              4 * (dim > 128 ? 2 : 3) * 64 * dim)
          .address(qkv)
          .address(storage.keys(layer))
          .address(storage.values(layer))
          .address(out)
          .address(sum)
          .address(weight)
          .address(counters)
          .address(sinks)
          .address(schedule.itemsAddress())
          .address(plan.pages())
          .address(plan.path())
          .number(shape.queryHeads())
          .number(shape.kvHeads())
          .real(shape.scale())
          .real(shape.softcap());
    }
    if (batch.rows() == 1 && launches.takesNotes() && !batch.isTree(0)) {
      launches.note(
          begin,
          new RowNotes.Note.Attend(
              shape,
              qkv,
              sinks,
              out,
              schedule.items(),
              headTiles,
              schedule.itemsAddress(),
              plan.pages(),
              plan.pageRoom(),
              sum,
              weight,
              counters));
    }
    return true;
  }

  void close() {
    sums.close();
    weights.close();
    arrived.close();
  }
}
