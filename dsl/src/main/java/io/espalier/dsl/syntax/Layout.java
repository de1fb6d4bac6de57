package io.espalier.dsl.syntax;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Text with places where it may be broken into lines, after Wadler's "A prettier printer" (2003).
/// [LayoutPrinter] decides which groups fit a line.
sealed interface Layout {

  /// Characters without a line end.
  record Text(String text) implements Layout {}

  /// A comment: it never makes a group too wide.
  record Note(String text) implements Layout {}

  /// A line end in a broken group, `flat` in a flat one.
  record Line(String flat) implements Layout {}

  /// A line end in any case, except where everything is printed flat: a blank then.
  record Hard() implements Layout {}

  /// An empty line, nothing where everything is printed flat.
  record Blank() implements Layout {}

  /// Deeper by one step.
  record Indent(Layout inner) implements Layout {}

  /// Flat if it fits, else broken.
  record Group(Layout inner) implements Layout {}

  /// One after the other.
  record Concat(List<Layout> parts) implements Layout {
    public Concat {
      parts = List.copyOf(parts);
    }
  }

  static Layout text(String text) {
    return new Text(text);
  }

  static Layout concat(Layout... parts) {
    return new Concat(Arrays.asList(parts));
  }

  static Layout nothing() {
    return new Concat(List.of());
  }

  /// Items between `separator`s.
  static Layout join(List<Layout> items, Layout separator) {
    var parts = new ArrayList<Layout>();
    for (Layout item : items) {
      if (!parts.isEmpty()) {
        parts.add(separator);
      }
      parts.add(item);
    }
    return new Concat(parts);
  }

  /// `open item, item close` in one line, or one item a line. `pad` is the blank inside the
  /// brackets of the one-line form.
  static Layout enclosed(
      String open, List<Layout> items, String separator, String pad, String close) {
    if (items.isEmpty()) {
      return text(open + close);
    }
    Layout inner =
        join(items, concat(text(separator.stripTrailing()), new Line(blanks(separator))));
    return new Group(
        concat(text(open), new Indent(concat(new Line(pad), inner)), new Line(pad), text(close)));
  }

  private static String blanks(String separator) {
    return separator.substring(separator.stripTrailing().length());
  }

  /// True if there is a line end in any case somewhere inside.
  static boolean hasHard(Layout layout) {
    return switch (layout) {
      case Text _, Note _, Line _ -> false;
      case Hard _, Blank _ -> true;
      case Indent indent -> hasHard(indent.inner);
      case Group group -> hasHard(group.inner);
      case Concat concat -> concat.parts.stream().anyMatch(Layout::hasHard);
    };
  }
}
