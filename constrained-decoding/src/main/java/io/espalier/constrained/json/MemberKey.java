package io.espalier.constrained.json;

import io.espalier.constrained.json.Formula.Members;
import io.espalier.constrained.regex.Expr;
import org.jspecify.annotations.Nullable;

/// A key as far as formulas can tell keys apart: a declared name, or an extra key by the patterns
/// it matches. `text` is the key itself where it is known.
record MemberKey(int index, long patternBits, @Nullable String text) {
  static MemberKey named(KeySpace space, int index) {
    return new MemberKey(index, 0, space.names.get(index));
  }

  boolean isNamed() {
    return index >= 0;
  }

  /// Returns the formula `members` gives for the value.
  Formula value(Members members, KeySpace space, Formulas formulas) {
    if (text != null) {
      return members.at(text, formulas);
    }
    Formula out = null;
    for (Formula.Pattern pattern : members.patterns) {
      if (matches(pattern.keys(), space)) {
        out = out == null ? pattern.value() : formulas.and(out, pattern.value());
      }
    }
    return out == null ? members.additional : out;
  }

  /// Tells whether the key is in the language, which is one of the space's patterns.
  boolean matches(Expr language, KeySpace space) {
    if (text != null) {
      return Words.contains(language, text);
    }
    int i = space.patterns.indexOf(language);
    if (i < 0) {
      throw new IllegalStateException("a pattern is missing from the key space");
    }
    return (patternBits & (1L << i)) != 0;
  }
}
