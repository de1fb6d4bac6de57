package io.espalier.dsl.ast;

import io.espalier.dsl.diagnostic.Span;
import java.util.List;

/// A string as written: text, interpolations and holes in order. Two literal parts never stand side
/// by side and none is empty, so the empty string has no parts. `form` has no meaning beyond
/// formatting.
public record Template(Span span, Form form, List<TemplatePart> parts) implements Node {

  public Template {
    parts = List.copyOf(parts);
  }

  /// How a string is written.
  public enum Form {
    /// `"…"` in one line.
    LINE,
    /// `"""…"""` over several lines, common indentation dropped.
    BLOCK,
    /// `r"…"`, no escapes, interpolations or holes.
    RAW
  }

  /// True if the template is a fixed text.
  public boolean isConstant() {
    return parts.stream().allMatch(TemplatePart.LiteralPart.class::isInstance);
  }

  /// The text of a constant template.
  ///
  /// @throws IllegalStateException if the template is not constant
  public String constantText() {
    var text = new StringBuilder();
    for (TemplatePart part : parts) {
      switch (part) {
        case TemplatePart.LiteralPart literal -> text.append(literal.text());
        case TemplatePart.InterpolationPart _, TemplatePart.HolePart _ ->
            throw new IllegalStateException("the template at " + span + " is not constant");
      }
    }
    return text.toString();
  }
}
