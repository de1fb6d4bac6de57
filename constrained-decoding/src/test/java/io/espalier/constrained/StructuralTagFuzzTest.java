package io.espalier.constrained;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/// Looks for texts on which a front end does anything but compile or refuse by name.
final class StructuralTagFuzzTest {
  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  @FuzzTest
  void anyTextCompilesOrIsRefused(FuzzedDataProvider data) {
    String text = data.consumeRemainingAsString();
    try {
      Fuzzing.compileAndRead(new ConstraintSource.StructuralTag(MAPPER.readTree(text)), text);
    } catch (ConstraintException | JacksonException _) {
      // Refused by name.
    }
  }
}
