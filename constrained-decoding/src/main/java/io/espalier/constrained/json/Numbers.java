package io.espalier.constrained.json;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.espalier.constrained.RegexDialect;
import io.espalier.constrained.regex.Expr;
import io.espalier.constrained.regex.ExprFactory;
import io.espalier.constrained.regex.RegexCompiler;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Languages of the texts of JSON numbers, by exact value.
///
/// A magnitude is compared digit by digit. With an exponent it is read as `d.ddd e X` with one
/// digit other than 0 before the point, as every printer writes it; other forms with an exponent
/// count only where no range is asked for.
final class Numbers {
  /// Most states of a divisibility automaton.
  static final int MAX_DIVISOR_STATES = 20_000;

  private static final String UNSIGNED = "(?:0|[1-9][0-9]*)";
  private static final String EXPONENT = "(?:[eE][+-]?[0-9]+)";

  private final ExprFactory exprs;
  private @Nullable Expr all;
  private @Nullable Expr canonical;
  private @Nullable Expr integers;

  Numbers(ExprFactory exprs) {
    this.exprs = exprs;
  }

  private Expr regex(String pattern) {
    return RegexCompiler.compile(exprs, pattern, RegexDialect.RE2_FULL);
  }

  /// Every JSON number.
  Expr all() {
    Expr made = all;
    if (made == null) {
      made = regex("-?" + UNSIGNED + "(?:\\.[0-9]+)?" + EXPONENT + "?");
      all = made;
    }
    return made;
  }

  /// Every number written without an exponent: the texts whose value all conditions compute
  /// exactly.
  Expr plain() {
    return regex("-?" + UNSIGNED + "(?:\\.[0-9]+)?");
  }

  /// Plain numbers of bounded length.
  Expr canonical() {
    Expr made = canonical;
    if (made == null) {
      made = regex("0|-?[1-9][0-9]{0,17}|-?(?:0|[1-9][0-9]{0,17})\\.[0-9]{0,5}[1-9]");
      canonical = made;
    }
    return made;
  }

  /// Numbers without a fractional part, `1.0` and `1e3` included. With a fraction and an exponent
  /// only what printers write, `1.5e+16` and above.
  Expr integers() {
    Expr made = integers;
    if (made == null) {
      List<Expr> ways = new ArrayList<>();
      ways.add(regex("-?" + UNSIGNED + "(?:\\.0+)?(?:[eE]\\+?[0-9]+)?"));
      ways.add(regex("-?0(?:\\.0+)?" + EXPONENT));
      ways.add(exprs.concat(regex("-?" + UNSIGNED + "\\.[0-9]{1,16}[eE]\\+?0*"), atLeast(16)));
      made = exprs.alternate(ways);
      integers = made;
    }
    return made;
  }

  /// Integers written plainly.
  Expr plainIntegers() {
    return regex("0|-?[1-9][0-9]{0,17}");
  }

  private Expr atLeast(int value) {
    return wholeCompare(Integer.toString(value), true, true);
  }

  /// Numbers `>= bound`, or `> bound` where `strict`.
  Expr atLeast(BigDecimal bound, boolean strict) {
    int sign = bound.signum();
    if (sign > 0) {
      return magnitude(bound, true, !strict);
    }
    Expr positive = regex(UNSIGNED + "(?:\\.[0-9]+)?" + EXPONENT + "?");
    if (sign == 0) {
      return strict ? exprs.and(positive, exprs.not(zero())) : exprs.alternate(positive, zero());
    }
    Expr negative = magnitude(bound.negate(), false, !strict);
    return exprs.alternate(positive, zero(), minus(negative));
  }

  /// Numbers `<= bound`, or `< bound` where `strict`.
  Expr atMost(BigDecimal bound, boolean strict) {
    return mirror(atLeastMirrored(bound.negate(), strict));
  }

  private record Signed(Expr plain, Expr negative) {}

  private Signed atLeastMirrored(BigDecimal bound, boolean strict) {
    // The numbers >= bound, as magnitudes of the positive and of the negative ones.
    int sign = bound.signum();
    Expr every = regex(UNSIGNED + "(?:\\.[0-9]+)?" + EXPONENT + "?");
    if (sign > 0) {
      return new Signed(magnitude(bound, true, !strict), exprs.empty());
    }
    Expr unsignedZero = regex("0(?:\\.0+)?" + EXPONENT + "?");
    if (sign == 0) {
      return strict
          ? new Signed(exprs.and(every, exprs.not(unsignedZero)), exprs.empty())
          : new Signed(every, unsignedZero);
    }
    return new Signed(
        every, exprs.alternate(unsignedZero, magnitude(bound.negate(), false, !strict)));
  }

  private Expr mirror(Signed signed) {
    return exprs.alternate(minus(signed.plain), signed.negative);
  }

  private Expr minus(Expr magnitude) {
    return exprs.concat(exprs.byteSet('-', '-'), magnitude);
  }

