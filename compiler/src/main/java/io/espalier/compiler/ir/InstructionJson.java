package io.espalier.compiler.ir;

import io.espalier.compiler.types.Bounds;
import io.espalier.dsl.Role;
import io.espalier.dsl.SelectMethod;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Instructions as JSON: one object each, told apart by `op`; `at` is `file:line:column`.
final class InstructionJson {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private final TypeJson types;
  private final ExprJson expressions;

  InstructionJson(TypeJson types, ExprJson expressions) {
    this.types = types;
    this.expressions = expressions;
  }

  static void place(ObjectNode node, Place place) {
    if (!place.equals(Place.NONE)) {
      node.put("at", place.file() + ":" + place.line() + ":" + place.column());
    }
  }

  static Place place(JsonCursor node) {
    Optional<JsonCursor> at = node.find("at");
    if (at.isEmpty()) {
      return Place.NONE;
    }
    String text = at.get().text();
    int column = text.lastIndexOf(':');
    int line = column < 0 ? -1 : text.lastIndexOf(':', column - 1);
    try {
      return new Place(
          text.substring(0, Math.max(line, 0)),
          Integer.parseInt(text.substring(line + 1, Math.max(column, line + 1))),
          Integer.parseInt(text.substring(column + 1)));
    } catch (NumberFormatException e) {
      throw at.get().wrong("expected file:line:column");
    }
  }

  ObjectNode block(Block block) {
    ArrayNode array = NODES.arrayNode();
    block.instructions().forEach(instruction -> array.add(write(instruction)));
    return NODES.objectNode().put("prefix", block.constantPrefix()).set("instructions", array);
  }

  Block readBlock(JsonCursor node) {
    List<Instruction> instructions = node.list("instructions", this::read);
    return new Block(instructions, node.count("prefix", 0, instructions.size()));
  }

  private ObjectNode write(Instruction instruction) {
    ObjectNode node = NODES.objectNode();
    switch (instruction) {
      case Instruction.AppendText(_, var text) -> node.put("op", "text").put("text", text);
      case Instruction.AppendValue(_, var value) -> expr(node.put("op", "value"), "value", value);
      case Instruction.BeginTurn(_, var role) -> node.put("op", "begin").put("role", role.label());
      case Instruction.EndTurn(_, var role) -> node.put("op", "end").put("role", role.label());
      case Instruction.Think(_, int max) -> node.put("op", "think").put("maxTokens", max);
      case Instruction.Generate generate -> generate(node.put("op", "generate"), generate);
      case Instruction.Select(_, var label, int slot, var choices, var method) ->
          expr(
              node.put("op", "select")
                  .put("label", label)
                  .put("slot", slot)
                  .put("method", JsonCursor.label(method)),
              "choices",
              choices);
      case Instruction.Compute(_, int slot, var value) ->
          expr(node.put("op", "compute").put("slot", slot), "value", value);
      case Instruction.Fork fork -> fork(node.put("op", "fork"), fork);
      case Instruction.Yield(_, var value) -> expr(node.put("op", "yield"), "value", value);
      case Instruction.Return(_, var value) -> expr(node.put("op", "return"), "value", value);
      case Instruction.Break _ -> node.put("op", "break");
      case Instruction.If(_, var condition, var then, var otherwise) -> {
        expr(node.put("op", "if"), "condition", condition);
        node.set("then", block(then));
        node.set("otherwise", block(otherwise));
      }
      case Instruction.ForEach(_, int slot, var items, int max, var body) -> {
        node.put("op", "for").put("itemSlot", slot).put("maxItems", max);
        expr(node, "items", items);
        node.set("body", block(body));
      }
      case Instruction.Loop(_, int max, var body) ->
          node.put("op", "loop").put("maxRounds", max).set("body", block(body));
      case Instruction.Match(_, var subject, var cases) -> {
        expr(node.put("op", "match"), "subject", subject);
        ArrayNode array = NODES.arrayNode();
        for (Instruction.Case matchCase : cases) {
          ObjectNode written = NODES.objectNode();
          written.set("pattern", pattern(matchCase.pattern()));
          written.set("body", block(matchCase.body()));
          array.add(written);
        }
        node.set("cases", array);
      }
      case Instruction.Invoke(_, var label, int slot, var mode, var routine, var arguments) ->
          node.put("op", "invoke")
              .put("label", label)
              .put("slot", slot)
              .put("mode", JsonCursor.label(mode))
              .put("routine", routine)
              .set("arguments", expressions.all(arguments));
      case Instruction.CallTool(_, int slot, var tool, var arguments) ->
          node.put("op", "tool")
              .put("slot", slot)
              .put("tool", tool)
              .set("arguments", expressions.all(arguments));
      case Instruction.Assert(_, boolean hard, var condition, var text, var message) -> {
        expr(node.put("op", "assert").put("hard", hard).put("text", text), "condition", condition);
        message.ifPresent(said -> expr(node, "message", said));
      }
    }
    place(node, instruction.place());
    return node;
  }

  private void expr(ObjectNode node, String name, Expr expr) {
    node.set(name, expressions.write(expr));
  }

  private void generate(ObjectNode node, Instruction.Generate generate) {
    node.put("label", generate.label()).put("slot", generate.slot());
    node.set("type", types.write(generate.type()));
    node.put("constraint", generate.constraint());
    node.set("options", OptionsJson.write(generate.options()));
    node.put("optional", generate.optionalOnTruncation());
  }

