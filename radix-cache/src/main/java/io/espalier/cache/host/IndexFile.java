package io.espalier.cache.host;

import io.espalier.cache.RadixTree;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.zip.CRC32C;

/// What is in a folder's pages, as bytes:
///
/// ```
/// "ESPKV" version:u8 | length:i32 fingerprint:utf8 | pageBytes:i64 | places:i32 | count:i32
/// count × { parent:i32 place:i32 checksum:i64 tokens:i32[16] } | crc32c of all before:i64
/// ```
///
/// Big-endian. A parent is the number of an earlier entry, or -1 for the beginning of the text; a
/// place of -1 is a page that is not there, only those behind it.
///
/// @param fingerprint names the model and the form of its pages; others are of no use
record IndexFile(String fingerprint, long pageBytes, int places, List<Entry> entries) {
  private static final byte[] MAGIC = "ESPKV\1".getBytes(StandardCharsets.US_ASCII);
  private static final int MAX_FINGERPRINT = 4096;
  private static final int PAGE = RadixTree.PAGE_TOKENS;
  private static final int ENTRY_BYTES = 4 + 4 + 8 + 4 * PAGE;

  /// A page.
  @SuppressWarnings("ArrayRecordComponent") // written or read once; never compared
  record Entry(int parent, int place, long checksum, int[] tokens) {}

  IndexFile {
    entries = List.copyOf(entries);
  }

  byte[] toBytes() {
    byte[] name = fingerprint.getBytes(StandardCharsets.UTF_8);
    ByteBuffer out =
        ByteBuffer.allocate(
            Math.addExact(
                MAGIC.length + 4 + name.length + 8 + 4 + 4 + 8,
                Math.multiplyExact(ENTRY_BYTES, entries.size())));
    out.put(MAGIC).putInt(name.length).put(name).putLong(pageBytes).putInt(places);
    out.putInt(entries.size());
    for (Entry entry : entries) {
      out.putInt(entry.parent).putInt(entry.place).putLong(entry.checksum);
      out.asIntBuffer().put(entry.tokens);
      out.position(out.position() + 4 * PAGE);
    }
    var sum = new CRC32C();
    sum.update(out.array(), 0, out.position());
    out.putLong(sum.getValue());
    return out.array();
  }

  /// Reads what [#toBytes] wrote.
  ///
  /// @throws IllegalArgumentException saying what is wrong with the bytes
  static IndexFile read(byte[] bytes) {
    try {
      return parse(bytes);
    } catch (BufferUnderflowException e) {
      throw new IllegalArgumentException("the index is cut off", e);
    }
  }

  private static IndexFile parse(byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    byte[] magic = new byte[MAGIC.length];
    in.get(magic);
    require(Arrays.equals(magic, MAGIC), "the index is of another version");
    int nameLength = in.getInt();
    require(nameLength >= 0 && nameLength <= MAX_FINGERPRINT, "the index names no model");
    byte[] name = new byte[nameLength];
    in.get(name);
    long pageBytes = in.getLong();
    int places = in.getInt();
    int count = in.getInt();
    require(pageBytes > 0 && places > 0 && count >= 0, "the index has impossible sizes");
    require(in.remaining() == (long) count * ENTRY_BYTES + 8, "the index is cut off");
    var sum = new CRC32C();
    sum.update(bytes, 0, bytes.length - 8);
    require(in.getLong(bytes.length - 8) == sum.getValue(), "the index is damaged");
    var taken = new BitSet();
    var entries = new ArrayList<Entry>(count);
    for (int number = 0; number < count; number++) {
      int parent = in.getInt();
      int place = in.getInt();
      long checksum = in.getLong();
      int[] tokens = new int[PAGE];
      in.asIntBuffer().get(tokens);
      in.position(in.position() + 4 * PAGE);
      require(parent >= -1 && parent < number, "a page of the index follows no other");
      require(place >= -1 && place < places, "a page of the index has no place");
      require(place < 0 || !taken.get(place), "two pages of the index have the same place");
      require(checksum >= 0, "a page of the index has no checksum");
      if (place >= 0) {
        taken.set(place);
      }
      entries.add(new Entry(parent, place, checksum, tokens));
    }
    return new IndexFile(new String(name, StandardCharsets.UTF_8), pageBytes, places, entries);
  }

  private static void require(boolean condition, String message) {
    if (!condition) {
      throw new IllegalArgumentException(message);
    }
  }
}
