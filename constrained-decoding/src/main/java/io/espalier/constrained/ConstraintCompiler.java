package io.espalier.constrained;

import io.espalier.constrained.automaton.State;
import io.espalier.constrained.automaton.Work;
import io.espalier.constrained.grammar.GrammarCompiler;
import io.espalier.constrained.json.Formats;
import io.espalier.constrained.json.JsonSchemaCompiler;
import io.espalier.constrained.regex.Expr;
import io.espalier.constrained.regex.ExprFactory;
import io.espalier.constrained.regex.RegexCompiler;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// Turns the text of a constraint into a [Constraint]. Immutable and thread-safe; no vocabulary is
/// needed. Interrupting the calling thread cancels a compilation.
public final class ConstraintCompiler {
  private final CompileLimits limits;

  /// Makes a compiler with [CompileLimits#DEFAULT].
  public ConstraintCompiler() {
    this(CompileLimits.DEFAULT);
  }

  /// Makes a compiler with the given limits.
  public ConstraintCompiler(CompileLimits limits) {
    this.limits = limits;
  }

  /// Compiles `source`. A constraint that nothing satisfies is a result ([Constraint#isEmpty()]).
  ///
  /// @throws ConstraintException where the text is wrong, asks for what cannot be enforced, or
  ///   exceeds a limit
  public Constraint compile(ConstraintSource source) {
    Work work = new Work(limits);
    try {
      Constraint constraint = compile(source, work);
      work.compiled();
      return constraint;
    } catch (StackOverflowError _) {
      throw new ConstraintException(
          ConstraintError.TOO_DEEP, "", "nested too deeply", "", "flatten the constraint");
    }
  }

  private Constraint compile(ConstraintSource source, Work work) {
    return switch (source) {
      case ConstraintSource.Regex regex -> {
        checkSize(regex.pattern().length());
        ExprFactory factory = new ExprFactory(work);
        yield of(source, RegexCompiler.compile(factory, regex.pattern(), regex.dialect()));
      }
      case ConstraintSource.Choice choice -> {
        List<byte[]> texts = new ArrayList<>();
        int size = 0;
        for (String text : choice.texts()) {
          size += text.length();
          texts.add(text.getBytes(StandardCharsets.UTF_8));
        }
        checkSize(size);
        yield of(source, new ExprFactory(work).literals(texts));
      }
      case ConstraintSource.JsonSchema schema ->
          new Constraint(
              source, JsonSchemaCompiler.compile(new ExprFactory(work), schema), -1, "JSON Schema");
      case ConstraintSource.Ebnf grammar -> {
        checkSize(grammar.grammar().length());
        State start =
            GrammarCompiler.compileEbnf(new ExprFactory(work), grammar.grammar(), grammar.start());
        yield new Constraint(source, start, -1, grammar.grammar());
      }
      case ConstraintSource.Format format -> {
        Expr language = Formats.language(new ExprFactory(work), format.name());
        if (language == null) {
          throw new ConstraintException(
              ConstraintError.UNSUPPORTED,
              "",
              "unknown format '" + format.name() + "'",
              "the formats of JSON Schema draft 2020-12",
              "use a regex");
        }
        yield of(source, language);
      }
      case ConstraintSource.FreeText text -> of(source, freeText(text, new ExprFactory(work)));
    };
  }

  private static Expr freeText(ConstraintSource.FreeText text, ExprFactory factory) {
    List<Expr> parts = new ArrayList<>();
    parts.add(factory.anyText());
    parts.add(factory.bytesUpTo(text.maxBytes()));
    for (String excluded : text.excluded()) {
      Expr literal = factory.literal(excluded.getBytes(StandardCharsets.UTF_8));
      Expr holding = factory.concat(factory.anyText(), factory.concat(literal, factory.anyText()));
      parts.add(factory.not(holding));
    }
    return factory.and(parts);
  }

  private void checkSize(int size) {
    if (size > limits.maxSourceBytes()) {
      throw new ConstraintException(
          ConstraintError.TOO_LARGE,
          "",
          "the constraint's text is " + size + " long",
          "at most " + limits.maxSourceBytes(),
          "");
    }
  }

  private static Constraint of(ConstraintSource source, Expr expr) {
    State start = expr.isEmpty() ? null : expr;
    return new Constraint(source, start, expr.longestBytes(), expr.toString());
  }
}
