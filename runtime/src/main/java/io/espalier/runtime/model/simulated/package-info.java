/// Models that need no file and no arithmetic, for tests, dry runs and measuring the scheduler.
///
/// [io.espalier.runtime.model.simulated.SimulatedModel] computes its logits from a hash of the
/// whole context as read through the pages, so that any page reused wrongly changes what comes out.
/// [io.espalier.runtime.model.simulated.ScriptedModel] says what a script tells it to say.
@NullMarked
package io.espalier.runtime.model.simulated;

import org.jspecify.annotations.NullMarked;
