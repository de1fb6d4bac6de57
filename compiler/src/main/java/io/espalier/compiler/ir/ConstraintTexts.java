package io.espalier.compiler.ir;

import io.espalier.compiler.types.IrType;
import io.espalier.compiler.types.JsonSchemas;
import java.util.ArrayList;
import java.util.List;

/// The constraints that types stand for at the top level of a generation: bare text for what is not
/// structured, compact JSON for the rest. See `ValueCodec.parse`, which reads what they let
/// through.
public final class ConstraintTexts {
  private ConstraintTexts() {}

  /// What generated text of `type` must look like.
  public static ConstraintText of(IrType type) {
    return switch (type) {
      case IrType.Text text -> text(text, false);
      case IrType.Bool _ -> new ConstraintText.Choice(List.of("true", "false"));
      case IrType.Choice(var values) -> new ConstraintText.Choice(values);
      case IrType.Enumeration(_, _, var values) -> new ConstraintText.Choice(values);
      case IrType.Grammar(var name, var text) ->
          new ConstraintText.Grammar(GrammarSyntax.of(name), text);
      case IrType.OptionalOf(var inner) -> optional(inner, type);
      case IrType.None _,
          IrType.Int _,
          IrType.Decimal _,
          IrType.ListOf _,
          IrType.RecordType _,
          IrType.UnionType _,
          IrType.MapOf _,
          IrType.Json _,
          IrType.Schema _ ->
          new ConstraintText.JsonSchema(JsonSchemas.of(type).toString());
    };
  }

  private static ConstraintText text(IrType.Text text, boolean orNull) {
    if (text.pattern().isPresent()) {
      return new ConstraintText.Regex(text.pattern().get(), orNull);
    }
    if (text.format().isPresent()) {
      return new ConstraintText.Format(text.format().get());
    }
    return new ConstraintText.Free(text.min(), text.max().orElse(-1), orNull);
  }

  private static ConstraintText optional(IrType inner, IrType whole) {
    return switch (inner) {
      // An optional format is JSON, where null needs no text of its own.
      case IrType.Text text when text.format().isPresent() ->
          new ConstraintText.JsonSchema(JsonSchemas.of(whole).toString());
      case IrType.Text text -> text(text, true);
      case IrType.Bool _ -> orNull(List.of("true", "false"));
      case IrType.Choice(var values) -> orNull(values);
      case IrType.Enumeration(_, _, var values) -> orNull(values);
      case IrType.Grammar _ -> of(inner);
      case IrType.None _,
          IrType.Int _,
          IrType.Decimal _,
          IrType.OptionalOf _,
          IrType.ListOf _,
          IrType.RecordType _,
          IrType.UnionType _,
          IrType.MapOf _,
          IrType.Json _,
          IrType.Schema _ ->
          new ConstraintText.JsonSchema(JsonSchemas.of(whole).toString());
    };
  }

  private static ConstraintText orNull(List<String> values) {
    List<String> texts = new ArrayList<>(values);
    if (!texts.contains("null")) {
      texts.add("null");
    }
    return new ConstraintText.Choice(texts);
  }
}