  private Expr zero() {
    return regex("-?0(?:\\.0+)?" + EXPONENT + "?");
  }

  /// The texts of exactly `value`.
  Expr exactly(BigDecimal value) {
    if (value.signum() == 0) {
      return zero();
    }
    BigDecimal size = value.abs().stripTrailingZeros();
    List<Expr> ways = new ArrayList<>();
    if (Math.abs((long) size.scale()) < 400) {
      String plain = size.toPlainString();
      ways.add(plain.contains(".") ? literal(plain, "0*") : literal(plain, "(?:\\.0+)?"));
    }
    BigInteger digits = size.unscaledValue();
    String text = digits.toString();
    long exponent = (long) text.length() - 1 - size.scale();
    Expr mantissa =
        text.length() == 1
            ? literal(text, "(?:\\.0+)?")
            : literal(text.charAt(0) + "." + text.substring(1), "0*");
    ways.add(exprs.concat(mantissa, exponent(exponent)));
    Expr magnitude = exprs.alternate(ways);
    return value.signum() < 0 ? minus(magnitude) : magnitude;
  }

  private Expr literal(String text, String more) {
    return exprs.concat(exprs.literal(text.getBytes(US_ASCII)), regex(more));
  }

  private Expr exponent(long value) {
    String sign = value < 0 ? "-" : value == 0 ? "[+-]?" : "\\+?";
    return regex("[eE]" + sign + "0*" + Math.abs(value));
  }

  private Expr exponentAbove(long value) {
    Expr positive = value >= 0 ? wholeCompare(Long.toString(value), true, false) : regex("[0-9]+");
    Expr out = exprs.concat(regex("[eE]\\+?0*"), positive);
    if (value < 0) {
      Expr smaller = wholeCompare(Long.toString(-value), false, false);
      out = exprs.alternate(out, exprs.concat(regex("[eE]-0*"), smaller));
    }
    return out;
  }

  private Expr exponentBelow(long value) {
    Expr negative = value <= 0 ? wholeCompare(Long.toString(-value), true, false) : regex("[0-9]+");
    Expr out = exprs.concat(regex("[eE]-0*"), negative);
    if (value > 0) {
      Expr smaller = wholeCompare(Long.toString(value), false, false);
      out = exprs.alternate(out, exprs.concat(regex("[eE]\\+?0*"), smaller));
    }
    return out;
  }

  /// Unsigned numbers above (or below) a positive bound, or equal to it where `equal`.
  private Expr magnitude(BigDecimal bound, boolean above, boolean equal) {
    BigDecimal size = bound.stripTrailingZeros();
    List<Expr> ways = new ArrayList<>();
    if (Math.abs((long) size.scale()) < 400 && size.precision() < 400) {
      String plain = size.toPlainString();
      int point = plain.indexOf('.');
      String whole = point < 0 ? plain : plain.substring(0, point);
      String fraction = point < 0 ? "" : plain.substring(point + 1);
      ways.add(exprs.concat(wholeCompare(whole, above, false), regex("(?:\\.[0-9]+)?")));
      ways.add(
          exprs.concat(exprs.literal(whole.getBytes(US_ASCII)), fraction(fraction, above, equal)));
    }
    String digits = size.unscaledValue().toString();
    long exponent = (long) digits.length() - 1 - size.scale();
    Expr anyMantissa = regex("[1-9](?:\\.[0-9]+)?");
    ways.add(exprs.concat(anyMantissa, above ? exponentAbove(exponent) : exponentBelow(exponent)));
    Expr first = exprs.concat(mantissaDigit(digits.charAt(0), above), regex("(?:\\.[0-9]+)?"));
    Expr same =
        exprs.concat(
            exprs.byteSet(digits.charAt(0), digits.charAt(0)),
            fraction(digits.substring(1), above, equal));
    ways.add(exprs.concat(exprs.alternate(first, same), exponent(exponent)));
    if (!above) {
      ways.add(regex("0(?:\\.0+)?" + EXPONENT));
    }
    return exprs.alternate(ways);
  }

  private Expr mantissaDigit(char digit, boolean above) {
    return above ? digits(digit + 1, '9') : digits('1', digit - 1);
  }

  private Expr digits(int low, int high) {
    return low > high ? exprs.empty() : exprs.byteSet(low, high);
  }

