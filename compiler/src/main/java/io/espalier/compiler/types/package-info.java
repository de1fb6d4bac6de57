/// Types of the language and the values that have them.
///
/// A value at run time is plain Java, the same for the interpreter, JSON arguments, HTTP and the
/// command line:
///
/// | [IrType] | value |
/// |---|---|
/// | `Text`, `Choice`, `Enumeration`, `Grammar` | `String` |
/// | `Int` | `Long` |
/// | `Decimal` | `Double` |
/// | `Bool` | `Boolean` |
/// | `OptionalOf` | the value, or `null` when absent |
/// | `ListOf` | unmodifiable `List` |
/// | `RecordType`, `UnionType` | [RecordValue]; its type name is the union's tag |
/// | `MapOf` | unmodifiable, insertion-ordered `Map<String, Object>` |
/// | `Json`, `Schema` | `tools.jackson.databind.JsonNode` |
/// | `None` | `null` |
@NullMarked
package io.espalier.compiler.types;

import org.jspecify.annotations.NullMarked;