  private void fork(ObjectNode node, Instruction.Fork fork) {
    node.put("label", fork.label()).put("kind", JsonCursor.label(fork.kind()));
    node.put("slot", fork.slot()).put("itemSlot", fork.itemSlot());
    expr(node, "items", fork.items());
    node.put("maxBranches", fork.maxBranches()).put("collect", fork.collect());
    node.set("body", block(fork.body()));
  }

  private ObjectNode pattern(Pattern pattern) {
    ObjectNode node = NODES.objectNode();
    switch (pattern) {
      case Pattern.Alternative(var tag, var bindings) -> {
        ArrayNode array = NODES.arrayNode();
        for (Pattern.Binding binding : bindings) {
          array.add(NODES.objectNode().put("field", binding.field()).put("slot", binding.slot()));
        }
        node.put("tag", tag).set("bindings", array);
      }
      case Pattern.Literal(var constant) -> {
        ObjectNode value = NODES.objectNode();
        expressions.constant(value, constant);
        node.set("literal", value);
      }
      case Pattern.Anything _ -> node.put("anything", true);
    }
    return node;
  }

  private Instruction read(JsonCursor node) {
    Place at = place(node);
    return switch (node.text("op")) {
      case "text" -> new Instruction.AppendText(at, node.text("text"));
      case "value" -> new Instruction.AppendValue(at, expr(node, "value"));
      case "begin" -> new Instruction.BeginTurn(at, node.constant("role", Role.class));
      case "end" -> new Instruction.EndTurn(at, node.constant("role", Role.class));
      case "think" -> new Instruction.Think(at, node.count("maxTokens", 1, Bounds.MAX_TOKENS));
      case "generate" -> readGenerate(node, at);
      case "select" ->
          new Instruction.Select(
              at,
              node.text("label"),
              slot(node, "slot"),
              expr(node, "choices"),
              node.constant("method", SelectMethod.class));
      case "compute" -> new Instruction.Compute(at, slot(node, "slot"), expr(node, "value"));
      case "fork" -> readFork(node, at);
      case "yield" -> new Instruction.Yield(at, expr(node, "value"));
      case "return" -> new Instruction.Return(at, expr(node, "value"));
      case "break" -> new Instruction.Break(at);
      case "if" ->
          new Instruction.If(
              at,
              expr(node, "condition"),
              readBlock(node.get("then")),
              readBlock(node.get("otherwise")));
      case "for" ->
          new Instruction.ForEach(
              at,
              slot(node, "itemSlot"),
              expr(node, "items"),
              node.count("maxItems", 0, Bounds.ITERATIONS),
              readBlock(node.get("body")));
      case "loop" ->
          new Instruction.Loop(
              at, node.count("maxRounds", 1, Bounds.ITERATIONS), readBlock(node.get("body")));
      case "match" ->
          new Instruction.Match(at, expr(node, "subject"), node.list("cases", this::readCase));
      case "invoke" ->
          new Instruction.Invoke(
              at,
              node.text("label"),
              slot(node, "slot"),
              node.constant("mode", Instruction.InvokeMode.class),
              node.text("routine"),
              node.list("arguments", expressions::read));
      case "tool" ->
          new Instruction.CallTool(
              at, slot(node, "slot"), node.text("tool"), node.list("arguments", expressions::read));
      case "assert" ->
          new Instruction.Assert(
              at,
              node.truth("hard"),
              expr(node, "condition"),
              node.text("text"),
              node.find("message").map(expressions::read));
      default -> throw node.get("op").wrong("no operation");
    };
  }

  private Expr expr(JsonCursor node, String name) {
    return expressions.read(node.get(name));
  }

  private static int slot(JsonCursor node, String name) {
    return node.count(name, -1, Integer.MAX_VALUE);
  }

  private Instruction readGenerate(JsonCursor node, Place at) {
    return new Instruction.Generate(
        at,
        node.text("label"),
        slot(node, "slot"),
        types.read(node.get("type")),
        node.count("constraint", -1, Integer.MAX_VALUE),
        OptionsJson.read(node.get("options")),
        node.truth("optional"));
  }

  private Instruction readFork(JsonCursor node, Place at) {
    return new Instruction.Fork(
        at,
        node.text("label"),
        node.constant("kind", Instruction.ForkKind.class),
        slot(node, "slot"),
        slot(node, "itemSlot"),
        expr(node, "items"),
        node.count("maxBranches", 0, Bounds.ITERATIONS),
        readBlock(node.get("body")),
        node.truth("collect"));
  }

  private Instruction.Case readCase(JsonCursor node) {
    return new Instruction.Case(readPattern(node.get("pattern")), readBlock(node.get("body")));
  }

  private Pattern readPattern(JsonCursor node) {
    if (node.find("tag").isPresent()) {
      return new Pattern.Alternative(
          node.text("tag"),
          node.list(
              "bindings",
              binding ->
                  new Pattern.Binding(
                      binding.text("field"), binding.count("slot", 0, Integer.MAX_VALUE))));
    }
    if (node.find("literal").isPresent()) {
      return new Pattern.Literal(expressions.readConstant(node.get("literal")));
    }
    node.truth("anything");
    return new Pattern.Anything();
  }
}
