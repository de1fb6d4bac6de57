package io.espalier.kernels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import io.espalier.kernels.reference.ReferenceKernels;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

/// What attention over pages must do on every implementation: the reference's results, and the same
/// bits however a row came.
public abstract class AbstractPagedAttentionTest {
  private static final int PAGES = 60;
  private static final Kernels REFERENCE = new ReferenceKernels();

  /// Returns the implementation to compare with the reference.
  protected abstract Kernels kernels();

  /// Returns the implementation whose rows do not depend on what is computed beside them.
  protected abstract Kernels invariant();

  /// Returns the head sizes to draw from.
  protected abstract int[] headDims();

  /// Returns how far a result may be from the reference with keys and values in this format.
  protected abstract double tolerance(NumberFormat format);

  /// One implementation with a storage, fed with the same passes as its twin.
  private static final class Side {
    final Kernels kernels;
    final KvStorage storage;

    Side(Kernels kernels, AttentionShape shape, NumberFormat format) {
      this.kernels = kernels;
      storage = kernels.allocateKv(new KvShape(2, shape.kvHeads(), shape.headDim(), format), PAGES);
    }

    float[] pass(
        AttentionShape shape,
        float[] qkv,
        boolean norm,
        @Nullable Rope rope,
        AttentionBatch batch) {
      Buffer rows = kernels.upload(qkv);
      HeadNorm heads = null;
      if (norm) {
        float[] weight = new float[shape.headDim()];
        for (int i = 0; i < weight.length; i++) {
          weight[i] = 0.5f + i % 3;
        }
        heads = new HeadNorm(kernels.upload(weight), kernels.upload(weight), 1e-6f);
      }
      AttentionShape own = shape;
      if (shape.sinks() != null) {
        float[] sinks = new float[shape.queryHeads()];
        REFERENCE.read(shape.sinks(), 0, sinks, 0, sinks.length);
        own = shape.withSinks(kernels.upload(sinks));
      }
      kernels.qkvRopeAppend(own, rows, heads, rope, batch, storage, 1);
      Buffer out = kernels.allocateFloats((long) batch.rows() * shape.queryColumns());
      kernels.attention(own, rows, batch, storage, 1, out);
      float[] result = new float[batch.rows() * shape.queryColumns()];
      kernels.read(out, 0, result, 0, result.length);
      return result;
    }
  }

  private AttentionShape randomShape(Random random) {
    int kvHeads = 1 + random.nextInt(3);
    int group = new int[] {1, 2, 3, 4, 5, 8, 33}[random.nextInt(7)];
    int dim = headDims()[random.nextInt(headDims().length)];
    AttentionShape shape = AttentionShape.of(kvHeads * group, kvHeads, dim);
    if (random.nextInt(3) == 0) {
      shape = shape.withWindow(1 + random.nextInt(60));
    }
    if (random.nextInt(4) == 0) {
      shape = shape.withSoftcap(5);
    }
    if (random.nextInt(4) == 0) {
      float[] sinks = new float[shape.queryHeads()];
      for (int i = 0; i < sinks.length; i++) {
        sinks[i] = (float) random.nextGaussian() * 3;
      }
      shape = shape.withSinks(REFERENCE.upload(sinks));
    }
    return shape;
  }

  private static Rope randomRope(Random random, int dim) {
    int rotary = dim < 16 ? dim : random.nextBoolean() ? dim : dim / 2 / 2 * 2;
    Rope rope =
        switch (random.nextInt(3)) {
          case 0 -> Rope.standard(rotary, 10000);
          case 1 -> Rope.llama3(rotary, 500000, 8, 1, 4, 64);
          default -> Rope.yarn(rotary, 10000, 4, 32, 1, 32, 0, true);
        };
    return random.nextBoolean() ? rope : rope.withInterleavedPairs();
  }

  private static int[] freshPages(List<Integer> free, int tokens) {
    int[] table = new int[(tokens + 15) / 16];
    Arrays.setAll(table, _ -> free.removeLast());
    return table;
  }

  private static List<Integer> allPages(Random random) {
    List<Integer> free = new ArrayList<>();
    for (int page = 0; page < PAGES; page++) {
      free.add(page);
    }
    java.util.Collections.shuffle(free, random);
    return free;
  }