  /// Whole numbers without leading zeros above or below `bound`, or equal where `equal`.
  private Expr wholeCompare(String bound, boolean above, boolean equal) {
    int n = bound.length();
    List<Expr> ways = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      char digit = bound.charAt(i);
      int least = i == 0 && n > 1 ? '1' : '0';
      Expr other = above ? digits(digit + 1, '9') : digits(least, digit - 1);
      Expr same = exprs.literal(bound.substring(0, i).getBytes(US_ASCII));
      ways.add(
          exprs.concat(
              same, exprs.concat(other, exprs.repeat(digits('0', '9'), n - 1 - i, n - 1 - i))));
    }
    if (above) {
      ways.add(exprs.concat(digits('1', '9'), exprs.repeat(digits('0', '9'), n, -1)));
    } else if (n > 1) {
      ways.add(digits('0', '0'));
      ways.add(exprs.concat(digits('1', '9'), exprs.repeat(digits('0', '9'), 0, n - 2)));
    }
    if (equal) {
      ways.add(exprs.literal(bound.getBytes(US_ASCII)));
    }
    return exprs.alternate(ways);
  }

  /// What may follow an equal whole part: nothing or `.digits`, compared with the digits of `bound`
  /// (no trailing zeros).
  private Expr fraction(String bound, boolean above, boolean equal) {
    Expr compared = fractionDigits(bound, above, equal);
    Expr some = exprs.and(compared, exprs.repeat(digits('0', '9'), 1, -1));
    boolean none = bound.isEmpty() ? equal : !above;
    Expr dotted = exprs.concat(exprs.byteSet('.', '.'), some);
    return none ? exprs.alternate(exprs.epsilon(), dotted) : dotted;
  }

  private Expr fractionDigits(String bound, boolean above, boolean equal) {
    Expr any = exprs.repeat(digits('0', '9'), 0, -1);
    Expr zeros = exprs.repeat(digits('0', '0'), 0, -1);
    Expr out;
    if (above) {
      out = equal ? any : exprs.concat(zeros, exprs.concat(digits('1', '9'), any));
    } else {
      out = equal ? zeros : exprs.empty();
    }
    for (int i = bound.length() - 1; i >= 0; i--) {
      char digit = bound.charAt(i);
      Expr other = above ? digits(digit + 1, '9') : digits('0', digit - 1);
      List<Expr> ways = new ArrayList<>();
      ways.add(exprs.concat(other, any));
      ways.add(exprs.concat(digits(digit, digit), out));
      if (!above) {
        ways.add(exprs.epsilon());
      }
      out = exprs.alternate(ways);
    }
    return out;
  }

  /// Plainly written multiples of `divisor`, or null where that takes too many states.
  @Nullable Expr multiplesOf(BigDecimal divisor) {
    BigDecimal plain = divisor.stripTrailingZeros();
    int scale = Math.max(0, plain.scale());
    BigInteger whole = plain.scaleByPowerOfTen(scale).toBigIntegerExact();
    if (whole.bitLength() > 31 || scale > 64) {
      return null;
    }
    int modulus = whole.intValue();
    if ((long) modulus * (scale + 1) > MAX_DIVISOR_STATES) {
      return null;
    }
    Expr zeros = exprs.repeat(digits('0', '0'), 0, -1);
    // Fraction states, last digit first: after j digits with remainder r.
    List<Expr> deeper = List.of();
    for (int j = scale; j >= 1; j--) {
      List<Expr> level = new ArrayList<>();
      BigInteger missing = BigInteger.TEN.pow(scale - j);
      for (int r = 0; r < modulus; r++) {
        boolean good = BigInteger.valueOf(r).multiply(missing).mod(whole).signum() == 0;
        List<Expr> ways = new ArrayList<>();
        if (good) {
          ways.add(j == scale ? zeros : exprs.epsilon());
        }
        for (int d = 0; d < 10 && j < scale; d++) {
          ways.add(exprs.concat(digits('0' + d, '0' + d), deeper.get((r * 10 + d) % modulus)));
        }
        level.add(exprs.alternate(ways));
      }
      deeper = level;
    }
    List<Expr> exits = new ArrayList<>();
    int[][] moves = new int[modulus][10];
    for (int r = 0; r < modulus; r++) {
      exits.add(afterWhole(r, modulus, scale, whole, deeper));
      for (int d = 0; d < 10; d++) {
        moves[r][d] = (int) (((long) r * 10 + d) % modulus);
      }
    }
    List<Expr> states = exprs.digitAutomaton(moves, exits);
    List<Expr> starts = new ArrayList<>();
    starts.add(exprs.concat(digits('0', '0'), exits.getFirst()));
    for (int d = 1; d < 10; d++) {
      starts.add(exprs.concat(digits('0' + d, '0' + d), states.get(d % modulus)));
    }
    return exprs.concat(regex("-?"), exprs.alternate(starts));
  }

  private Expr afterWhole(
      int remainder, int modulus, int scale, BigInteger whole, List<Expr> fraction) {
    List<Expr> ways = new ArrayList<>();
    BigInteger scaled = BigInteger.valueOf(remainder).multiply(BigInteger.TEN.pow(scale));
    if (scaled.mod(whole).signum() == 0) {
      ways.add(exprs.epsilon());
      ways.add(regex("\\.0+"));
    }
    for (int d = 0; d < 10 && scale > 0; d++) {
      int next = (int) (((long) remainder * 10 + d) % modulus);
      ways.add(
          exprs.concat(
              exprs.byteSet('.', '.'), exprs.concat(digits('0' + d, '0' + d), fraction.get(next))));
    }
    return exprs.alternate(ways);
  }
}
