/// What is told to the author of a wrong text: a code, a place, a sentence, what was expected, a
/// hint.
///
/// A [io.espalier.dsl.diagnostic.Diagnostic] is a value; a
/// [io.espalier.dsl.diagnostic.DiagnosticRenderer] turns it into text or into plain maps for JSON.
///
/// ## Decisions
///
/// - Codes are an interface and each phase owns an enum of it, so that a phase can add a code
///   without touching another module; the number's thousand names the phase.
/// - Columns count code points, starting at 1: that is what an editor shows for text outside the
///   basic plane.
@NullMarked
package io.espalier.dsl.diagnostic;

import org.jspecify.annotations.NullMarked;
