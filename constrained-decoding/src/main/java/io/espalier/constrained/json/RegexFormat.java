package io.espalier.constrained.json;

import io.espalier.constrained.RegexDialect;
import io.espalier.constrained.regex.CodePoints;
import io.espalier.constrained.regex.Expr;
import io.espalier.constrained.regex.ExprFactory;
import io.espalier.constrained.regex.RegexCompiler;
import java.util.ArrayList;
import java.util.List;

/// Patterns of ECMA-262 (§22.2.1, with the `u` flag) as a regular language that holds no wrong one.
///
/// ## Decisions
///
/// - Groups are followed eight deep: nesting is not regular, and patterns of people stay below
///   that.
/// - Left out, because it is not regular or seldom written: `\\0`, back-references, more than one
///   named group, ranges of a class that begin or end with an escape, property escapes but the
///   general categories.
final class RegexFormat {
  private static final int MAX_NESTING = 8;
  private static final String SPECIAL = "\\^$\\\\.*+?()\\[\\]{}|";
  private static final String ESCAPE =
      "\\\\(?:[dDsSwWfnrtv"
          + SPECIAL
          + "/]|c[A-Za-z]|x[0-9a-fA-F]{2}|u[0-9a-cA-CefEF][0-9a-fA-F]{3}|u[dD][0-7][0-9a-fA-F]{2}"
          + "|u\\{(?:0*[0-9a-fA-F]{1,5}|0*10[0-9a-fA-F]{4})\\}"
          + "|[pP]\\{(?:L|Lu|Ll|Lt|Lm|Lo|M|Mn|Mc|Me|N|Nd|Nl|No|P|Pc|Pd|Ps|Pe|Pi|Pf|Po"
          + "|S|Sm|Sc|Sk|So|Z|Zs|Zl|Zp|C|Cc|Cf|Cs|Co|Cn)\\})";

  private final ExprFactory f;

  private RegexFormat(ExprFactory factory) {
    this.f = factory;
  }

  /// Returns the language.
  static Expr language(ExprFactory factory) {
    return new RegexFormat(factory).patterns();
  }

  private Expr patterns() {
    Expr inner = alternatives(f.empty());
    for (int i = 0; i < MAX_NESTING; i++) {
      inner = alternatives(inner);
    }
    Expr named = regex("[\\s\\S]*\\(\\?<[A-Za-z_$][\\s\\S]*\\(\\?<[A-Za-z_$][\\s\\S]*");
    return f.and(inner, f.not(named));
  }

  private Expr alternatives(Expr inner) {
    Expr close = f.literal(new byte[] {')'});
    Expr group =
        f.concat(regex("\\((?:\\?:|\\?<[A-Za-z_$][A-Za-z0-9_$]*>)?"), f.concat(inner, close));
    Expr look = f.concat(regex("\\(\\?<?[=!]"), f.concat(inner, close));
    Expr atom = f.alternate(regex("[^" + SPECIAL + "]|\\.|" + ESCAPE), characterClass(), group);
    Expr term = f.alternate(f.concat(atom, quantifier()), regex("[\\^$]|\\\\[bB]"), look);
    Expr sequence = f.repeat(term, 0, -1);
    return f.concat(sequence, f.repeat(f.concat(f.literal(new byte[] {'|'}), sequence), 0, -1));
  }

  private Expr quantifier() {
    StringBuilder range = new StringBuilder("\\{(?:[0-9]{1,4},?|0,[0-9]{1,4}");
    for (int digit = 1; digit <= 9; digit++) {
      range.append('|').append(digit).append(",(?:[").append(digit).append("-9]|[1-9][0-9]{1,3})");
    }
    for (int ten = 1; ten <= 9; ten++) {
      range.append('|').append(ten).append("[0-9],[1-9][0-9]{2,3}");
      if (ten < 9) {
        range.append('|').append(ten).append("[0-9],[").append(ten + 1).append("-9][0-9]");
      }
      for (int one = 0; one <= 9; one++) {
        range.append('|').append(ten).append(one).append(',').append(ten);
        range.append('[').append(one).append("-9]");
      }
    }
    return regex("(?:(?:[*+?]|" + range + ")\\})\\??)?");
  }

  private Expr characterClass() {
    List<Expr> items = new ArrayList<>();
    items.add(regex("[^\\\\\\]-]|\\\\[b-]|" + ESCAPE));
    CodePoints ends = CodePoints.of(0x20, 0x7E).minus(CodePoints.of('\\', ']', '-', '-', '^', '^'));
    for (int low = 0x20; low < 0x7F; low++) {
      if (ends.contains(low)) {
        Expr high = f.codes(ends.intersect(CodePoints.of(low, 0x7E)));
        items.add(f.concat(f.literal(new byte[] {(byte) low, '-'}), high));
      }
    }
    Expr hyphen = regex("-?");
    Expr inside = f.concat(hyphen, f.concat(f.repeat(f.alternate(items), 0, -1), hyphen));
    return f.concat(regex("\\[\\^?"), f.concat(inside, f.literal(new byte[] {']'})));
  }

  private Expr regex(String pattern) {
    return RegexCompiler.compile(f, pattern, RegexDialect.RE2_FULL);
  }
}
