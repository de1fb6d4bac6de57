package io.espalier.kernels.cuda;

import io.espalier.kernels.AttentionBatch;
import io.espalier.kernels.KvStorage;
import java.util.Arrays;

/// Finds what sequences of a batch have in common: groups whose page tables begin with the same
/// full pages of context, wherever they stand in the batch, and groups within groups.
///
/// Only spans worth a launch of their own are reported: their pages are read once a group instead
/// of once a row. Sequences are sorted by their page tables, so that groups are neighbours.
/// O(sequences · log sequences) comparisons of page tables, each as long as what is shared.
final class SharedPrefixes {
  /// Key-value tokens that a group must save to be worth its part of the sums.
  private static final int LEAST_SAVED = 1024;

  private static final int MOST_DEPTH = 3;

  private final Ints members = new Ints();
  private final Ints groups = new Ints();
  private long[] keys = new long[16];

  /// Looks for groups among the sequences that are not `excluded`.
  void find(AttentionBatch batch, boolean[] excluded) {
    members.clear();
    groups.clear();
    int count = 0;
    for (int s = 0; s < batch.sequences(); s++) {
      if (!excluded[s] && limit(batch, s) > 0) {
        if (count == keys.length) {
          keys = Arrays.copyOf(keys, 2 * count);
        }
        keys[count++] = (long) batch.page(s, 0) << 32 | s;
      }
    }
    Arrays.sort(keys, 0, count);
    for (int i = 0; i < count; i++) {
      members.add((int) keys[i]);
    }
    split(batch, 0, count, 0, -1, 0);
  }

  private static int limit(AttentionBatch batch, int sequence) {
    return batch.contextTokens(sequence) / KvStorage.PAGE_TOKENS;
  }

  /// Members from .. to - 1 agree in their first `pages` pages: splits them by the next one.
  private void split(AttentionBatch batch, int from, int to, int pages, int parent, int depth) {
    for (int first = from; first < to; ) {
      int page = pageOr(batch, first, pages);
      int end = first + 1;
      while (end < to && page >= 0 && pageOr(batch, end, pages) == page) {
        end++;
      }
      if (page >= 0) {
        run(batch, first, end, parent, depth);
      }
      first = end;
    }
  }

  private int pageOr(AttentionBatch batch, int member, int index) {
    int sequence = members.get(member);
    return index < limit(batch, sequence) ? batch.page(sequence, index) : -1;
  }

  private void run(AttentionBatch batch, int from, int to, int parent, int depth) {
    int leader = members.get(from);
    int common = limit(batch, leader);
    int rows = batch.endRow(leader) - batch.firstRow(leader);
    for (int i = from + 1; i < to; i++) {
      int other = members.get(i);
      common = Math.min(common, batch.commonPages(leader, other));
      rows += batch.endRow(other) - batch.firstRow(other);
    }
    long saved = (rows - 1L) * (common - firstPage(parent)) * KvStorage.PAGE_TOKENS;
    int group = parent;
    if (saved >= LEAST_SAVED) {
      group = groups.count() / 5;
      groups.add(from);
      groups.add(to);
      groups.add(firstPage(parent));
      groups.add(common);
      groups.add(parent);
    }
    if (to - from > 1 && depth + 1 < MOST_DEPTH) {
      sort(batch, from, to, common);
      split(batch, from, to, common, group, depth + 1);
    }
  }

  /// Where a group's children begin: pages of ancestors that were reported are read already.
  private int firstPage(int group) {
    return group < 0 ? 0 : toPage(group);
  }

  private void sort(AttentionBatch batch, int from, int to, int index) {
    for (int i = from; i < to; i++) {
      keys[i] = (long) pageOr(batch, i, index) << 32 | members.get(i);
    }
    Arrays.sort(keys, from, to);
    for (int i = from; i < to; i++) {
      members.set(i, (int) keys[i]);
    }
  }

  /// Groups found, each after the one it lies in.
  int groups() {
    return groups.count() / 5;
  }

  /// First of a group's members, as an index for [#member].
  int from(int group) {
    return groups.get(5 * group);
  }

  /// One past the last of a group's members.
  int to(int group) {
    return groups.get(5 * group + 1);
  }

  /// First page of the span that the group shares beyond the group it lies in.
  int fromPage(int group) {
    return groups.get(5 * group + 2);
  }

  /// One past the last page of the span.
  int toPage(int group) {
    return groups.get(5 * group + 3);
  }

  /// The group that this one lies in, or -1.
  int parent(int group) {
    return groups.get(5 * group + 4);
  }

  /// A member's sequence.
  int member(int index) {
    return members.get(index);
  }
}
