package io.espalier.dsl.syntax;

import io.espalier.dsl.ast.Expression;
import io.espalier.dsl.ast.Quoted;
import io.espalier.dsl.ast.Template;
import io.espalier.dsl.ast.TemplatePart;
import io.espalier.dsl.diagnostic.Span;
import io.espalier.dsl.diagnostic.SyntaxCode;
import io.espalier.dsl.syntax.TemplateText.Piece;
import java.util.ArrayList;
import java.util.List;
import org.antlr.v4.runtime.ParserRuleContext;

/// Parse tree to [Template]. Strings inside other strings' expressions are always in line form: the
/// form only matters for layout, and there is none inside a line.
final class TemplateBuilder {
  private final SyntaxTreeBuilder tree;
  private int nesting;

  TemplateBuilder(SyntaxTreeBuilder tree) {
    this.tree = tree;
  }

  /// A string that is appended: holes are welcome.
  Template appended(SglParser.StringContext context) {
    if (context.RAW() != null) {
      return raw(context);
    }
    boolean block = context.QUOTE().getText().length() == 3;
    List<SglParser.StringPartContext> contexts = context.stringPart();
    if (contexts.size() > tree.limits().templateParts()) {
      tree.report(
          tree.error(
                  SyntaxCode.TOO_LARGE,
                  Places.of(context.QUOTE().getSymbol()),
                  "this string has more than " + tree.limits().templateParts() + " parts")
              .hinting("split it into several strings"));
      return new Template(Places.of(context), Template.Form.LINE, List.of());
    }
    nesting++;
    List<TemplatePart> parts = parts(contexts, block);
    nesting--;
    var form = block && nesting == 0 ? Template.Form.BLOCK : Template.Form.LINE;
    return new Template(Places.of(context), form, parts);
  }

  private Template raw(SglParser.StringContext context) {
    Span span = Places.of(context);
    String text = context.RAW().getText();
    // What TokenCleaning made raw to go on after a mistake has no quotes of the right kind.
    boolean whole = text.length() > 2 && text.startsWith("r\"") && text.endsWith("\"");
    String inner = whole ? text.substring(2, text.length() - 1) : "";
    List<TemplatePart> parts =
        inner.isEmpty() ? List.of() : List.of(new TemplatePart.LiteralPart(span, inner));
    return new Template(span, Template.Form.RAW, parts);
  }

  private List<TemplatePart> parts(List<SglParser.StringPartContext> contexts, boolean block) {
    var parts = new ArrayList<TemplatePart>();
    var literal = new LiteralRun(parts);
    List<String> texts = block ? blockTexts(contexts) : List.of();
    for (int i = 0; i < contexts.size(); i++) {
      SglParser.StringPartContext context = contexts.get(i);
      switch (context) {
        case SglParser.TextPartContext text ->
            literal.add(Places.of(text), block ? texts.get(i) : text.getText());
        case SglParser.EscapePartContext escape ->
            literal.add(Places.of(escape), TemplateText.unescape(escape.getText()));
        default -> {
          literal.end();
          parts.add(expressionPart(context));
        }
      }
    }
    literal.end();
    return parts;
  }

  /// Collects neighbouring texts and escapes into one part.
  private static final class LiteralRun {
    private final List<TemplatePart> parts;
    private final StringBuilder text = new StringBuilder();
    private Span span = Span.at(0);

    LiteralRun(List<TemplatePart> parts) {
      this.parts = parts;
    }

    void add(Span place, String more) {
      if (!more.isEmpty()) {
        span = text.isEmpty() ? place : span.to(place);
        text.append(more);
      }
    }

    void end() {
      if (!text.isEmpty()) {
        parts.add(new TemplatePart.LiteralPart(span, text.toString()));
        text.setLength(0);
      }
    }
  }

  private TemplatePart expressionPart(ParserRuleContext context) {
    return switch (context) {
      case SglParser.InterpolationPartContext interpolation ->
          new TemplatePart.InterpolationPart(
              Places.of(context), tree.expressions().expression(interpolation.expression()));
      case SglParser.HolePartContext hole ->
          new TemplatePart.HolePart(
              Places.of(context),
              SyntaxTreeBuilder.name(hole.name()),
              tree.types().type(hole.type()),
              tree.expressions().options(hole.option()));
      default -> throw new IllegalStateException("unknown string rule " + context.getClass());
    };
  }

  /// The texts of a block string without its indentation, one for each part. A run of neighbouring
  /// texts (a quote is a token of its own) is joined in its first; the others are empty.
  private static List<String> blockTexts(List<SglParser.StringPartContext> contexts) {
    var pieces = new ArrayList<Piece>();
    int[] pieceOf = new int[contexts.size()];
    for (int i = 0; i < contexts.size(); i++) {
      boolean text = contexts.get(i) instanceof SglParser.TextPartContext;
      pieceOf[i] = -1;
      if (text && i > 0 && contexts.get(i - 1) instanceof SglParser.TextPartContext) {
        continue;
      }
      pieceOf[i] = pieces.size();
      pieces.add(text ? new Piece.Raw(run(contexts, i)) : new Piece.Solid());
    }
    List<Piece> stripped = TemplateText.dropIndentation(pieces);
    var texts = new ArrayList<String>();
    for (int index : pieceOf) {
      texts.add(index >= 0 && stripped.get(index) instanceof Piece.Raw raw ? raw.text() : "");
    }
    return texts;
  }

  private static String run(List<SglParser.StringPartContext> contexts, int start) {
    var run = new StringBuilder();
    for (int i = start; i < contexts.size(); i++) {
      if (!(contexts.get(i) instanceof SglParser.TextPartContext text)) {
        break;
      }
      run.append(text.getText());
    }
    return run.toString();
  }

  /// A string that is a value: no holes.
  Template value(SglParser.StringContext context) {
    Template template = appended(context);
    for (TemplatePart part : template.parts()) {
      if (part instanceof TemplatePart.HolePart hole) {
        tree.report(
            tree.error(
                    SyntaxCode.HOLE_OUTSIDE_TEXT,
                    hole.span(),
                    "a hole can only stand in text that is appended")
                .hinting("write the string as a statement, or 'gen' for the value alone"));
      }
    }
    return template;
  }

  /// A string that must be fixed.
  Quoted constant(SglParser.StringContext context) {
    Template template = appended(context);
    var text = new StringBuilder();
    for (TemplatePart part : template.parts()) {
      if (part instanceof TemplatePart.LiteralPart literal) {
        text.append(literal.text());
      } else {
        tree.report(
            tree.error(SyntaxCode.NOT_CONSTANT, part.span(), "this string must be constant")
                .hinting("write \\\\{ or \\\\[ for the characters themselves"));
      }
    }
    return new Quoted(template.span(), text.toString());
  }

  /// A fixed string as an expression.
  Expression constantLiteral(SglParser.StringContext context) {
    Quoted quoted = constant(context);
    List<TemplatePart> parts =
        quoted.text().isEmpty()
            ? List.of()
            : List.of(new TemplatePart.LiteralPart(quoted.span(), quoted.text()));
    return new Expression.StringLiteral(
        quoted.span(), new Template(quoted.span(), Template.Form.LINE, parts));
  }
}
