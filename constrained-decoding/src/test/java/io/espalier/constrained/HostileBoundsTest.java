package io.espalier.constrained;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Constraints a stranger might send, with the bytes that compiling one and taking a few masks may
/// allocate: time is not asserted, but what is not allocated was not worked on either.
final class HostileBoundsTest {
  private static final JsonMapper MAPPER = new JsonMapper();
  private static final CompileLimits LIMITS =
      CompileLimits.DEFAULT.withMaxNodes(100_000).withTime(Duration.ofSeconds(8));
  private static final Vocabulary VOCABULARY =
      SmallVocabulary.of(
          List.of("a", "b", "aa", "ab", "(", ")", "{", "}", "[", "]", "\"", "1", ":", ",", " "));

  private static Arguments of(String name, int megabytes, ConstraintSource source) {
    return Arguments.of(name, megabytes, source);
  }

  private static ConstraintSource regex(String pattern) {
    return new ConstraintSource.Regex(pattern, RegexDialect.ECMA_SEARCH);
  }

  private static ConstraintSource schema(String text) {
    return new ConstraintSource.JsonSchema(MAPPER.readTree(text), JsonOptions.ANY);
  }

  private static ConstraintSource hugeEnum(int count) {
    ArrayNode values = MAPPER.createArrayNode();
    for (int i = 0; i < count; i++) {
      values.add(Integer.toString(i * 7, 36));
    }
    ObjectNode schema = MAPPER.createObjectNode();
    schema.set("enum", values);
    return new ConstraintSource.JsonSchema(schema, JsonOptions.ANY);
  }

  private static String alternatives(int count) {
    StringBuilder out = new StringBuilder("a");
    for (int i = 0; i < count; i++) {
      out.append('|').append(Integer.toString(i * 7, 36));
    }
    return out.toString();
  }

  private static String oneOf(int count) {
    StringBuilder out = new StringBuilder("{\"oneOf\":[true");
    for (int i = 0; i < count; i++) {
      out.append(",{\"properties\":{\"p").append(i % 7).append("\":{\"minimum\":").append(i);
      out.append("},\"q").append(i % 5).append("\":{\"pattern\":\"a{").append(i).append("}b\"}}}");
    }
    return out.append("]}").toString();
  }

  private static String nestedOneOf(int depth) {
    String inner = "{\"type\":\"integer\"}";
    for (int i = 0; i < depth; i++) {
      inner = "{\"oneOf\":[" + inner + ",{\"not\":" + inner + "},{\"minimum\":" + i + "}]}";
    }
    return inner;
  }

  private static String refCycle(int count) {
    StringBuilder out = new StringBuilder("{\"$ref\":\"#/$defs/r0\",\"$defs\":{");
    for (int i = 0; i < count; i++) {
      out.append(i == 0 ? "" : ",").append("\"r").append(i).append("\":{\"$ref\":\"#/$defs/r");
      out.append((i + 1) % count).append("\"}");
    }
    return out.append("}}").toString();
  }

  private static String intersection() {
    List<String> parts = new ArrayList<>();
    for (int i = 3; i < 24; i += 2) {
      parts.add("/(a{" + i + "})*b?/");
    }
    return "start: X\nX: " + String.join(" & ", parts) + "\n";
  }

