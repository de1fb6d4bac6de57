package io.espalier.constrained;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RegexConstraintTest {
  private static Constraint compile(String pattern, RegexDialect dialect) {
    return new ConstraintCompiler().compile(new ConstraintSource.Regex(pattern, dialect));
  }

  @ParameterizedTest
  @CsvSource({
    "'a+b?', 'aab', 'ba'",
    "'[a-f]{2,3}', 'abc', 'abcd'",
    "'(?i)straße', 'STRASSE?', 'x'",
    "'\\p{Greek}+', 'αβγ', 'abc'",
    "'foo|ba[rz]', 'baz', 'bax'",
    "'a\\b.c', 'a c', 'abc'",
    "'^a$', 'a', 'aa'",
    "'(?m)^a$\\n^b$', 'a\nb', 'ab'",
    "'(?:(?=ab)a.)*', 'abab', 'abac'",
    "'(a{1,3}){2}', 'aaaa', 'a'",
    "'.', 'é', 'ab'",
  })
  void acceptsAndRejectsWholeTexts(String pattern, String good, String bad) {
    Constraint constraint = compile(pattern, RegexDialect.RE2_FULL);
    if (!good.endsWith("?")) {
      assertThat(constraint.matches(good)).isTrue();
    }
    assertThat(constraint.matches(bad)).isFalse();
  }

  @Test
  void searchFindsThePatternAnywhere() {
    Constraint constraint = compile("b{2}", RegexDialect.ECMA_SEARCH);
    assertThat(constraint.matches("abba")).isTrue();
    assertThat(constraint.matches("aba")).isFalse();
  }

  @Test
  void lookAheadRestrictsWhatFollows() {
    Constraint constraint = compile("^(?!foo)[a-z]+$", RegexDialect.ECMA_SEARCH);
    assertThat(constraint.matches("fob")).isTrue();
    assertThat(constraint.matches("foot")).isFalse();
  }

  @Test
  void aPatternThatMatchesNothingIsEmpty() {
    assertThat(compile("a\\bb", RegexDialect.RE2_FULL).isEmpty()).isTrue();
    assertThat(compile("a$b", RegexDialect.RE2_FULL).isEmpty()).isTrue();
    assertThat(compile("a|b", RegexDialect.RE2_FULL).isEmpty()).isFalse();
  }

  @Test
  void lengthsAreKnown() {
    Constraint constraint = compile("ab{2,5}c?", RegexDialect.RE2_FULL);
    assertThat(constraint.minimumBytes()).hasValue(3);
    assertThat(constraint.maximumBytes()).hasValue(7);
    assertThat(compile("a*", RegexDialect.RE2_FULL).maximumBytes()).isEmpty();
  }

  @Test
  void refusesByNameAndOffset() {
    assertThatThrownBy(() -> compile("(a)\\1", RegexDialect.ECMA_FULL))
        .isInstanceOf(ConstraintException.class)
        .hasMessageContaining("@3")
        .hasMessageContaining("back-reference");
    assertThatThrownBy(() -> compile("a)", RegexDialect.RE2_FULL))
        .isInstanceOf(ConstraintException.class)
        .hasMessageContaining("@1");
    assertThatThrownBy(() -> compile("(?<=a)b", RegexDialect.ECMA_FULL))
        .hasMessageContaining("look-behind");
  }

  @Test
  void hostilePatternsEndInANamedError() {
    CompileLimits limits = CompileLimits.DEFAULT.withMaxNodes(100_000);
    String nested = "(".repeat(60_000) + "a" + ")".repeat(60_000);
    assertThatThrownBy(() ->
            new ConstraintCompiler(limits)
                .compile(new ConstraintSource.Regex(nested, RegexDialect.RE2_FULL)))
        .isInstanceOfSatisfying(
            ConstraintException.class,
            e -> assertThat(e.code()).isEqualTo(ConstraintError.TOO_DEEP));
    Constraint counted =
        new ConstraintCompiler(limits)
            .compile(new ConstraintSource.Regex("(a{1,1000}){1,1000}", RegexDialect.RE2_FULL));
    assertThat(counted.matches("a".repeat(3000))).isTrue();
    assertThat(counted.matches("ab")).isFalse();
  }
}
