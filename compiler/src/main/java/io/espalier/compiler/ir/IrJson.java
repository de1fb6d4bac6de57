package io.espalier.compiler.ir;

import io.espalier.compiler.types.JsonText;
import io.espalier.compiler.types.ValueException;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Programs as JSON, the form in which they travel. What is written reads back equal. What is read
/// from strangers is limited in size and depth and checked by [IrValidator], so that an interpreter
/// can trust its structure.
public final class IrJson {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private final TypeJson types = new TypeJson();
  private final ExprJson expressions = new ExprJson(types);
  private final InstructionJson instructions = new InstructionJson(types, expressions);

  private IrJson() {}

  /// The JSON of a program.
  public static String write(IrProgram program) {
    return new IrJson().program(program).toString();
  }

  /// The program of a JSON text.
  ///
  /// @throws ValueException if it is none, with a pointer to the part that is wrong
  public static IrProgram read(String json) {
    return read(JsonText.read(json));
  }

  /// The program of a JSON value.
  ///
  /// @throws ValueException if it is none, with a pointer to the part that is wrong
  public static IrProgram read(JsonNode json) {
    IrProgram program = new IrJson().program(new JsonCursor(json, ""));
    IrValidator.check(program);
    return program;
  }

  private ObjectNode program(IrProgram program) {
    ObjectNode node = NODES.objectNode();
    node.put("version", program.version()).put("name", program.name());
    node.set("types", types.table(program.types()));
    ArrayNode functions = NODES.arrayNode();
    for (Function function : program.functions()) {
      ObjectNode written = NODES.objectNode().put("name", function.name());
      written.set("parameters", parameters(function.parameters()));
      written.set("result", types.write(function.result()));
      written.set("slots", slots(function.slots()));
      written.set("body", expressions.write(function.body()));
      functions.add(written);
    }
    node.set("functions", functions);
    ArrayNode tools = NODES.arrayNode();
    for (ToolSignature tool : program.tools()) {
      ObjectNode written = NODES.objectNode().put("name", tool.name());
      written.put("description", tool.description());
      written.set("parameters", parameters(tool.parameters()));
      written.set("result", types.write(tool.result()));
      tools.add(written);
    }
    node.set("tools", tools);
    node.set("prompts", routines(program.prompts()));
    node.set("tests", routines(program.tests()));
    ArrayNode constraints = NODES.arrayNode();
    program.constraints().forEach(text -> constraints.add(ConstraintJson.write(text)));
    node.set("constraints", constraints);
    return node.put("entry", program.entry());
  }

  private ArrayNode parameters(List<Parameter> parameters) {
    ArrayNode array = NODES.arrayNode();
    for (Parameter parameter : parameters) {
      ObjectNode node = NODES.objectNode().put("name", parameter.name());
      node.put("description", parameter.description());
      node.set("type", types.write(parameter.type()));
      parameter
          .defaultValue()
          .ifPresent(constant -> {
            ObjectNode value = NODES.objectNode();
            expressions.constant(value, constant);
            node.set("default", value);
          });
      array.add(node);
    }
    return array;
  }

  private ArrayNode slots(List<Slot> slots) {
    ArrayNode array = NODES.arrayNode();
    for (Slot slot : slots) {
      array.add(NODES.objectNode().put("name", slot.name()).set("type", types.write(slot.type())));
    }
    return array;
  }

  private ArrayNode routines(List<Routine> routines) {
    ArrayNode array = NODES.arrayNode();
    for (Routine routine : routines) {
      ObjectNode node = NODES.objectNode().put("name", routine.name());
      node.put("description", routine.description());
      InstructionJson.place(node, routine.place());
      node.set("parameters", parameters(routine.parameters()));
      node.set("result", types.write(routine.result()));
      node.set("slots", slots(routine.slots()));
      node.set("body", instructions.block(routine.body()));
      array.add(node);
    }
    return array;
  }

  private IrProgram program(JsonCursor node) {
    long version = node.whole("version");
    if (version != IrProgram.VERSION) {
      throw node.get("version")
          .wrong("version " + version + ", and this compiler reads " + IrProgram.VERSION);
    }
    try {
      return new IrProgram(
          IrProgram.VERSION,
          node.text("name"),
          types.readTable(node.get("types")),
          node.list("functions", this::function),
          node.list("tools", this::tool),
          node.list("prompts", this::routine),
          node.list("tests", this::routine),
          node.list("constraints", ConstraintJson::read),
          node.text("entry"));
    } catch (IllegalArgumentException e) {
      throw new ValueException("", String.valueOf(e.getMessage()));
    }
  }

  private Function function(JsonCursor node) {
    return new Function(
        node.text("name"),
        node.list("parameters", this::parameter),
        types.read(node.get("result")),
        node.list("slots", this::slot),
        expressions.read(node.get("body")));
  }

  private ToolSignature tool(JsonCursor node) {
    return new ToolSignature(
        node.text("name"),
        node.text("description"),
        node.list("parameters", this::parameter),
        types.read(node.get("result")));
  }

  private Parameter parameter(JsonCursor node) {
    Optional<Expr.Constant> value = node.find("default").map(expressions::readConstant);
    return new Parameter(
        node.text("name"), types.read(node.get("type")), value, node.text("description"));
  }

  private Slot slot(JsonCursor node) {
    return new Slot(node.text("name"), types.read(node.get("type")));
  }

  private Routine routine(JsonCursor node) {
    return new Routine(
        InstructionJson.place(node),
        node.text("name"),
        node.text("description"),
        node.list("parameters", this::parameter),
        types.read(node.get("result")),
        node.list("slots", this::slot),
        instructions.readBlock(node.get("body")));
  }
}
