package io.espalier.constrained.tag;

import io.espalier.constrained.ConstraintError;
import io.espalier.constrained.ConstraintException;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// A part of a structural tag with its JSON pointer; what is missing or of the wrong type is named.
record TagNode(JsonNode node, String place) {
  private ConstraintException wrong(String at, String wanted) {
    return new ConstraintException(
        ConstraintError.SYNTAX, at, "expected " + wanted, wanted, "see the format's fields");
  }

  ConstraintException invalid(String field, String problem) {
    return new ConstraintException(ConstraintError.INVALID, place + "/" + field, problem, "", "");
  }

  ConstraintException unsupported(String field, String problem) {
    return new ConstraintException(
        ConstraintError.UNSUPPORTED, place + "/" + field, problem, "", "leave it out");
  }

  /// Returns the kind of format. A tag inside a list may leave it out.
  String type() {
    JsonNode type = node.path("type");
    if (type.isMissingNode() && node.has("begin")) {
      return "tag";
    }
    return text("type");
  }

  boolean isMissing(String field) {
    return node.path(field).isMissingNode() || node.path(field).isNull();
  }

  String text(String field) {
    JsonNode value = node.path(field);
    if (!value.isString()) {
      throw wrong(place + "/" + field, "a text");
    }
    return value.stringValue();
  }

  String asText() {
    if (!node.isString()) {
      throw wrong(place, "a text");
    }
    return node.stringValue();
  }

  String textOr(String field, String other) {
    return isMissing(field) ? other : text(field);
  }

  boolean flag(String field) {
    if (isMissing(field)) {
      return false;
    }
    if (!node.path(field).isBoolean()) {
      throw wrong(place + "/" + field, "true or false");
    }
    return node.path(field).booleanValue();
  }

  int count(String field, int other) {
    if (isMissing(field)) {
      return other;
    }
    if (!node.path(field).canConvertToInt() || !node.path(field).isIntegralNumber()) {
      throw wrong(place + "/" + field, "a whole number");
    }
    return node.path(field).intValue();
  }

  JsonNode json(String field) {
    JsonNode value = node.path(field);
    if (!value.isObject() && !value.isBoolean()) {
      throw wrong(place + "/" + field, "a JSON Schema");
    }
    return value;
  }

  TagNode child(String field) {
    if (!node.path(field).isObject()) {
      throw wrong(place + "/" + field, "a format");
    }
    return new TagNode(node.path(field), place + "/" + field);
  }

  TagNode element(int index) {
    if (!node.path(index).isObject() && !node.path(index).isString()) {
      throw wrong(place + "/" + index, "[\"trigger\", {…}]");
    }
    return new TagNode(node.path(index), place + "/" + index);
  }

  List<TagNode> list(String field) {
    if (!node.path(field).isArray()) {
      throw wrong(place + "/" + field, "a list");
    }
    List<TagNode> out = new ArrayList<>();
    for (int i = 0; i < node.path(field).size(); i++) {
      out.add(new TagNode(node.path(field).get(i), place + "/" + field + "/" + i));
    }
    return out;
  }

  /// Returns a list of texts; empty where the field is missing.
  List<String> texts(String field) {
    return isMissing(field) ? List.of() : list(field).stream().map(TagNode::asText).toList();
  }

  List<String> textOrTexts(String field) {
    return node.path(field).isString() ? List.of(text(field)) : texts(field);
  }
}
