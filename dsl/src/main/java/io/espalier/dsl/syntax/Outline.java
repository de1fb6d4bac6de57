package io.espalier.dsl.syntax;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/// A labelled tree for printing: `(label child child)` in one line where it fits, else one child a
/// line, indented by two.
record Outline(String label, List<Outline> children) {
  private static final int WIDTH = 96;

  Outline {
    children = List.copyOf(children);
  }

  static Outline of(String label, Outline... children) {
    return new Outline(label, Arrays.asList(children));
  }

  /// A list of things under a label.
  static <T> Outline list(String label, List<T> items, Function<T, Outline> outline) {
    return new Outline(label, items.stream().map(outline).toList());
  }

  /// The same with more children behind.
  Outline with(List<Outline> more) {
    var all = new ArrayList<>(children);
    all.addAll(more);
    return new Outline(label, all);
  }

  /// A text in quotes with everything that is not printable ASCII escaped, so that two texts look
  /// the same only if they are.
  static String quoted(String text) {
    var out = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '\n' -> out.append("\\n");
        case '"', '\\' -> out.append('\\').append(c);
        default ->
            out.append(c < ' ' || c > '~' ? "\\u%04x".formatted((int) c) : String.valueOf(c));
      }
    }
    return out.append('"').toString();
  }

  String print() {
    var out = new StringBuilder();
    print(0, out);
    return out.toString();
  }

  private void print(int indentation, StringBuilder out) {
    String flat = flat(WIDTH - indentation);
    out.append(" ".repeat(indentation));
    if (!flat.isEmpty()) {
      out.append(flat).append('\n');
      return;
    }
    out.append(label).append('\n');
    for (Outline child : children) {
      child.print(indentation + 2, out);
    }
  }

  /// The one-line form, or nothing if it is longer than `width`. O(width).
  private String flat(int width) {
    var out = new StringBuilder();
    return flat(width, out) ? out.toString() : "";
  }

  private boolean flat(int width, StringBuilder out) {
    if (children.isEmpty()) {
      out.append(label);
      return out.length() <= width;
    }
    out.append('(').append(label);
    for (Outline child : children) {
      out.append(' ');
      if (out.length() > width || !child.flat(width, out)) {
        return false;
      }
    }
    out.append(')');
    return out.length() <= width;
  }
}
