package io.espalier.runtime.model.config;

import io.espalier.runtime.model.ModelFormatException;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// The named numbers of a model in the vocabulary of Hugging Face's `config.json`, whatever the
/// file they come from. A value of JSON `null` counts as absent.
///
/// @param origin file name, for messages
/// @param values the object
public record Hyperparameters(String origin, JsonNode values) {

  /// Returns whether a value is present.
  public boolean has(String key) {
    return !values.path(key).isMissingNode() && !values.path(key).isNull();
  }

  /// Returns an integer in a range.
  ///
  /// @throws ModelFormatException when it is missing, not an integer or out of range
  public int whole(String key, int least, int most) {
    JsonNode node = values.path(key);
    if (!has(key)) {
      throw new ModelFormatException(origin, "'" + key + "' is missing");
    }
    if (!node.isIntegralNumber()
        || !node.canConvertToLong()
        || node.longValue() < least
        || node.longValue() > most) {
      throw new ModelFormatException(
          origin,
          "'"
              + key
              + "' is "
              + node
              + "; an integer from "
              + least
              + " to "
              + most
              + " is allowed");
    }
    return node.intValue();
  }

  /// Returns an integer in a range, or `otherwise` when absent.
  public int wholeOr(String key, int otherwise, int least, int most) {
    return has(key) ? whole(key, least, most) : otherwise;
  }

  /// Returns a finite number.
  ///
  /// @throws ModelFormatException when it is missing or not a finite number
  public double real(String key) {
    JsonNode node = values.path(key);
    // A number of hundreds of digits is a number too; as a double it is infinite.
    double value = node.isNumber() ? Double.parseDouble(node.asString()) : Double.NaN;
    if (!Double.isFinite(value)) {
      throw new ModelFormatException(
          origin,
          has(key)
              ? "'" + key + "' is " + node + "; a number is needed"
              : "'" + key + "' is missing");
    }
    return value;
  }

  /// Returns a finite number, or `otherwise` when absent.
  public double realOr(String key, double otherwise) {
    return has(key) ? real(key) : otherwise;
  }

  /// Returns a finite number above zero, or `otherwise` when absent.
  public double positiveOr(String key, double otherwise) {
    double value = realOr(key, otherwise);
    if (!(value > 0)) {
      throw new ModelFormatException(origin, "'" + key + "' is " + value + "; it must be positive");
    }
    return value;
  }

  /// Returns a boolean, or `otherwise` when absent.
  public boolean flagOr(String key, boolean otherwise) {
    if (!has(key)) {
      return otherwise;
    }
    JsonNode node = values.path(key);
    if (!node.isBoolean()) {
      throw new ModelFormatException(
          origin, "'" + key + "' is " + node + "; true or false is needed");
    }
    return node.booleanValue();
  }

  /// Returns a string, or `otherwise` when absent.
  public String textOr(String key, String otherwise) {
    if (!has(key)) {
      return otherwise;
    }
    JsonNode node = values.path(key);
    if (!node.isString()) {
      throw new ModelFormatException(origin, "'" + key + "' is " + node + "; a string is needed");
    }
    return node.stringValue();
  }

  /// Returns an array of strings, empty when absent.
  public List<String> texts(String key) {
    var texts = new ArrayList<String>();
    for (JsonNode node : list(key)) {
      texts.add(node.asString(""));
    }
    return texts;
  }

  /// Returns an array of integers, empty when absent; a single integer counts as an array of one.
  public List<Integer> wholes(String key) {
    if (has(key) && values.path(key).isIntegralNumber()) {
      return List.of(whole(key, Integer.MIN_VALUE, Integer.MAX_VALUE));
    }
    var wholes = new ArrayList<Integer>();
    for (JsonNode node : list(key)) {
      if (!node.isIntegralNumber() || !node.canConvertToInt()) {
        throw new ModelFormatException(origin, "'" + key + "' holds " + node + ", not an integer");
      }
      wholes.add(node.intValue());
    }
    return wholes;
  }

  /// Returns a nested object, or an empty one when absent.
  public Hyperparameters section(String key) {
    JsonNode node = values.path(key);
    if (has(key) && !node.isObject()) {
      throw new ModelFormatException(origin, "'" + key + "' is " + node + "; an object is needed");
    }
    return new Hyperparameters(origin, node);
  }

  private JsonNode list(String key) {
    JsonNode node = values.path(key);
    if (has(key) && !node.isArray()) {
      throw new ModelFormatException(origin, "'" + key + "' is " + node + "; an array is needed");
    }
    return node;
  }
}
