package io.espalier.dsl.diagnostic;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Writes diagnostics for people and for programs. Immutable.
///
/// ```
/// judge.sgl:4:15: error SGL0010: expected a type after 'gen'
///   4 |   let x = gen with (max: 3)
///     |               ^^^^
///   expected: a type, for example 'string' or 'Report'
///   hint: …
/// ```
public final class DiagnosticRenderer {
  private static final int MAX_SHOWN = 100;
  private static final String RESET = "\u001b[0m";
  private static final String BOLD = "\u001b[1m";
  private static final String RED = "\u001b[1;31m";
  private static final String YELLOW = "\u001b[1;33m";
  private static final String BLUE = "\u001b[34m";
  private static final String GREEN = "\u001b[32m";

  private final boolean colour;

  private DiagnosticRenderer(boolean colour) {
    this.colour = colour;
  }

  /// Without colours.
  public static DiagnosticRenderer plain() {
    return new DiagnosticRenderer(false);
  }

  /// With ANSI colours, for a terminal.
  public static DiagnosticRenderer coloured() {
    return new DiagnosticRenderer(true);
  }

  /// The diagnostics, each ending in a line feed, with an empty line between two. A last line
  /// counts the errors and warnings beyond the first 100 of each.
  public String render(List<Diagnostic> diagnostics) {
    var out = new StringBuilder();
    int errors = 0;
    int warnings = 0;
    for (Diagnostic diagnostic : diagnostics) {
      int before = diagnostic.isError() ? errors++ : warnings++;
      if (before >= MAX_SHOWN) {
        continue;
      }
      if (!out.isEmpty()) {
        out.append('\n');
      }
      render(diagnostic, out);
    }
    var left = new ArrayList<String>(2);
    if (errors > MAX_SHOWN) {
      left.add((errors - MAX_SHOWN) + " more errors");
    }
    if (warnings > MAX_SHOWN) {
      left.add((warnings - MAX_SHOWN) + " more warnings");
    }
    if (!left.isEmpty()) {
      out.append("\nand ").append(String.join(", ", left)).append('\n');
    }
    return out.toString();
  }

  /// One diagnostic, ending in a line feed.
  public String render(Diagnostic diagnostic) {
    var out = new StringBuilder();
    render(diagnostic, out);
    return out.toString();
  }

  private void render(Diagnostic diagnostic, StringBuilder out) {
    SourceText source = diagnostic.source();
    int start = diagnostic.span().start();
    String accent = diagnostic.isError() ? RED : YELLOW;
    out.append(paint(BOLD, source.place(start) + ":")).append(' ');
    out.append(paint(accent, diagnostic.severity().word() + " " + diagnostic.code().id() + ":"));
    out.append(' ').append(SourceExcerpt.printable(diagnostic.message())).append('\n');

    SourceExcerpt excerpt = SourceExcerpt.of(source, diagnostic.span());
    String number = Integer.toString(source.line(start));
    String gutter = " ".repeat(number.length());
    out.append(paint(BLUE, "  " + number + " | ")).append(excerpt.text()).append('\n');
    out.append(paint(BLUE, "  " + gutter + " | ")).append(" ".repeat(excerpt.caretColumn()));
    out.append(paint(accent, "^".repeat(excerpt.caretLength()))).append('\n');
    note("expected: ", diagnostic.expected(), out);
    note("hint: ", diagnostic.hint(), out);
  }

  private void note(String label, String text, StringBuilder out) {
    if (!text.isEmpty()) {
      out.append("  ")
          .append(paint(GREEN, label))
          .append(SourceExcerpt.printable(text))
          .append('\n');
    }
  }

  private String paint(String style, String text) {
    return colour ? style + text + RESET : text;
  }

  /// The diagnostic as a map of strings and numbers in a fixed order, ready to be written as JSON:
  /// `severity, code, file, line, column, endLine, endColumn, message` and, when there are any,
  /// `expected, hint`.
  public static Map<String, Object> toMap(Diagnostic diagnostic) {
    SourceText source = diagnostic.source();
    Span span = diagnostic.span();
    var map = new LinkedHashMap<String, Object>();
    map.put("severity", diagnostic.severity().word());
    map.put("code", diagnostic.code().id());
    map.put("file", source.name());
    map.put("line", source.line(span.start()));
    map.put("column", source.column(span.start()));
    map.put("endLine", source.line(span.end()));
    map.put("endColumn", source.column(span.end()));
    map.put("message", diagnostic.message());
    if (!diagnostic.expected().isEmpty()) {
      map.put("expected", diagnostic.expected());
    }
    if (!diagnostic.hint().isEmpty()) {
      map.put("hint", diagnostic.hint());
    }
    return map;
  }
}
