package io.espalier.runtime.backend;

import io.espalier.dsl.diagnostic.DiagnosticCode;

/// The catalogue of mistakes about backends (`SGL6xxx`).
public enum BackendCode implements DiagnosticCode {
  UNSUPPORTED("SGL6001", "A program asks for what its backend cannot honour."),
  YAML("SGL6002", "A backends file that is no YAML, or too large or deep."),
  UNKNOWN_FIELD("SGL6003", "A field that a backends file does not have."),
  WRONG_VALUE("SGL6004", "A field with a value that it does not take."),
  MISSING_FIELD("SGL6005", "A field that is required and not there."),
  KEY_IN_FILE("SGL6006", "A key in the file itself, where only the name of a variable may stand."),
  UNKNOWN_BACKEND("SGL6007", "A fallback that the file does not define."),
  FALLBACK_CYCLE("SGL6008", "Backends that fall back on each other in a circle.");

  private final String id;
  private final String explanation;

  BackendCode(String id, String explanation) {
    this.id = id;
    this.explanation = explanation;
  }

  @Override
  public String id() {
    return id;
  }

  @Override
  public String explanation() {
    return explanation;
  }
}
