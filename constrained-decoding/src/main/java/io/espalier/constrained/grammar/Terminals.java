package io.espalier.constrained.grammar;

import io.espalier.constrained.ConstraintError;
import io.espalier.constrained.ConstraintException;
import io.espalier.constrained.ConstraintSource;
import io.espalier.constrained.RegexDialect;
import io.espalier.constrained.automaton.State;
import io.espalier.constrained.mask.TokenTrie;
import io.espalier.constrained.regex.Expr;
import io.espalier.constrained.regex.ExprFactory;
import io.espalier.constrained.regex.RegexCompiler;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Lowers the leaves of a grammar to automata: expressions where the texts are regular, other
/// states for embedded constraints such as JSON Schemas.
final class Terminals {
  /// Most control tokens one range of ids may name.
  private static final int MAX_IDS = 65_536;

  private final ExprFactory exprs;
  private final Function<ConstraintSource, @Nullable State> sources;
  private final Map<Production, State> known = new HashMap<>();

  /// `sources` compiles an embedded constraint to its start, null where it is empty.
  Terminals(ExprFactory exprs, Function<ConstraintSource, @Nullable State> sources) {
    this.exprs = exprs;
    this.sources = sources;
  }

  State text(Production.Text text) {
    if (!text.ignoreCase()) {
      return exprs.literal(text.text().getBytes(StandardCharsets.UTF_8));
    }
    StringBuilder pattern = new StringBuilder();
    text.text().codePoints().forEach(c -> pattern.append(String.format("\\x{%x}", c)));
    return RegexCompiler.compile(exprs, pattern.toString(), RegexDialect.RE2_FULL, "i");
  }

  State pattern(Production.Pattern leaf) {
    State made = known.get(leaf);
    if (made == null) {
      made = compile(leaf);
      known.put(leaf, made);
    }
    return made;
  }

  private Expr compile(Production.Pattern leaf) {
    try {
      return RegexCompiler.compile(exprs, leaf.pattern(), leaf.dialect(), leaf.flags());
    } catch (ConstraintException e) {
      throw new ConstraintException(
          e.code(), leaf.place() + e.place(), e.problem(), e.allowed(), e.hint());
    }
  }

  State controlToken(Production.ControlToken token) {
    return exprs.literal(TokenTrie.specialByName(token.name().getBytes(StandardCharsets.UTF_8)));
  }

  State controlId(Production.ControlId range) {
    List<byte[]> ids = new ArrayList<>();
    for (int id = range.low(); id <= range.high(); id++) {
      if (ids.size() > MAX_IDS) {
        throw new ConstraintException(
            ConstraintError.TOO_LARGE,
            "",
            "the range of token ids " + range.low() + "-" + range.high() + " is too large",
            "at most " + MAX_IDS + " ids",
            "");
      }
      ids.add(TokenTrie.specialById(id));
    }
    return exprs.literals(ids);
  }

  State value(Production.Value value) {
    State made = known.get(value);
    if (made == null) {
      State start = sources.apply(value.source());
      made = start == null ? exprs.empty() : start;
      known.put(value, made);
    }
    return made;
  }

  Expr anyText(Production.AnyText text) {
    List<Expr> parts = new ArrayList<>();
    parts.add(exprs.anyText());
    for (String excluded : text.excluded()) {
      Expr literal = exprs.literal(excluded.getBytes(StandardCharsets.UTF_8));
      parts.add(exprs.not(exprs.concat(exprs.anyText(), exprs.concat(literal, exprs.anyText()))));
    }
    return exprs.and(parts);
  }
}