  /// Random sequences, forks, windows, trees and chunks in one storage.
  @RepeatedTest(30)
  protected void agreesWithTheReference(RepetitionInfo repetition) {
    RandomTensors tensors = new RandomTensors(repetition.getCurrentRepetition());
    Random random = tensors.random();
    AttentionShape shape = randomShape(random);
    Rope rope = randomRope(random, shape.headDim());
    NumberFormat format = random.nextInt(2) > 0 ? NumberFormat.F16 : NumberFormat.F32;
    boolean norm = random.nextBoolean();
    Side device = new Side(kernels(), shape, format);
    Side reference = new Side(REFERENCE, shape, format);
    List<Integer> free = allPages(random);
    int prompt = 1 + random.nextInt(random.nextInt(10) == 0 ? 400 : 150);
    int[] first = freshPages(free, prompt + 40);
    AttentionBatch batch = new AttentionBatch();
    batch.addSequence(first, first.length, 0, prompt);
    compare(device, reference, tensors, shape, norm, rope, batch);

    batch.clear();
    int shared = prompt / 16;
    for (int fork = 0; fork < 3; fork++) {
      int[] table = Arrays.copyOf(first, shared + 2);
      table[shared] = free.removeLast();
      table[shared + 1] = free.removeLast();
      device.storage.copyPage(first[shared], table[shared], prompt % 16);
      reference.storage.copyPage(first[shared], table[shared], prompt % 16);
      batch.addSequence(table, table.length, prompt, 1 + random.nextInt(16));
    }
    batch.beginTree(first, first.length, prompt);
    int nodes = 1 + random.nextInt(20);
    int page = free.removeLast();
    int second = free.removeLast();
    int base = batch.rows();
    for (int node = 0; node < nodes; node++) {
      int slot = (node < 16 ? page * 16 : second * 16) + node % 16;
      batch.addTreeRow(
          node == 0 || random.nextInt(5) == 0 ? -1 : base + random.nextInt(node), slot);
    }
    compare(device, reference, tensors, shape, norm, rope, batch);

    // A page that was out and comes back elsewhere is as good as the one that stayed.
    int moved = free.removeLast();
    try (var arena = Arena.ofConfined()) {
      for (Side side : List.of(device, reference)) {
        MemorySegment bytes = arena.allocate(side.storage.pageBytes());
        side.storage.readPage(first[0], bytes);
        side.storage.writePage(moved, bytes);
      }
    }
    int[] table = first.clone();
    table[0] = moved;
    batch.clear();
    batch.addSequence(table, table.length, prompt, 1);
    compare(device, reference, tensors, shape, norm, rope, batch);
  }

  private void compare(
      Side device,
      Side reference,
      RandomTensors tensors,
      AttentionShape shape,
      boolean norm,
      @Nullable Rope rope,
      AttentionBatch batch) {
    float[] qkv = tensors.floats(batch.rows() * shape.qkvColumns());
    float[] actual = device.pass(shape, qkv, norm, rope, batch);
    float[] expected = reference.pass(shape, qkv, norm, rope, batch);
    double tolerance = tolerance(device.storage.shape().format());
    for (int i = 0; i < expected.length; i++) {
      assertThat((double) actual[i])
          .as("row %d element %d", i / shape.queryColumns(), i % shape.queryColumns())
          .isCloseTo(expected[i], offset(tolerance));
    }
  }

  /// Whole, in chunks, beside another sequence, and as the branch of a tree: the same bits.
  @RepeatedTest(30)
  protected void computesARowTheSameHoweverItCame(RepetitionInfo repetition) {
    RandomTensors tensors = new RandomTensors(1000 + repetition.getCurrentRepetition());
    Random random = tensors.random();
    AttentionShape shape = randomShape(random);
    Rope rope = randomRope(random, shape.headDim());
    NumberFormat format = random.nextInt(3) == 0 ? NumberFormat.F16 : NumberFormat.F32;
    int tokens = 2 + random.nextInt(120);
    float[] qkv = tensors.floats(tokens * shape.qkvColumns());
    Side side = new Side(invariant(), shape, format);
    List<Integer> free = allPages(random);
    int[] table = freshPages(free, tokens);
    AttentionBatch batch = new AttentionBatch();
    batch.addSequence(table, table.length, 0, tokens);
    float[] whole = side.pass(shape, qkv, true, rope, batch);

    int[] other = freshPages(free, 200);
    table = freshPages(free, tokens);
    int done = 0;
    while (done < tokens) {
      int chunk = Math.min(tokens - done, 1 + random.nextInt(random.nextBoolean() ? 3 : 50));
      int beside = random.nextInt(4);
      batch.clear();
      int from = done * shape.qkvColumns();
      float[] rows = Arrays.copyOfRange(qkv, from, from + (chunk + beside) * shape.qkvColumns());
      int count = chunk + beside;
      if (random.nextBoolean()) {
        batch.addSequence(table, table.length, done, chunk);
      } else {
        batch.beginTree(table, table.length, done);
        for (int i = 0; i < chunk; i++) {
          int at = done + i;
          batch.addTreeRow(i == 0 ? -1 : i - 1, table[at / 16] * 16 + at % 16);
        }
      }
      if (beside > 0) {
        Arrays.fill(rows, chunk * shape.qkvColumns(), count * shape.qkvColumns(), Float.NaN);
        batch.addSequence(other, other.length, 16, beside);
      }
      float[] result = side.pass(shape, rows, true, rope, batch);
      int width = shape.queryColumns();
      assertThat(Arrays.copyOf(result, chunk * width))
          .isEqualTo(Arrays.copyOfRange(whole, done * width, (done + chunk) * width));
      done += chunk;
    }
  }

