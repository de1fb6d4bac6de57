package io.espalier.dsl.syntax;

import io.espalier.dsl.ast.Declaration;
import io.espalier.dsl.ast.ProgramFile;
import io.espalier.dsl.diagnostic.Diagnostic;
import io.espalier.dsl.diagnostic.Diagnostics;
import io.espalier.dsl.diagnostic.SourceText;
import io.espalier.dsl.diagnostic.Span;
import io.espalier.dsl.diagnostic.SyntaxCode;
import java.util.ArrayList;
import java.util.List;
import org.antlr.v4.runtime.Token;

/// Reads `.sgl` text into a syntax tree, or says what is wrong with it: all mistakes of a file at
/// once. Never throws for a wrong text and never overflows the stack. Thread-safe.
///
/// Phases: characters → tokens (lexer) → [TokenCleaning] → [TokenBalance] → parser ([Recovery]) →
/// records ([SyntaxTreeBuilder]).
public final class ProgramReader {
  private ProgramReader() {}

  /// Reads with [ReadLimits#DEFAULT].
  public static ReadResult read(SourceText source) {
    return read(source, ReadLimits.DEFAULT);
  }

  /// Reads a text within limits. Linear in practice: about a million characters a second once the
  /// JVM is warm.
  public static ReadResult read(SourceText source, ReadLimits limits) {
    var diagnostics = new Diagnostics();
    List<Token> tokens = tokens(source, limits, diagnostics);
    if (diagnostics.hasErrors()) {
      return nothing(source, diagnostics);
    }
    var slips = new Diagnostics();
    List<Token> cleaned = new TokenCleaning(source, slips).clean(tokens);
    TokenBalance.Balanced balanced = TokenBalance.balance(cleaned, source, limits);
    diagnostics.addAll(balanced.diagnostics());
    if (balanced.tooDeep()) {
      return nothing(source, diagnostics);
    }
    var recovery = new Recovery(balanced.tokens(), source, slips);
    SglParser.FileContext file = recovery.parse();
    addReadable(slips, balanced.unreadable(), diagnostics);

    var documentation = new Documentation(recovery.stream(), source);
    var builder = new SyntaxTreeBuilder(source, diagnostics, limits, documentation);
    List<Declaration> declarations = whole(builder.build(file), recovery.removed(), diagnostics);
    if (!diagnostics.hasErrors()) {
      documentation.warn(diagnostics);
    }
    return new ReadResult(
        new ProgramFile(source, declarations),
        documentation.rest(),
        capped(diagnostics.sorted(), limits));
  }

  private static ReadResult nothing(SourceText source, Diagnostics diagnostics) {
    return new ReadResult(new ProgramFile(source, List.of()), List.of(), diagnostics.sorted());
  }

  private static List<Token> tokens(SourceText source, ReadLimits limits, Diagnostics diagnostics) {
    if (source.length() > limits.characters()) {
      diagnostics.add(
          tooLarge(
              source,
              limits.characters(),
              "characters",
              Math.min(limits.characters(), source.length())));
      return List.of();
    }
    var lexer = new SglLexer(new TextCharStream(source.name(), source.text()));
    lexer.removeErrorListeners();
    var tokens = new ArrayList<Token>();
    Token token;
    do {
      token = lexer.nextToken();
      tokens.add(token);
      if (tokens.size() > limits.tokens()) {
        diagnostics.add(
            tooLarge(source, limits.tokens(), "words and symbols", token.getStartIndex()));
        return List.of();
      }
    } while (token.getType() != Token.EOF);
    return tokens;
  }

  private static Diagnostic tooLarge(SourceText source, int limit, String what, int offset) {
    return Diagnostic.error(
            SyntaxCode.TOO_LARGE,
            source,
            Span.at(offset),
            "the file is larger than " + limit + " " + what)
        .hinting("split it and use 'import \"file.sgl\" as name'");
  }

  /// The declarations in which nothing is wrong.
  private static List<Declaration> whole(
      List<Declaration> built, List<Span> removed, Diagnostics diagnostics) {
    if (!diagnostics.hasErrors()) {
      return built;
    }
    var wrong = new ArrayList<>(removed);
    diagnostics.sorted().stream().filter(Diagnostic::isError).forEach(d -> wrong.add(d.span()));
    return built.stream()
        .filter(d -> wrong.stream().noneMatch(span -> touches(d.span(), span)))
        .toList();
  }

  private static boolean touches(Span declaration, Span wrong) {
    return wrong.start() <= declaration.end() && declaration.start() <= wrong.end();
  }

  /// What is said about the inside of a string that never ends is noise.
  private static void addReadable(Diagnostics from, List<Span> unreadable, Diagnostics to) {
    for (Diagnostic diagnostic : from.sorted()) {
      int start = diagnostic.span().start();
      if (unreadable.stream().noneMatch(span -> span.contains(start))) {
        to.add(diagnostic);
      }
    }
  }

  private static List<Diagnostic> capped(List<Diagnostic> sorted, ReadLimits limits) {
    if (sorted.size() <= limits.diagnostics()) {
      return sorted;
    }
    var capped = new ArrayList<>(sorted.subList(0, limits.diagnostics()));
    Diagnostic next = sorted.get(limits.diagnostics());
    capped.add(
        Diagnostic.error(
            SyntaxCode.TOO_MANY_ERRORS,
            next.source(),
            next.span(),
            (sorted.size() - limits.diagnostics())
                + " more diagnostics from here on are not shown"));
    return capped;
  }
}
