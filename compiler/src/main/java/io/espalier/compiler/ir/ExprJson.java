package io.espalier.compiler.ir;

import io.espalier.compiler.types.IrType;
import io.espalier.compiler.types.ValueCodec;
import io.espalier.compiler.types.ValueException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Expressions as JSON: one object each, told apart by `op`.
final class ExprJson {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private final TypeJson types;

  ExprJson(TypeJson types) {
    this.types = types;
  }

  ObjectNode write(Expr expr) {
    ObjectNode node = NODES.objectNode();
    switch (expr) {
      case Expr.Constant constant -> constant(node.put("op", "constant"), constant);
      case Expr.SlotRef(int slot) -> node.put("op", "slot").put("slot", slot);
      case Expr.SlotInfo(int slot, var info) ->
          node.put("op", "info").put("slot", slot).put("info", JsonCursor.label(info));
      case Expr.Stats(var counter) ->
          node.put("op", "stats").put("counter", JsonCursor.label(counter));
      case Expr.Binary(var operator, var left, var right) ->
          node.put("op", "binary")
              .put("operator", JsonCursor.label(operator))
              .set("left", write(left))
              .set("right", write(right));
      case Expr.Negate(var operand) -> node.put("op", "negate").set("operand", write(operand));
      case Expr.Not(var operand) -> node.put("op", "not").set("operand", write(operand));
      case Expr.Conditional(var condition, var then, var otherwise) ->
          node.put("op", "if")
              .set("condition", write(condition))
              .set("then", write(then))
              .set("otherwise", write(otherwise));
      case Expr.Member(var target, var field) ->
          node.put("op", "member").put("field", field).set("target", write(target));
      case Expr.Index(var target, var index) ->
          node.put("op", "index").set("target", write(target)).set("index", write(index));
      case Expr.Method(var target, var name, var arguments) ->
          node.put("op", "method")
              .put("name", name)
              .set("target", write(target))
              .set("arguments", all(arguments));
      case Expr.Lambda(int slot, var body) ->
          node.put("op", "lambda").put("slot", slot).set("body", write(body));
      case Expr.ListExpr(var items) -> node.put("op", "list").set("items", all(items));
      case Expr.Range(var from, var to) ->
          node.put("op", "range").set("from", write(from)).set("to", write(to));
      case Expr.RecordExpr(var type, var fields, var values) ->
          node.put("op", "record")
              .put("type", type)
              .set("fields", TypeJson.texts(fields))
              .set("values", all(values));
      case Expr.Join(var parts) -> node.put("op", "join").set("parts", all(parts));
      case Expr.FunctionCall(var function, var arguments) ->
          node.put("op", "call").put("function", function).set("arguments", all(arguments));
    }
    return node;
  }

  /// Writes a constant's type and value into `node`.
  void constant(ObjectNode node, Expr.Constant constant) {
    node.set("type", types.write(constant.type()));
    node.set("value", json(constant.type(), constant.value()));
  }

  private static JsonNode json(IrType type, @Nullable Object value) {
    return ValueCodec.toJson(type, value);
  }

  ArrayNode all(List<Expr> expressions) {
    ArrayNode array = NODES.arrayNode();
    expressions.forEach(expr -> array.add(write(expr)));
    return array;
  }

  Expr read(JsonCursor node) {
    return switch (node.text("op")) {
      case "constant" -> readConstant(node);
      case "slot" -> new Expr.SlotRef(slot(node));
      case "info" -> new Expr.SlotInfo(slot(node), node.constant("info", Expr.Fact.class));
      case "stats" -> new Expr.Stats(node.constant("counter", Expr.Counter.class));
      case "binary" ->
          new Expr.Binary(
              node.constant("operator", Expr.Operator.class),
              read(node.get("left")),
              read(node.get("right")));
      case "negate" -> new Expr.Negate(read(node.get("operand")));
      case "not" -> new Expr.Not(read(node.get("operand")));
      case "if" ->
          new Expr.Conditional(
              read(node.get("condition")), read(node.get("then")), read(node.get("otherwise")));
      case "member" -> new Expr.Member(read(node.get("target")), node.text("field"));
      case "index" -> new Expr.Index(read(node.get("target")), read(node.get("index")));
      case "method" ->
          new Expr.Method(
              read(node.get("target")), node.text("name"), node.list("arguments", this::read));
      case "lambda" -> new Expr.Lambda(slot(node), read(node.get("body")));
      case "list" -> new Expr.ListExpr(node.list("items", this::read));
      case "range" -> new Expr.Range(read(node.get("from")), read(node.get("to")));
      case "record" -> record(node);
      case "join" -> new Expr.Join(node.list("parts", this::read));
      case "call" ->
          new Expr.FunctionCall(node.text("function"), node.list("arguments", this::read));
      default -> throw node.get("op").wrong("no operation of an expression");
    };
  }

  Expr.Constant readConstant(JsonCursor node) {
    IrType type = types.read(node.get("type"));
    JsonCursor value = node.get("value");
    try {
      // The value of a null constant has no other type than the one written beside it.
      return new Expr.Constant(
          value.node().isNull() ? null : ValueCodec.fromJson(type, value.node()), type);
    } catch (ValueException e) {
      throw new ValueException(value.pointer() + e.pointer(), e.problem());
    }
  }

  private Expr record(JsonCursor node) {
    List<String> fields = node.texts("fields");
    List<Expr> values = node.list("values", this::read);
    if (fields.size() != values.size()) {
      throw node.wrong(fields.size() + " fields and " + values.size() + " values");
    }
    return new Expr.RecordExpr(node.text("type"), fields, values);
  }

  private static int slot(JsonCursor node) {
    return node.count("slot", 0, Integer.MAX_VALUE);
  }
}
