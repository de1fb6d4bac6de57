package io.espalier.constrained;

import io.espalier.constrained.bench.VocabularyFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import tools.jackson.databind.json.JsonMapper;

/// Filling a mask that is known, computing one afresh, and accepting tokens, inside a string of a
/// small schema.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 4, time = 1)
@Fork(1)
// JMH calls prepare before anything else.
@SuppressWarnings("NullAway.Init")
public class MaskBenchmark {
  private static final int TOKENS = 128_256;

  /// A vocabulary file (`base64 id type` lines); empty = random words.
  @Param({""})
  public String vocabularyFile;

  /// The pattern of the string; the first one allows any.
  @Param({"", "^[a-z]+(-[a-z0-9]+)*$", "^\\\\S+@\\\\S+$"})
  public String pattern;

  private Constraint constraint;
  private Vocabulary vocabulary;
  private Matcher matcher;
  private TokenMask mask;
  private int[] tokens;
  private final int[] draftParents = new int[16];
  private final int[] draftTokens = new int[16];
  private final List<TokenMask> draftMasks = new ArrayList<>();

  @Setup
  public void prepare() throws IOException {
    vocabulary = vocabularyFile.isEmpty() ? random() : VocabularyFile.read(Path.of(vocabularyFile));
    String rule = pattern.isEmpty() ? "" : ",\"pattern\":\"" + pattern + "\"";
    String schema =
        "{\"type\":\"object\",\"properties\":{\"name\":{\"type\":\"string\"" + rule + "}}}";
    constraint =
        new ConstraintCompiler()
            .compile(
                new ConstraintSource.JsonSchema(
                    new JsonMapper().readTree(schema), JsonOptions.ANY));
    mask = new TokenMask(vocabulary.size());
    tokens = tokens("{\"name\":\"a");
    matcher = walked();
    int[] letters = tokens("ab");
    for (int i = 0; i < draftParents.length; i++) {
      draftParents[i] = (i - 1) >> 1;
      draftTokens[i] = letters[i & 1];
      draftMasks.add(new TokenMask(vocabulary.size()));
    }
  }

  private static Vocabulary random() {
    Random random = new Random(1);
    List<byte[]> out = new ArrayList<>();
    for (int b = 0; b < 256; b++) {
      out.add(new byte[] {(byte) b});
    }
    while (out.size() < TOKENS - 1) {
      StringBuilder word = new StringBuilder(random.nextInt(2) == 0 ? " " : "");
      for (int i = 2 + random.nextInt(7); i > 0; i--) {
        word.append((char) ('a' + random.nextInt(26)));
      }
      out.add(word.toString().getBytes(StandardCharsets.UTF_8));
    }
    BitSet special = new BitSet();
    special.set(out.size());
    out.add("<end>".getBytes(StandardCharsets.UTF_8));
    return Vocabulary.of(out, special, out.size() - 1);
  }

  private int[] tokens(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    int[] out = new int[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      out[i] = vocabulary.trie().longest(new byte[] {bytes[i]}, 0);
    }
    return out;
  }

  private Matcher walked() {
    Matcher made = constraint.bind(vocabulary).matcher();
    for (int token : tokens) {
      made.accept(token);
    }
    return made;
  }

  /// A mask that was asked for before.
  @Benchmark
  public TokenMask fillWarm() {
    matcher.fillMask(mask);
    return mask;
  }

  /// The first mask of a constraint bound anew, its automaton known: masks of its own are empty,
  /// what the vocabulary shares is there.
  @Benchmark
  public TokenMask bindAndFill() {
    walked().fillMask(mask);
    return mask;
  }

  /// Ten tokens.
  @Benchmark
  public int acceptTen() {
    Matcher fresh = matcher.fork();
    fresh.rollback(fresh.length());
    for (int token : tokens) {
      fresh.accept(token);
    }
    return fresh.length();
  }

  /// A fork, taken back by half.
  @Benchmark
  public int forkAndRollback() {
    Matcher fresh = matcher.fork();
    fresh.rollback(5);
    return fresh.length();
  }

  /// The masks of a draft tree of sixteen nodes, two ways at each, all known.
  @Benchmark
  public BitSet fillDraftTree() {
    return matcher.fillDraftMasks(draftParents, draftTokens, draftMasks);
  }
}
