package io.espalier.cache.host;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A folder that keeps a [HostTier]'s pages from one run to the next: `pages`, mapped into memory,
/// and `index`, which says what they hold (see [IndexFile]) and is there only while nobody uses
/// them.
///
/// Only pages of the default namespace are kept; places of others are overwritten with zeros when
/// the folder is closed. Text can be recovered from what is kept, so the folder is made readable to
/// its owner alone.
public final class CacheDirectory implements AutoCloseable {
  private static final String NAMESPACE = "";

  private final Path folder;
  private final String fingerprint;
  private final long pageBytes;
  private final FileChannel lockChannel;
  private final Arena arena = Arena.ofShared();
  private final MemorySegment memory;
  private final List<IndexFile.Entry> entries = new ArrayList<>();
  private @Nullable String note;

  private CacheDirectory(
      Path folder, String fingerprint, long bytes, long pageBytes, FileChannel lockChannel)
      throws IOException {
    this.folder = folder;
    this.fingerprint = fingerprint;
    this.pageBytes = pageBytes;
    this.lockChannel = lockChannel;
    int places = (int) Math.min(bytes / pageBytes, Integer.MAX_VALUE / 2);
    readIndex(places);
    memory = map(folder.resolve("pages"), places * pageBytes, arena);
  }

  /// Opens a folder, creating it where it is missing. Pages of another model, and whatever cannot
  /// be read, are dropped; [#note] says so.
  ///
  /// @param fingerprint names the model and the form of its pages, at most 1,000 characters
  /// @param bytes how large the pages may become together, at least one page
  /// @throws HostTierException when another process uses the folder, or it cannot be written
  public static CacheDirectory open(Path folder, String fingerprint, long bytes, long pageBytes) {
    if (bytes < pageBytes || fingerprint.length() > 1000) {
      throw new IllegalArgumentException(
          "%d bytes for pages of %d; allowed: one page or more".formatted(bytes, pageBytes));
    }
    FileChannel channel = null;
    try {
      create(folder);
      channel =
          FileChannel.open(
              folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      lock(channel, folder);
      return new CacheDirectory(folder, fingerprint, bytes, pageBytes, channel);
    } catch (IOException e) {
      closeQuietly(channel);
      throw new HostTierException("the cache folder %s cannot be used: %s".formatted(folder, e), e);
    } catch (HostTierException e) {
      closeQuietly(channel);
      throw e;
    }
  }

  /// Returns memory that is a file without a name: it goes when `arena` is closed, or with the
  /// process.
  ///
  /// @param folder where there is room
  public static MemorySegment spillFile(Path folder, long bytes, Arena arena) {
    try {
      Path file = Files.createTempFile(folder, "espalier", ".pages");
      try {
        return map(file, bytes, arena);
      } finally {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new HostTierException(
          "%d bytes cannot be had in %s: %s".formatted(bytes, folder, e), e);
    }
  }

  /// Returns the memory that the tier is to use.
  public MemorySegment memory() {
    return memory;
  }

  /// Returns what is to be said about the folder, such as why nothing in it could be used.
  public Optional<String> note() {
    return Optional.ofNullable(note);
  }

  /// Puts the pages of the folder into a tier over [#memory]; once, before the tier is used.
  public void fill(HostTier tier) {
    var nodes = new ArrayList<HostPage>(entries.size());
    try {
      for (IndexFile.Entry entry : entries) {
        HostPage parent = entry.parent() < 0 ? null : nodes.get(entry.parent());
        nodes.add(tier.adopt(parent, entry.tokens(), entry.place(), entry.checksum()));
      }
    } catch (IllegalArgumentException e) {
      note = "the cache in %s is used in part: %s".formatted(folder, e.getMessage());
    }
    entries.clear();
  }

  /// Writes down what the tier holds, for the next [#open].
  ///
  /// @throws HostTierException when it cannot be written; the folder is empty then
  public void save(HostTier tier) {
    List<HostPage> pages = tier.pages(NAMESPACE);
    var kept = new BitSet();
    Map<HostPage, Integer> numbers = HashMap.newHashMap(pages.size());
    var out = new ArrayList<IndexFile.Entry>(pages.size());
    for (HostPage page : pages) {
      Integer parent = numbers.get(page.parent);
      boolean placed = page.place != HostPage.NO_PLACE;
      long checksum = 0;
      if (placed) {
        kept.set(page.place);
        checksum = page.checksum >= 0 ? page.checksum : tier.checksum(page.place);
      }
      numbers.put(page, out.size());
      out.add(
          new IndexFile.Entry(
              parent == null ? -1 : parent, page.place, checksum, page.tokens.values()));
    }
    try {
      for (int place = tier.writtenPlaces().nextSetBit(0);
          place >= 0;
          place = tier.writtenPlaces().nextSetBit(place + 1)) {
        if (!kept.get(place)) {
          tier.at(place).fill((byte) 0);
        }
      }
      memory.force();
      Path temporary = folder.resolve("index.new");
      byte[] bytes = new IndexFile(fingerprint, pageBytes, tier.places(), out).toBytes();
      Files.write(
          temporary,
          bytes,
          StandardOpenOption.CREATE,
          StandardOpenOption.TRUNCATE_EXISTING,
          StandardOpenOption.WRITE,
          StandardOpenOption.DSYNC);
      Files.move(
          temporary,
          folder.resolve("index"),
          StandardCopyOption.ATOMIC_MOVE,
          StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException | UncheckedIOException e) {
      throw new HostTierException("the cache cannot be written to %s: %s".formatted(folder, e), e);
    }
  }

  /// Unmaps the pages and lets others use the folder. Without [#save] before, it is left empty.
  @Override
  public void close() {
    if (arena.scope().isAlive()) {
      arena.close();
      closeQuietly(lockChannel);
    }
  }

  private void readIndex(int places) throws IOException {
    Path file = folder.resolve("index");
    if (Files.notExists(file)) {
      return;
    }
    try {
      // An entry is 80 bytes; an index has no more than a few nodes a place.
      long limit = 100_000 + 1_000L * places;
      if (Files.size(file) > limit) {
        throw new IllegalArgumentException("its index is longer than " + limit + " bytes");
      }
      IndexFile index = IndexFile.read(Files.readAllBytes(file));
      if (!index.fingerprint().equals(fingerprint) || index.pageBytes() != pageBytes) {
        throw new IllegalArgumentException("it was made by another model or version");
      }
      if (index.places() != places) {
        throw new IllegalArgumentException(
            "it has %d pages, %d are asked for".formatted(index.places(), places));
      }
      entries.addAll(index.entries());
    } catch (IllegalArgumentException e) {
      note = "the cache in %s starts empty: %s".formatted(folder, e.getMessage());
    }
    Files.delete(file);
  }

  private static void create(Path folder) throws IOException {
    if (Files.isDirectory(folder)) {
      return;
    }
    if (folder.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      Files.createDirectories(
          folder,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    } else {
      Files.createDirectories(folder);
    }
  }

  private static void lock(FileChannel channel, Path folder) throws IOException {
    FileLock lock = null;
    try {
      lock = channel.tryLock();
    } catch (OverlappingFileLockException _) {
      // Somebody in this process has it.
    }
    if (lock == null) {
      throw new HostTierException(
          "the cache folder %s is in use; give each process its own".formatted(folder));
    }
  }

  private static MemorySegment map(Path file, long bytes, Arena arena) throws IOException {
    try (var channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      if (channel.size() > bytes) {
        channel.truncate(bytes);
      }
      return channel.map(FileChannel.MapMode.READ_WRITE, 0, bytes, arena);
    }
  }

  private static void closeQuietly(@Nullable FileChannel channel) {
    if (channel != null) {
      try {
        channel.close();
      } catch (IOException _) {
        // Nothing was written through it.
      }
    }
  }
}
