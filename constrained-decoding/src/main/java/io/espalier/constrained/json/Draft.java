package io.espalier.constrained.json;

import tools.jackson.databind.JsonNode;

/// The drafts of JSON Schema, as far as they spell things differently.
enum Draft {
  DRAFT_4,
  DRAFT_6,
  DRAFT_7,
  DRAFT_2019,
  DRAFT_2020;

  /// Returns the draft `$schema` names; the newest where it names none that is known.
  static Draft of(JsonNode schema, Draft otherwise) {
    String name = schema.path("$schema").asString("");
    if (name.contains("draft-04") || name.contains("draft-03")) {
      return DRAFT_4;
    }
    if (name.contains("draft-06")) {
      return DRAFT_6;
    }
    if (name.contains("draft-07")) {
      return DRAFT_7;
    }
    if (name.contains("2019-09")) {
      return DRAFT_2019;
    }
    return name.contains("2020-12") ? DRAFT_2020 : otherwise;
  }

  boolean atLeast(Draft other) {
    return compareTo(other) >= 0;
  }
}
