package io.espalier.compiler.analysis;

import io.espalier.dsl.diagnostic.DiagnosticCode;

/// The catalogue of mistakes found while checking: names (`SGL1xxx`), types (`SGL2xxx`), flow
/// (`SGL3xxx`), constraints (`SGL4xxx`), imports (`SGL5xxx`).
public enum CheckCode implements DiagnosticCode {
  UNKNOWN_NAME("SGL1001", "A name that no variable or parameter has."),
  UNKNOWN_TYPE("SGL1002", "A type that is not declared."),
  UNKNOWN_MODULE("SGL1003", "An alias that no import introduces."),
  UNKNOWN_CALLEE("SGL1004", "A call of something that is not declared."),
  UNKNOWN_FIELD("SGL1005", "A field that the record does not have."),
  UNKNOWN_METHOD("SGL1006", "A method that values of the type do not have."),
  UNKNOWN_ARGUMENT("SGL1007", "A named argument that the callee has no parameter for."),
  UNKNOWN_FORMAT("SGL1008", "A format of text that is not known."),
  UNKNOWN_SELECT_METHOD("SGL1009", "A way to select that is not known."),
  UNKNOWN_ENUM_VALUE("SGL1010", "A value that the enum does not have."),
  DUPLICATE("SGL1011", "A name that is declared twice."),
  RESERVED("SGL1012", "A name that the language keeps for itself."),
  UNUSED("SGL1013", "A variable or parameter that nothing uses."),
  SHADOWED("SGL1014", "A variable with the name of an outer one."),

  MISMATCH("SGL2001", "A value of one type where another is needed."),
  ABSENT("SGL2002", "A value that may be absent where one is needed."),
  OPERANDS("SGL2003", "An operator on values that it does not work on."),
  ARGUMENTS("SGL2004", "Missing or surplus arguments of a call."),
  MISSING_FIELD("SGL2005", "A record without one of its fields."),
  WRONG_CALL("SGL2006", "Something called in a way that it cannot be called."),
  NOT_A_LIST("SGL2007", "Something to go through that is no list."),
  RECURSIVE_TYPE("SGL2008", "A type that contains itself."),
  BAD_UNION("SGL2009", "Alternatives that cannot be told apart."),
  NEVER_EQUAL("SGL2010", "A comparison of values that are never equal."),
  TYPE_TOO_LARGE("SGL2011", "A type with more parts than a constraint may have."),
  NOT_CONSTANT("SGL2012", "A value that must be known before the program runs."),
  IMPURE("SGL2013", "A generation or call where only a pure expression may stand."),
  TYPE_ARGUMENT("SGL2014", "An argument that the type does not take."),
  NO_VALUE("SGL2015", "Something that has no value used as one."),
  OUT_OF_BOUNDS("SGL2016", "A constant beyond the bounds of its type."),

  MISSING_RETURN("SGL3001", "A path through a prompt that returns nothing."),
  UNREACHABLE("SGL3002", "Statements that never run."),
  MISPLACED_YIELD("SGL3003", "A yield outside of a fork or race."),
  MISSING_YIELD("SGL3004", "A path through a branch that yields nothing."),
  MISPLACED_BREAK("SGL3005", "A break outside of a loop."),
  MISPLACED_RETURN("SGL3006", "A return where a branch must yield."),
  NESTED_TURN("SGL3007", "A turn inside another turn."),
  NOT_EXHAUSTIVE("SGL3008", "A match that leaves a value without a case."),
  REDUNDANT_CASE("SGL3009", "A case that never matches."),
  BAD_CASE("SGL3010", "A case that cannot match the subject's type."),
  BAD_BOUND("SGL3011", "A bound of a loop or fork that is no constant in range."),
  RECURSION("SGL3012", "Prompts or functions that call each other in a circle."),
  RETURN_VALUE("SGL3013", "A returned value in a prompt without a result, or the reverse."),
  IDLE_THINK("SGL3014", "A think that no generation follows."),
  NO_EFFECT("SGL3015", "A statement that does nothing."),
  OUTSIDE_TURN("SGL3016", "Text outside of the turns of a conversation."),

  IMPOSSIBLE_TYPE("SGL4001", "A type that no text has."),
  BAD_REGEX("SGL4002", "A regex that cannot be enforced."),
  BAD_OPTION("SGL4003", "An option with a value that it does not take."),
  OPTION_CONFLICT("SGL4004", "Options that contradict each other or the type."),
  BAD_SCHEMA("SGL4005", "A JSON Schema that cannot be enforced."),
  BAD_GRAMMAR("SGL4006", "A grammar that cannot be enforced, or stands where none can."),
  BAD_CHOICES("SGL4007", "Choices to select from that are none."),

  UNREADABLE("SGL5001", "A file that cannot be read."),
  IMPORT_CYCLE("SGL5002", "Files that import each other in a circle."),
  IMPORT_OUTSIDE("SGL5003", "A path that leaves the program's folder."),
  TOO_MANY_FILES("SGL5004", "More imported files than a program may have.");

  private final String id;
  private final String explanation;

  CheckCode(String id, String explanation) {
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