  @Test
  protected void computesForksTogetherAsAlone() {
    AttentionShape shape = AttentionShape.of(4, 2, 32);
    RandomTensors tensors = new RandomTensors(8);
    Side side = new Side(invariant(), shape, NumberFormat.F32);
    List<Integer> free = allPages(tensors.random());
    int[] prefix = freshPages(free, 160);
    AttentionBatch batch = new AttentionBatch();
    batch.addSequence(prefix, 10, 0, 160);
    side.pass(shape, tensors.floats(160 * shape.qkvColumns()), false, null, batch);

    float[] qkv = tensors.floats(12 * shape.qkvColumns());
    int[][] tables = new int[12][];
    batch.clear();
    for (int fork = 0; fork < 12; fork++) {
      tables[fork] = Arrays.copyOf(prefix, 11);
      tables[fork][10] = free.removeLast();
      batch.addSequence(tables[fork], 11, 160, 1);
    }
    float[] together = side.pass(shape, qkv, false, null, batch);
    for (int fork = 0; fork < 12; fork++) {
      batch.clear();
      batch.addSequence(tables[fork], 11, 160, 1);
      int at = fork * shape.qkvColumns();
      float[] alone =
          side.pass(
              shape, Arrays.copyOfRange(qkv, at, at + shape.qkvColumns()), false, null, batch);
      assertThat(Arrays.copyOfRange(together, fork * 128, (fork + 1) * 128)).isEqualTo(alone);
    }
  }

  /// Branches of branches in any order, beside prompts and strangers: what they share is computed
  /// once a group and merged.
  @RepeatedTest(6)
  protected void agreesOnSharedPrefixes(RepetitionInfo repetition) {
    RandomTensors tensors = new RandomTensors(300 + repetition.getCurrentRepetition());
    Random random = tensors.random();
    int group = new int[] {1, 4, 7}[random.nextInt(3)];
    int dim = random.nextBoolean() ? 64 : 128;
    AttentionShape shape = AttentionShape.of(2 * group, 2, dim);
    Side device = new Side(kernels(), shape, NumberFormat.F16);
    Side reference = new Side(REFERENCE, shape, NumberFormat.F16);
    List<Integer> free = allPages(random);
    int[] trunk = freshPages(free, 320);
    AttentionBatch batch = new AttentionBatch();
    batch.addSequence(trunk, 20, 0, 320);
    compare(device, reference, tensors, shape, false, null, batch);
    batch.clear();
    int[] other = Arrays.copyOf(trunk, 22);
    other[20] = free.removeLast();
    other[21] = free.removeLast();
    batch.addSequence(other, 22, 320, 32);
    compare(device, reference, tensors, shape, false, null, batch);

    List<int[]> tables = new ArrayList<>();
    for (int i = 0; i < 9; i++) {
      int shared = i % 3 == 0 ? 22 : i % 3 == 1 ? 20 : 7;
      int[] table = Arrays.copyOf(i % 3 == 0 ? other : trunk, shared + 1);
      table[shared] = free.removeLast();
      tables.add(table);
    }
    tables.add(freshPages(free, 16));
    java.util.Collections.shuffle(tables, random);
    batch.clear();
    for (int[] table : tables) {
      batch.addSequence(table, table.length, 16 * (table.length - 1), 1 + random.nextInt(2));
    }
    batch.beginTree(trunk, 20, 320);
    int base = batch.rows();
    int page = free.removeLast();
    for (int node = 0; node < 10; node++) {
      batch.addTreeRow(node == 0 ? -1 : base + random.nextInt(node), page * 16 + node);
    }
    compare(device, reference, tensors, shape, false, null, batch);
  }

  @Test
  protected void copiesATokenToAnotherSlot() {
    AttentionShape shape = AttentionShape.of(2, 1, 16);
    RandomTensors tensors = new RandomTensors(4);
    Side side = new Side(invariant(), shape, NumberFormat.F32);
    AttentionBatch batch = new AttentionBatch();
    batch.addSequence(new int[] {3, 4}, 2, 0, 20);
    float[] qkv = tensors.floats(20 * shape.qkvColumns());
    float[] expected = side.pass(shape, qkv, false, null, batch);
    for (int i = 0; i < 20; i++) {
      side.storage.copySlot((3 + i / 16) * 16 + i % 16, (9 - i / 16) * 16 + i % 16);
    }
    batch.clear();
    batch.addSequence(new int[] {9, 8}, 2, 19, 1);
    int last = 19 * shape.qkvColumns();
    float[] again =
        side.pass(
            shape, Arrays.copyOfRange(qkv, last, last + shape.qkvColumns()), false, null, batch);
    assertThat(again).isEqualTo(Arrays.copyOfRange(expected, 19 * 32, 20 * 32));
  }
}
