package io.espalier.runtime.server.request;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/// The API keys that a server accepts, known only by their SHA-256. Immutable.
///
/// The file has a line for each key, and `#` begins a comment:
///
/// ```
/// tenant:hash requests=60 tokens=100000
/// ```
///
/// `hash` is what `printf %s KEY | sha256sum` prints. Keys are random, so a plain hash is as hard
/// to undo as the key is to guess. `requests` and `tokens` are what the key may ask for in a
/// minute; without them there is no limit. Two keys of a tenant have a limit each and share one
/// cache.
public final class ApiKeys {
  private static final long MOST = 1_000_000_000_000L;
  private static final Set<String> LIMITS = Set.of("requests", "tokens");

  @SuppressWarnings("ArrayRecordComponent") // compared in constant time, never by equals
  private record Entry(Holder holder, byte[] hash) {}

  /// Whose key it is, and what it may still ask for.
  public record Holder(Tenant tenant, Quota quota) {}

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
      entries.add(entry(line, file + ":" + (i + 1)));
    }
    if (entries.isEmpty()) {
      throw new IOException(file + " has no keys");
    }
    return new ApiKeys(entries);
  }

  private static Entry entry(String line, String place) throws IOException {
    List<String> words = List.of(line.split("\\s+", -1));
    int colon = words.getFirst().indexOf(':');
    String hash = colon < 1 ? "" : words.getFirst().substring(colon + 1);
    if (hash.length() != 64 || !hash.chars().allMatch(c -> Character.digit(c, 16) >= 0)) {
      throw new IOException(
          "%s: expected 'tenant:SHA-256 in hex', as printed by: printf %%s KEY | sha256sum"
              .formatted(place));
    }
    var limits = new HashMap<String, Long>();
    for (String word : words.subList(1, words.size())) {
      int equals = word.indexOf('=');
      String name = equals < 0 ? word : word.substring(0, equals);
      long count = equals < 0 ? -1 : count(word.substring(equals + 1));
      if (count < 1 || !LIMITS.contains(name) || limits.put(name, count) != null) {
        throw new IOException(
            "%s: '%s' is no limit; allowed: requests=N and tokens=N, once each, N from 1 to %d"
                .formatted(place, word, MOST));
      }
    }
    var quota = new Quota(limit(limits, "requests"), limit(limits, "tokens"), System::nanoTime);
    var tenant = new Tenant(words.getFirst().substring(0, colon));
    return new Entry(new Holder(tenant, quota), HexFormat.of().parseHex(hash));
  }

  private static OptionalLong limit(Map<String, Long> limits, String name) {
    Long limit = limits.get(name);
    return limit == null ? OptionalLong.empty() : OptionalLong.of(limit);
  }

  private static long count(String text) {
    try {
      long count = Long.parseLong(text);
      return count > MOST ? -1 : count;
    } catch (NumberFormatException _) {
      return -1;
    }
  }

  /// Returns whose key a request carries, as `Authorization: Bearer KEY` or `X-API-Key: KEY`. Takes
  /// the same time for every key: each entry is compared, and each byte of it.
  public Optional<Holder> holder(String authorization, String apiKey) {
    boolean bearer = authorization.regionMatches(true, 0, "Bearer ", 0, 7);
    String key = bearer ? authorization.substring(7).strip() : apiKey;
    byte[] hash = sha256(key);
    Optional<Holder> found = Optional.empty();
    for (Entry entry : entries) {
      if (MessageDigest.isEqual(entry.hash(), hash)) {
        found = Optional.of(entry.holder());
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
