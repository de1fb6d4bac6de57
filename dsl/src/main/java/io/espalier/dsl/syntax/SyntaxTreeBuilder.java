package io.espalier.dsl.syntax;

import io.espalier.dsl.ast.Declaration;
import io.espalier.dsl.ast.Name;
import io.espalier.dsl.diagnostic.Diagnostic;
import io.espalier.dsl.diagnostic.Diagnostics;
import io.espalier.dsl.diagnostic.SourceText;
import io.espalier.dsl.diagnostic.Span;
import io.espalier.dsl.diagnostic.SyntaxCode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.antlr.v4.runtime.ParserRuleContext;
import org.antlr.v4.runtime.Token;

/// Makes records from a parse tree and reports what the grammar lets through but the language does
/// not. This class holds what the builders of the families share; confined to one read.
///
/// Recursion is bounded: each builder says with [#enter] by how much the tree grows in height.
final class SyntaxTreeBuilder {
  private final SourceText source;
  private final Diagnostics diagnostics;
  private final ReadLimits limits;
  private final Documentation documentation;
  private final TypeBuilder types = new TypeBuilder(this);
  private final TemplateBuilder templates = new TemplateBuilder(this);
  private final ExpressionBuilder expressions = new ExpressionBuilder(this);
  private final StatementBuilder statements = new StatementBuilder(this);
  private final DeclarationBuilder declarations = new DeclarationBuilder(this);
  private final Set<Integer> wrongLines = new HashSet<>();
  private int height;

  SyntaxTreeBuilder(
      SourceText source, Diagnostics diagnostics, ReadLimits limits, Documentation documentation) {
    this.source = source;
    this.diagnostics = diagnostics;
    this.limits = limits;
    this.documentation = documentation;
    diagnostics.sorted().forEach(d -> wrongLines.add(source.line(d.span().start())));
  }

  /// Thrown where a tree would become too high; the declaration is dropped.
  private static final class TooHighException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TooHighException() {
      super("the tree is too high", null, false, false);
    }
  }

  /// The declarations of a file; one that is too high is left out.
  List<Declaration> build(SglParser.FileContext file) {
    var built = new ArrayList<Declaration>();
    for (SglParser.DeclarationContext context : file.declaration()) {
      try {
        height = 0;
        built.add(declarations.build(context));
      } catch (TooHighException _) {
        documentation.skip(context);
      }
    }
    return built;
  }

  TypeBuilder types() {
    return types;
  }

  TemplateBuilder templates() {
    return templates;
  }

  ExpressionBuilder expressions() {
    return expressions;
  }

  StatementBuilder statements() {
    return statements;
  }

  Documentation documentation() {
    return documentation;
  }

  ReadLimits limits() {
    return limits;
  }

  /// The tree grows by `levels`; each call has its [#leave].
  void enter(int levels, ParserRuleContext context) {
    height += levels;
    if (height > limits.depth()) {
      report(
          Diagnostic.error(
                  SyntaxCode.TOO_DEEP,
                  source,
                  Places.of(context.getStart()),
                  "this is nested deeper than " + limits.depth() + " levels")
              .hinting("split it with 'let', or into a function of its own"));
      throw new TooHighException();
    }
  }

  void leave(int levels) {
    height -= levels;
  }

  void report(Diagnostic diagnostic) {
    diagnostics.add(diagnostic);
  }

  /// Reports unless something is wrong in the same line already: it is likely the same mistake.
  void reportOnQuietLine(Diagnostic diagnostic) {
    int line = source.line(diagnostic.span().start());
    if (wrongLines.add(line)) {
      report(diagnostic);
    }
  }

  Diagnostic error(SyntaxCode code, Span span, String message) {
    return Diagnostic.error(code, source, span, message);
  }

  static Name name(ParserRuleContext context) {
    return new Name(Places.of(context), context.getText());
  }

  static Name name(Token token) {
    return new Name(Places.of(token), token.getText());
  }

  /// Reports each name that stands a second time in a list of options, arguments or fields.
  void reportRepeated(List<Name> names, String kind) {
    var seen = new HashSet<String>();
    for (Name name : names) {
      if (!seen.add(name.text())) {
        report(
            error(
                SyntaxCode.REPEATED_OPTION,
                name.span(),
                "the " + kind + " '" + name.text() + "' is given twice"));
      }
    }
  }
}
