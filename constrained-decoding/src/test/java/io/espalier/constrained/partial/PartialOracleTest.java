package io.espalier.constrained.partial;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;

/// Every prefix of random values, against what the whole value says must be there by then.
final class PartialOracleTest {
  private static final String LETTERS = "ab\"\\/\n\u0001é€😀";

  /// A value, the text it takes, and for strings how much of them each length of text holds.
  private record Node(
      String path, @Nullable Object value, List<Node> children, int start, int end) {}

  private final StringBuilder text = new StringBuilder();
  private final Map<Integer, String> soFar = new LinkedHashMap<>();
  private Random random = new Random(0);

  @RepeatedTest(100)
  void everyPrefixHoldsWhatTheWholeValueSaysItMust(RepetitionInfo info) {
    random = new Random(info.getCurrentRepetition());
    Node whole = container("", 0);
    text.append(' ');
    for (int end = 0; end <= text.length(); end++) {
      PartialValue read = PartialJson.read(text.substring(0, end));
      String place = info.getCurrentRepetition() + ": " + text.substring(0, end);
      assertThat(read.value()).as(place).isEqualTo(valueAt(whole, end));
      List<PartialValue.Field> fields = new ArrayList<>();
      List<PartialValue.Field> open = new ArrayList<>();
      collect(whole, end, fields, open);
      fields.addAll(open);
      assertThat(read.fields()).as(place).isEqualTo(fields);
    }
  }

  private void space() {
    text.repeat(" ", random.nextInt(3) == 0 ? 1 : 0);
  }

  private Node value(String path, int depth) {
    int start = text.length();
    return switch (random.nextInt(depth < 4 ? 7 : 5)) {
      case 0 -> word(path, start, "true", true);
      case 1 -> word(path, start, "null", null);
      case 2 -> {
        long number = random.nextLong() >> random.nextInt(64);
        yield word(path, start, Long.toString(number), number);
      }
      case 3 -> {
        double number = random.nextBoolean() ? random.nextDouble() : 1e25;
        String written = number == 1e25 ? "10000000000000000000000000" : Double.toString(number);
        yield word(path, start, written, number);
      }
      case 4 -> new Node(path, string(), List.of(), start, text.length());
      default -> container(path, depth);
    };
  }

  private Node word(String path, int start, String written, @Nullable Object value) {
    text.append(written);
    return new Node(path, value, List.of(), start, text.length());
  }

  private Node container(String path, int depth) {
    int start = text.length();
    boolean object = random.nextBoolean();
    text.append(object ? '{' : '[');
    List<Node> children = new ArrayList<>();
    Map<String, @Nullable Object> members = new LinkedHashMap<>();
    List<@Nullable Object> items = new ArrayList<>();
    int count = random.nextInt(4);
    for (int i = 0; i < count; i++) {
      text.append(i == 0 ? "" : ",");
      space();
      String name = "k" + i;
      if (object) {
        text.append('"').append(name).append('"');
        space();
        text.append(':');
        space();
      }
      String inner = object ? (path.isEmpty() ? name : path + "." + name) : path + "[" + i + "]";
      Node child = value(inner, depth + 1);
      children.add(child);
      members.put(name, child.value());
      items.add(child.value());
      space();
    }
    text.append(object ? '}' : ']');
    return new Node(path, object ? members : items, children, start, text.length());
  }

  /// Writes a string, noting behind each of its units what of it has come.
  private String string() {
    StringBuilder value = new StringBuilder();
    text.append('"');
    soFar.put(text.length(), "");
    int length = random.nextInt(5);
    for (int i = 0; i < length; i++) {
      int c = LETTERS.codePointAt(LETTERS.offsetByCodePoints(0, random.nextInt(10)));
      String before = value.toString();
      int from = text.length();
      write(c);
      value.appendCodePoint(c);
      for (int at = from + 1; at < text.length(); at++) {
        soFar.put(at, before);
      }
      soFar.put(text.length(), value.toString());
    }
    text.append('"');
    return value.toString();
  }

  private void write(int c) {
    if (c == '"' || c == '\\') {
      text.append('\\').append((char) c);
    } else if (c == '\n') {
      text.append("\\n");
    } else if (c < 0x20 || random.nextInt(3) == 0) {
      for (char unit : Character.toChars(c)) {
        text.append("\\u%04x".formatted((int) unit));
      }
    } else {
      text.appendCodePoint(c);
    }
  }

  /// A number or word counts once something follows it.
  private static boolean isWhole(Node node, int end) {
    boolean closed =
        node.value() instanceof String
            || node.value() instanceof Map
            || node.value() instanceof List;
    return closed ? node.end() <= end : node.end() < end;
  }

  private @Nullable Object valueAt(Node node, int end) {
    if (end <= node.start()) {
      return null;
    }
    if (isWhole(node, end)) {
      return node.value();
    }
    return switch (node.value()) {
      case String _ -> soFar.get(end);
      case Map<?, ?> members -> {
        Map<Object, @Nullable Object> out = new LinkedHashMap<>();
        int i = 0;
        for (Object name : members.keySet()) {
          Node child = node.children().get(i++);
          if (isWhole(child, end) || valueAt(child, end) != null) {
            out.put(name, valueAt(child, end));
          }
        }
        yield out;
      }
      case List<?> _ -> {
        List<@Nullable Object> out = new ArrayList<>();
        for (Node child : node.children()) {
          if (isWhole(child, end) || valueAt(child, end) != null) {
            out.add(valueAt(child, end));
          }
        }
        yield out;
      }
      case null, default -> null;
    };
  }

  private void collect(
      Node node, int end, List<PartialValue.Field> whole, List<PartialValue.Field> open) {
    if (end <= node.start()) {
      return;
    }
    node.children().forEach(child -> collect(child, end, whole, open));
    if (!node.path().isEmpty()) {
      boolean complete = isWhole(node, end);
      (complete ? whole : open)
          .add(
              new PartialValue.Field(
                  node.path(), node.start(), Math.min(node.end(), end), complete));
    }
  }
}
