package io.espalier.compiler.explain;

import io.espalier.compiler.types.IrType;
import java.util.List;

/// What the text of a type looks like where the type decides it: `{"name":"…","size":…}`.
///
/// @param text the fixed text with `…` for what is open
/// @param forced least fixed characters of any value's text
record Skeleton(String text, int forced) {
  private static final Skeleton OPEN = new Skeleton("…", 0);

  /// The skeleton of a generation's text.
  static Skeleton of(IrType type) {
    return switch (type) {
      case IrType.Text _, IrType.Enumeration _, IrType.Grammar _ -> OPEN;
      case IrType.Choice(var values) -> values.size() == 1 ? fixed(values.getFirst()) : OPEN;
      case IrType _ -> json(type);
    };
  }

  private static Skeleton fixed(String text) {
    return new Skeleton(text, text.codePointCount(0, text.length()));
  }

  private static Skeleton json(IrType type) {
    return switch (type) {
      case IrType.Text _, IrType.Enumeration _ -> new Skeleton("\"…\"", 2);
      case IrType.Choice(var values) ->
          values.size() == 1 ? fixed('"' + values.getFirst() + '"') : new Skeleton("\"…\"", 2);
      case IrType.RecordType record -> record("{", record.fields());
      case IrType.UnionType union -> union(union);
      case IrType.ListOf(var item, int min, int max) -> {
        Skeleton inner = json(item);
        int forced = min > 0 ? 2 + min * inner.forced + min - 1 : 1;
        yield new Skeleton(max == 0 ? "[]" : "[" + inner.text + ",…]", forced);
      }
      case IrType.OptionalOf(var inner) -> new Skeleton(json(inner).text + "?", 0);
      case IrType.MapOf(var value) -> new Skeleton("{\"…\":" + json(value).text + ",…}", 1);
      case IrType.None _ -> fixed("null");
      case IrType.Int _,
          IrType.Decimal _,
          IrType.Bool _,
          IrType.Json _,
          IrType.Schema _,
          IrType.Grammar _ ->
          OPEN;
    };
  }

  private static Skeleton record(String start, List<IrType.Field> fields) {
    var text = new StringBuilder(start);
    int forced = start.length();
    for (IrType.Field field : fields) {
      String key = (text.length() > 1 ? "," : "") + '"' + field.name() + "\":";
      Skeleton value = json(field.type());
      text.append(key).append(value.text);
      forced += key.length() + value.forced;
    }
    return new Skeleton(text.append('}').toString(), forced + 1);
  }

  private static Skeleton union(IrType.UnionType union) {
    var text = new StringBuilder();
    int forced = Integer.MAX_VALUE;
    for (IrType.RecordType alternative : union.alternatives()) {
      Skeleton one = record("{\"type\":\"" + alternative.tag() + '"', alternative.fields());
      text.append(text.isEmpty() ? "" : " | ").append(one.text);
      // Which alternative it is, is the model's choice.
      forced = Math.min(forced, one.forced - alternative.tag().length());
    }
    return new Skeleton(text.toString(), forced);
  }
}