  static Stream<Arguments> constraints() {
    return Stream.of(
        of("60,000 groups", 16, regex("(".repeat(60_000) + "a" + ")".repeat(60_000))),
        of("60,000 classes", 200, regex("[ab]".repeat(60_000))),
        of("counts in counts", 8, regex("^(a{1,1000}){1,1000}$")),
        of("counts in counts in counts", 8, regex("^(((a{1,1000}){1,1000}){1,1000}b)*$")),
        of("a count of a thousand million", 8, regex("^a{1000000000}$")),
        of("a count beyond int", 8, regex("^a{99999999999}$")),
        of(
            "classes of Unicode",
            120,
            regex("^([\\p{L}\\p{N}]{1,500}[^\\p{Lu}\\p{P}]{1,500}){99}$")),
        of(
            "a class of many ranges",
            16,
            regex("(?:\\p{L}|\\p{Lu}|\\p{Ll}|\\p{Script=Greek}){999}")),
        of("words with counted gaps", 16, regex("^(?:\\S+\\s+){0,199}\\S*$")),
        of("exponential for backtracking", 8, regex("^(a+)+(a|a?)+(a*)*$")),
        of("the n-th letter from the end", 16, regex("^[ab]*a[ab]{18}$")),
        of("20,000 alternatives", 250, regex("^(?:" + alternatives(20_000) + ")$")),
        of("a million strings", 64, hugeEnum(1_000_000)),
        of("oneOf of 200", 900, schema(oneOf(200))),
        of("oneOf in oneOf", 1000, schema(nestedOneOf(6))),
        of("a cycle of references", 16, schema(refCycle(2_000))),
        of("a schema that is itself", 8, schema("{\"$ref\":\"#\"}")),
        of("not itself", 8, schema("{\"not\":{\"$ref\":\"#\"}}")),
        of(
            "itself in all of it",
            8,
            schema("{\"allOf\":[{\"$ref\":\"#\"},{\"items\":{\"$ref\":\"#\"}}]}")),
        of(
            "left recursion",
            8,
            new ConstraintSource.Lark("start: start \"a\" | \"b\" | start start")),
        of(
            "empty left recursion",
            8,
            new ConstraintSource.Ebnf("root ::= x* \"a\"\nx ::= y | \"\"\ny ::= x y | \"\"")),
        of("stars of stars", 8, new ConstraintSource.Ebnf("root ::= (((\"a\"*)*)*)*")),
        of("intersections", 1500, new ConstraintSource.Lark(intersection())),
        of(
            "complements of complements",
            400,
            new ConstraintSource.Lark(
                "start: X\nX: ~(~(/a.{9}b/ & /.*c.{9}/) & ~/[ab]*a[ab]{9}/)\n")));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("constraints")
  void endsWithinItsBytes(String name, int megabytes, ConstraintSource source) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    try {
      Constraint constraint = new ConstraintCompiler(LIMITS).compile(source);
      byte[] text = "\"aaaaaaaabaaa\"".getBytes(StandardCharsets.UTF_8);
      assertThat(constraint.firstMismatch(text)).isGreaterThanOrEqualTo(-1);
      if (!constraint.isEmpty()) {
        walk(constraint.bind(VOCABULARY).matcher());
      }
    } catch (ConstraintException e) {
      assertThat(e.problem()).isNotEmpty();
    }
    long allocated = threads.getCurrentThreadAllocatedBytes() - before;
    assertThat(allocated >>> 20).as("megabytes for " + name).isLessThan(megabytes);
  }

  private static void walk(Matcher matcher) {
    TokenMask mask = new TokenMask(VOCABULARY.size());
    for (int i = 0; i < 8; i++) {
      matcher.fillMask(mask);
      int token = mask.next(0);
      if (token < 0 || !matcher.accept(token)) {
        return;
      }
    }
  }

  @Test
  void anInterruptedThreadStopsCompiling() throws InterruptedException {
    AtomicReference<Throwable> outcome = new AtomicReference<>();
    CountDownLatch begun = new CountDownLatch(1);
    CompileLimits limits =
        new CompileLimits(64 << 20, 256, Integer.MAX_VALUE, Duration.ofMinutes(10));
    Thread compiling =
        Thread.ofPlatform()
            .start(() -> {
              begun.countDown();
              try {
                while (true) {
                  new ConstraintCompiler(limits).compile(regex(alternatives(200_000)));
                }
              } catch (ConstraintException e) {
                outcome.set(e);
              }
            });
    begun.await();
    compiling.interrupt();
    compiling.join();
    assertThat(outcome.get())
        .isInstanceOfSatisfying(
            ConstraintException.class,
            e -> assertThat(e.code()).isEqualTo(ConstraintError.CANCELLED));
  }

  @Test
  void theTimeLimitStopsCompiling() {
    assertThatThrownBy(() ->
            new ConstraintCompiler(LIMITS.withTime(Duration.ofNanos(1)))
                .compile(regex(alternatives(2_000))))
        .isInstanceOfSatisfying(
            ConstraintException.class,
            e -> assertThat(e.code()).isEqualTo(ConstraintError.TIME_LIMIT));
  }
}
