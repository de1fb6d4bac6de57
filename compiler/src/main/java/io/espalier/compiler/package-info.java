/// The compiler: checked programs in, intermediate representation out.
///
/// [io.espalier.compiler.Compiler] reads, checks (`analysis`), lowers (`lowering`) and runs the
/// passes (`passes`); `ir` is what comes out, `types` the types and values in it, `evaluation` what
/// its expressions mean, `explain` a report on it.
///
/// **Decisions**
///
/// - Without a choice a file's last prompt runs, also where it serves another one: what runs must
///   not depend on who calls whom.
/// - `until` ends text and belongs neither to the value nor to the stream; `stop` ends it and stays
///   in both.
/// - An optional generation that is truncated is absent instead of an error.
/// - A tool in a union is generated as a record of its name and parameters.
@NullMarked
package io.espalier.compiler;

import org.jspecify.annotations.NullMarked;
