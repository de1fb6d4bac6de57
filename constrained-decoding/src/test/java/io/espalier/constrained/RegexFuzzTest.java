package io.espalier.constrained;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;

/// Looks for texts on which a front end does anything but compile or refuse by name.
final class RegexFuzzTest {
  @FuzzTest
  void anyTextCompilesOrIsRefused(FuzzedDataProvider data) {
    RegexDialect dialect = data.pickValue(RegexDialect.values());
    String text = data.consumeRemainingAsString();
    try {
      Fuzzing.compileAndRead(new ConstraintSource.Regex(text, dialect), text);
    } catch (ConstraintException _) {
      // Refused by name.
    }
  }
}
