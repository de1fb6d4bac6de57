package io.espalier.constrained;

import io.espalier.constrained.automaton.State;
import io.espalier.constrained.automaton.Work;
import io.espalier.constrained.grammar.EbnfReader;
import io.espalier.constrained.grammar.Grammar;
import io.espalier.constrained.grammar.GrammarCompiler;
import io.espalier.constrained.grammar.GrammarPrinter;
import io.espalier.constrained.grammar.Production;
import io.espalier.constrained.json.Formats;
import io.espalier.constrained.json.JsonSchemaCompiler;
import io.espalier.constrained.lark.LarkReader;
import io.espalier.constrained.regex.Expr;
import io.espalier.constrained.regex.ExprFactory;
import io.espalier.constrained.regex.RegexCompiler;
import io.espalier.constrained.tag.StructuralTagReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

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
    ExprFactory exprs = new ExprFactory(work);
    Grammar grammar = grammar(source, work);
    State start =
        grammar == null
            ? start(source, exprs, 0)
            : GrammarCompiler.compile(exprs, grammar, part -> start(part, exprs, 1));
    int longest = start instanceof Expr expr ? expr.longestBytes() : -1;
    String description = grammar == null ? describe(source) : GrammarPrinter.print(grammar);
    return new Constraint(source, start, longest, description);
  }

  /// Returns the grammar a source stands for, or null where it is none.
  private @Nullable Grammar grammar(ConstraintSource source, Work work) {
    return switch (source) {
      case ConstraintSource.Ebnf ebnf -> {
        checkSize(ebnf.grammar().length());
        yield EbnfReader.read(work, ebnf.grammar(), ebnf.start());
      }
      case ConstraintSource.Lark lark -> {
        checkSize(lark.grammar().length());
        yield LarkReader.read(work, lark.grammar(), lark.options());
      }
      case ConstraintSource.StructuralTag tag -> StructuralTagReader.read(work, tag);
      case ConstraintSource.Sequence sequence ->
          Grammar.of(new Production.Sequence(values(sequence.parts())));
      case ConstraintSource.Either either ->
          Grammar.of(new Production.Choice(values(either.parts())));
      case ConstraintSource.Substring substring -> {
        checkSize(substring.chunks().stream().mapToInt(String::length).sum());
        yield Grammar.of(new Production.Substring(substring.chunks()));
      }
      case ConstraintSource.ControlToken token ->
          Grammar.of(new Production.ControlToken(token.name()));
      case ConstraintSource.Regex _,
          ConstraintSource.Choice _,
          ConstraintSource.FreeText _,
          ConstraintSource.JsonSchema _,
          ConstraintSource.Format _ ->
          null;
    };
  }

  private static List<Production> values(List<ConstraintSource> parts) {
    List<Production> out = new ArrayList<>(parts.size());
    for (ConstraintSource part : parts) {
      out.add(new Production.Value(part));
    }
    return out;
  }

  /// Returns the start of a part of a constraint, or null where nothing satisfies it.
  private @Nullable State start(ConstraintSource source, ExprFactory exprs, int depth) {
    exprs.work().depth(depth, "");
    return switch (source) {
      case ConstraintSource.Regex regex -> {
        checkSize(regex.pattern().length());
        yield live(RegexCompiler.compile(exprs, regex.pattern(), regex.dialect()));
      }
      case ConstraintSource.Choice choice -> {
        List<byte[]> texts = new ArrayList<>();
        int size = 0;
        for (String text : choice.texts()) {
          size += text.length();
          texts.add(text.getBytes(StandardCharsets.UTF_8));
        }
        checkSize(size);
        yield exprs.literals(texts);
      }
      case ConstraintSource.JsonSchema schema -> JsonSchemaCompiler.compile(exprs, schema);
      case ConstraintSource.Format format -> {
        Expr language = Formats.language(exprs, format.name());
        if (language == null) {
          throw new ConstraintException(
              ConstraintError.UNSUPPORTED,
              "",
              "unknown format '" + format.name() + "'",
              "the formats of JSON Schema draft 2020-12",
              "use a regex");
        }
        yield live(language);
      }
      case ConstraintSource.FreeText text -> live(freeText(text, exprs));
      case ConstraintSource.Ebnf _,
          ConstraintSource.Lark _,
          ConstraintSource.StructuralTag _,
          ConstraintSource.Substring _,
          ConstraintSource.Sequence _,
          ConstraintSource.Either _,
          ConstraintSource.ControlToken _ -> {
        Grammar grammar = grammar(source, exprs.work());
        if (grammar == null) {
          throw new IllegalStateException("a source without a grammar: " + source);
        }
        yield GrammarCompiler.compile(exprs, grammar, part -> start(part, exprs, depth + 1));
      }
    };
  }

  private static @Nullable State live(Expr expr) {
    return expr.isEmpty() ? null : expr;
  }

  private static String describe(ConstraintSource source) {
    return switch (source) {
      case ConstraintSource.Regex regex -> regex.pattern();
      case ConstraintSource.JsonSchema schema -> schema.schema().toString();
      case ConstraintSource.Format format -> "format " + format.name();
      case ConstraintSource.Choice _,
          ConstraintSource.FreeText _,
          ConstraintSource.Ebnf _,
          ConstraintSource.Lark _,
          ConstraintSource.StructuralTag _,
          ConstraintSource.Substring _,
          ConstraintSource.Sequence _,
          ConstraintSource.Either _,
          ConstraintSource.ControlToken _ ->
          source.toString();
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
}
