package io.espalier.dsl.syntax;

import io.espalier.dsl.ast.Quoted;
import io.espalier.dsl.ast.Template;
import io.espalier.dsl.ast.TemplatePart;
import io.espalier.dsl.diagnostic.Span;
import java.util.ArrayList;
import java.util.List;

/// Strings back to text, so that reading them again gives the same parts.
final class StringWriter {
  private final FormatWriter format;

  StringWriter(FormatWriter format) {
    this.format = format;
  }

  /// A string in its own form; inside another string's expression always in one line.
  Layout template(Template template) {
    return switch (template.form()) {
      case RAW -> raw(template);
      case BLOCK ->
          format.inTemplate() || template.parts().isEmpty() ? line(template) : block(template);
      case LINE -> line(template);
    };
  }

  /// A constant in one line.
  static String constant(Quoted quoted) {
    return constant(quoted.text());
  }

  static String constant(String text) {
    var out = new StringBuilder("\"");
    escape(text, out);
    return out.append('"').toString();
  }

  /// A pattern, raw if it can be.
  static String pattern(Quoted quoted) {
    return isRaw(quoted.text()) ? "r\"" + quoted.text() + "\"" : constant(quoted);
  }

  /// A constant of several lines as a block.
  Layout text(Quoted quoted) {
    Span span = quoted.span();
    return quoted.text().indexOf('\n') < 0 || format.inTemplate()
        ? Layout.text(constant(quoted))
        : block(
            new Template(
                span,
                Template.Form.BLOCK,
                List.of(new TemplatePart.LiteralPart(span, quoted.text()))));
  }

  private Layout raw(Template template) {
    String text = template.constantText();
    return Layout.text(isRaw(text) ? "r\"" + text + "\"" : constant(text));
  }

  private static boolean isRaw(String text) {
    return text.chars().noneMatch(c -> c == '"' || c == '\n' || c == '\r');
  }

  private Layout line(Template template) {
    var out = new StringBuilder("\"");
    for (TemplatePart part : template.parts()) {
      if (part instanceof TemplatePart.LiteralPart literal) {
        escape(literal.text(), out);
      } else {
        out.append(expression(part));
      }
    }
    return Layout.text(out.append('"').toString());
  }

  private String expression(TemplatePart part) {
    return format.insideTemplate(() ->
        switch (part) {
          case TemplatePart.LiteralPart _ -> Layout.nothing();
          case TemplatePart.InterpolationPart value ->
              Layout.concat(
                  Layout.text("\\{"),
                  format.expressions().of(value.expression()),
                  Layout.text("}"));
          case TemplatePart.HolePart hole ->
              Layout.concat(
                  Layout.text("\\[" + hole.name().text() + ": "),
                  format.types().of(hole.type()),
                  Layout.concat(
                      hole.options().stream()
                          .map(
                              o -> Layout.concat(Layout.text(", "), format.expressions().option(o)))
                          .toArray(Layout[]::new)),
                  Layout.text("]"));
        });
  }

  private static void escape(String text, StringBuilder out) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        case '"', '\\' -> out.append('\\').append(c);
        default -> character(c, out);
      }
    }
  }

  private static void character(char c, StringBuilder out) {
    if (c < ' ' || c == 0x7F) {
      out.append("\\u{").append(Integer.toHexString(c)).append('}');
    } else {
      out.append(c);
    }
  }

  /// `"""` and the text's lines at the margin; see [TemplateText] for what reading drops.
  private Layout block(Template template) {
    List<StringBuilder> lines = lines(template);
    var parts = new ArrayList<Layout>();
    parts.add(Layout.text("\"\"\""));
    for (StringBuilder line : lines) {
      parts.add(new Layout.Hard());
      parts.add(Layout.text(line.toString()));
    }
    parts.add(Layout.text("\"\"\""));
    return new Layout.Concat(parts);
  }

  private List<StringBuilder> lines(Template template) {
    var lines = new ArrayList<StringBuilder>(List.of(new StringBuilder()));
    for (TemplatePart part : template.parts()) {
      if (!(part instanceof TemplatePart.LiteralPart literal)) {
        lines.getLast().append(expression(part));
        continue;
      }
      String[] pieces = literal.text().split("\n", -1);
      for (int i = 0; i < pieces.length; i++) {
        if (i > 0) {
          keepBlanks(lines.getLast());
          lines.add(new StringBuilder());
        }
        blockText(pieces[i], lines.getLast());
      }
    }
    keepMargin(lines.getLast());
    return lines;
  }

  private static void blockText(String text, StringBuilder out) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean last = i + 1 == text.length();
      switch (c) {
        case '"' -> out.append(last || text.charAt(i + 1) == '"' ? "\\\"" : "\"");
        case '\\' -> out.append("\\\\");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append('\t');
        default -> character(c, out);
      }
    }
  }

  /// A line of nothing but blanks would be read as empty.
  private static void keepBlanks(StringBuilder line) {
    if (!line.isEmpty() && line.chars().allMatch(c -> c == ' ' || c == '\t')) {
      escapeFirst(line);
    }
  }

  /// The last line sets the margin, so it must not begin with blanks of its own.
  private static void keepMargin(StringBuilder line) {
    if (!line.isEmpty() && (line.charAt(0) == ' ' || line.charAt(0) == '\t')) {
      escapeFirst(line);
    }
  }

  private static void escapeFirst(StringBuilder line) {
    line.replace(0, 1, line.charAt(0) == ' ' ? "\\u{20}" : "\\t");
  }
}
