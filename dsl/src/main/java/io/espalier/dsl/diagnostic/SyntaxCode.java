package io.espalier.dsl.diagnostic;

/// The catalogue of mistakes found while reading text into a syntax tree (`SGL0xxx`).
public enum SyntaxCode implements DiagnosticCode {
  UNEXPECTED("SGL0001", "Something stands where the grammar allows something else."),
  MISSING("SGL0002", "Something that the grammar requires is not there."),
  UNKNOWN_CHARACTER("SGL0003", "A character that has no meaning outside a string."),
  UNCLOSED_STRING("SGL0004", "A string that is opened and never closed."),
  UNCLOSED_BRACKET("SGL0005", "A bracket or brace that is opened and never closed."),
  UNOPENED_BRACKET("SGL0006", "A closing bracket or brace without an opening one."),
  BAD_ESCAPE("SGL0007", "A backslash in a string followed by something that is no escape."),
  BAD_NUMBER("SGL0008", "A number that cannot be represented or is spelled wrongly."),
  MISSING_TYPE("SGL0010", "A place where a type is required has none."),
  OPTIONS_WITHOUT_WITH(
      "SGL0011", "Generation options that are not written as 'with (name: value)'."),
  ASSIGNMENT_FOR_COMPARISON("SGL0012", "'=' where a comparison needs '=='."),
  IN_FOR_CONTAINS("SGL0013", "'in' used as a comparison; the language says 'contains'."),
  UNKNOWN_OPTION("SGL0014", "A generation option that does not exist."),
  REPEATED_OPTION("SGL0015", "A generation option, field or argument given twice."),
  CHAINED_COMPARISON("SGL0016", "Two comparisons in a row without '&&' between them."),
  HOLE_OUTSIDE_TEXT("SGL0017", "A hole in a string that is a value and not appended text."),
  NOT_CONSTANT("SGL0018", "An interpolation in a string that must be constant."),
  MISPLACED_DECLARATION("SGL0019", "A declaration inside a block, or a statement outside of one."),
  MISPLACED_DOCUMENTATION("SGL0020", "A documentation comment that documents nothing."),
  UNKNOWN_WORD("SGL0021", "A word of another language used for one of this language."),
  ARGUMENT_ORDER("SGL0022", "A positional argument after a named one."),
  TOO_LARGE("SGL0090", "The text is larger than the reader's limit."),
  TOO_DEEP("SGL0091", "The text is nested deeper than the reader's limit."),
  TOO_MANY_ERRORS("SGL0092", "More mistakes than are worth printing.");

  private final String id;
  private final String explanation;

  SyntaxCode(String id, String explanation) {
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
