/// Tensors, number formats and the operations on them.
///
/// [Kernels] is the whole contract: a model page is written once against it and runs on every
/// implementation. `reference` is the oracle in plain loops, `cpu` uses the Vector API; both run an
/// operation to its end before they return, a device implementation may enqueue it.
/// [KernelsProvider#choose] picks one and says why.
///
/// A row's result never depends on what else is in the batch nor on where a prompt was cut into
/// chunks: every implementation fixes the order of its additions per output element (by column
/// blocks in a product, by pages in attention) and not by the shape of the work. Cached equals
/// uncached therefore holds bit by bit.
@NullMarked
package io.espalier.kernels;

import org.jspecify.annotations.NullMarked;
