/// Measures sharing with whole programs: workloads in the shapes of the SGLang paper's evaluation,
/// their data, what an offline optimum would compute, and the ablations.
///
/// ## Decisions
///
/// - The simulated model waits as long as its cost says, so that what arrives during a pass arrives
///   as it would beside an accelerator. A virtual clock alone would hide the runtime's own time.
/// - The optimum counts each token of the prompts' tree once, except those whose keys and values a
///   decode step computed anyway; so it is what remains with unlimited memory and perfect order.
@NullMarked
package io.espalier.runtime.cli.programs;

import org.jspecify.annotations.NullMarked;
