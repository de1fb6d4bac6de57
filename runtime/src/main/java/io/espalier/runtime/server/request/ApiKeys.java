package io.espalier.runtime.server.request;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/// The API keys that a server accepts, known only by their SHA-256. Immutable.
///
/// The file has a line `tenant:hash` for each key, where `hash` is what `printf %s KEY | sha256sum`
/// prints; `#` begins a comment. Keys are random, so a plain hash is as hard to undo as the key is
/// to guess.
public final class ApiKeys {
  @SuppressWarnings("ArrayRecordComponent") // compared in constant time, never by equals
  private record Entry(Tenant tenant, byte[] hash) {}

  private final List<Entry> entries;

  private ApiKeys(List<Entry> entries) {
    this.entries = List.copyOf(entries);
  }

  /// Reads a file of keys.
  ///
  /// @throws IOException when it cannot be read or a line is wrong
  public static ApiKeys read(Path file) throws IOException {
    var entries = new ArrayList<Entry>();
    List<String> lines = Files.readAllLines(file);
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).strip();
      if (line.isEmpty() || line.startsWith("#")) {
        continue;
      }
      int colon = line.indexOf(':');
      String hash = colon < 1 ? "" : line.substring(colon + 1).strip();
      if (hash.length() != 64 || !hash.chars().allMatch(c -> Character.digit(c, 16) >= 0)) {
        throw new IOException(
            "%s:%d: expected 'tenant:SHA-256 in hex', as printed by: printf %%s KEY | sha256sum"
                .formatted(file, i + 1));
      }
      entries.add(
          new Entry(new Tenant(line.substring(0, colon).strip()), HexFormat.of().parseHex(hash)));
    }
    if (entries.isEmpty()) {
      throw new IOException(file + " has no keys");
    }
    return new ApiKeys(entries);
  }

  /// Returns whose key a request carries, as `Authorization: Bearer KEY` or `X-API-Key: KEY`. Takes
  /// the same time for every key: each entry is compared, and each byte of it.
  public Optional<Tenant> tenant(String authorization, String apiKey) {
    boolean bearer = authorization.regionMatches(true, 0, "Bearer ", 0, 7);
    String key = bearer ? authorization.substring(7).strip() : apiKey;
    byte[] hash = sha256(key);
    Optional<Tenant> found = Optional.empty();
    for (Entry entry : entries) {
      if (MessageDigest.isEqual(entry.hash(), hash)) {
        found = Optional.of(entry.tenant());
      }
    }
    return found;
  }

  private static byte[] sha256(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
