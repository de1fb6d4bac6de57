package io.espalier.runtime.scheduler;

import io.espalier.cache.EvictionListener;
import io.espalier.cache.RadixTree;
import io.espalier.cache.host.CacheDirectory;
import io.espalier.cache.host.HostMatch;
import io.espalier.cache.host.HostStatistics;
import io.espalier.cache.host.HostTier;
import io.espalier.cache.host.HostTierException;
import io.espalier.cache.host.PageAccess;
import io.espalier.cache.host.TransferCost;
import io.espalier.runtime.model.Model;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The scheduler's second tier, if it has one: opened after the model's pages are there, closed
/// before the model. Confined to the scheduler thread, but for [#note].
final class Spill implements EvictionListener {
  /// A pass with fewer rows for each sequence decodes, and says little of what a prompt costs.
  private static final int PROMPT_ROWS = 8;

  private final SpillOptions options;
  private final Model model;
  private final Arena arena = Arena.ofShared();
  private @Nullable CacheDirectory directory;
  private @Nullable HostTier tier;
  private @Nullable TransferCost cost;
  private volatile @Nullable String note;

  Spill(SpillOptions options, Model model) {
    this.options = options;
    this.model = model;
  }

  /// Opens the tier.
  ///
  /// @throws HostTierException when its folder or memory cannot be had
  void open() {
    if (options.bytes() == 0) {
      return;
    }
    long pageBytes = model.pageBytes();
    if (options.bytes() < pageBytes) {
      throw new HostTierException(
          "the spill memory of %d bytes is less than a page of %d"
              .formatted(options.bytes(), pageBytes));
    }
    cost = new TransferCost(pageBytes);
    tier = new HostTier(access(), memory(pageBytes), cost);
    if (directory != null) {
      directory.fill(tier);
      note = directory.note().orElse(null);
    }
  }

  private MemorySegment memory(long pageBytes) {
    long bytes = options.bytes() / pageBytes * pageBytes;
    if (options.directory() != null) {
      directory = CacheDirectory.open(options.directory(), options.fingerprint(), bytes, pageBytes);
      return directory.memory();
    }
    if (options.mapped()) {
      return CacheDirectory.spillFile(Path.of(System.getProperty("java.io.tmpdir")), bytes, arena);
    }
    try {
      return arena.allocate(bytes, 64);
    } catch (OutOfMemoryError e) {
      throw new HostTierException(
          "the spill memory of %d MiB cannot be had; lower it".formatted(bytes >> 20), e);
    }
  }

  private PageAccess access() {
    return new PageAccess() {
      @Override
      public long pageBytes() {
        return model.pageBytes();
      }

      @Override
      public void readPage(int page, MemorySegment to) {
        model.readPage(page, to);
      }

      @Override
      public void writePage(int page, MemorySegment from) {
        model.writePage(page, from);
      }
    };
  }

  boolean isOpen() {
    return tier != null;
  }

  @Override
  public void evicting(String namespace, int[] tokens, int end, int page, boolean reused) {
    if (tier != null) {
      tier.evicting(namespace, tokens, end, page, reused);
    }
  }

  /// Finds the pages behind the first `from` of a job's that are worth bringing back, or null where
  /// there are none.
  @Nullable HostMatch match(Job job, int from, int limit) {
    if (tier == null || !tier.isLoadWorthwhile()) {
      return null;
    }
    HostMatch match =
        tier.match(job.sequence.options.namespace(), job.tokens, from, limit / SequencePages.PAGE);
    return match.pages() == 0 ? null : match;
  }

  /// Brings a page back; false when it is there no more.
  boolean load(HostMatch match, int index, int page) {
    return tier != null && tier.load(match, index, page);
  }

  /// Learns what computing costs from a pass.
  void computed(int rows, int sequences, long nanos) {
    if (cost != null && !options.always() && rows >= PROMPT_ROWS * sequences) {
      cost.computed(rows, nanos);
    }
  }

  /// What is to be said about the folder of pages.
  Optional<String> note() {
    return Optional.ofNullable(note);
  }

  HostStatistics statistics() {
    return tier == null ? HostStatistics.NONE : tier.statistics();
  }

  /// Writes down what the tree and the tier hold, if there is a folder for it.
  ///
  /// @throws HostTierException when it cannot be written
  void save(RadixTree tree) {
    HostTier to = tier;
    if (directory != null && to != null) {
      tree.showAll((namespace, tokens, end, page, _) -> {
        if (namespace.isEmpty()) {
          to.save(namespace, tokens, end, page);
        }
      });
      directory.save(to);
    }
  }

  void close() {
    tier = null;
    if (directory != null) {
      directory.close();
    }
    if (arena.scope().isAlive()) {
      arena.close();
    }
  }
}
