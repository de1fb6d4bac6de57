// A step of one row as a list of operations that one launch works through (row_program.cu):
// what RowProgram.java writes, and the stream of weights that each warp fetches ahead.
#pragma once
#include "activation.cuh"
#include "tiles.cuh"

#define ROW_WARPS 8
#define ROW_QUADS 8              // most quads of a normalised row that a thread holds
#define ROW_STAGE 2048           // bytes of a stage of a warp's ring
#define ROW_SLABS 16             // slabs whose sums meet at once
#define ROW_SUMS (16 * ROW_WARPS + 16)  // floats of a slab's sums, rows padded against conflicts

enum { ROW_PRODUCT, ROW_GATED, ROW_ATTENTION };
enum { ROW_NORMED, ROW_FLOATS, ROW_BRAINS };

// 128 bytes. Products: out[o] = Σ w[o, c] · x[c] + bias[o], and added[o] += out[o] where given.
struct RowOperation {
  int kind;
  int source;      // of x: NORMED floats · norm / rms, floats, or bfloat16
  int slabRows;    // rows of w that a block takes at a time, 16 or 8
  int activation;  // gated: of the gates
  int n;           // outputs; gated: gates, as many ups follow
  int columns;
  int steps;       // of 64 columns
  int first;       // the block that takes the first slab
  float epsilon, scale, cap;
  int unused;
  const unsigned char* weights;  // panels (hopper.cuh); attention: the layer's keys
  const unsigned char* second;   // gated: panels of the ups; attention: the layer's values
  const void* x;                 // attention: the merged projection
  const float* norm;             // attention: norm of each query head, or null
  const float* bias;             // attention: norm of each key head, or null
  void* out;                     // float32, gated: bfloat16
  float* added;                  // attention: sinks
  float* normed;                 // takes what the norm made of x
  void* rest[2];
};

// What all operations share, 256 bytes before the first.
struct RowStep {
  int items, headTiles, queryHeads, kvHeads, pairs, interleaved, inputBytes, pageRoom;
  float attentionFactor;
  int unused[3];
  const int* item;  // attention_row.cu
  const int* pages;
  const int* position;
  const int* slot;
  const float* frequencies;
  float* sums;
  float2* weights;
  int* arrived;
  uint32_t* barrier;
  void* rest[17];
};

// One operation's part of the stream of weights, keys and values.
struct RowStream {
  const unsigned char* weights;
  const unsigned char* second;
  int slabs, tiles;  // slabs of all blocks, tiles of a slab; attention: 0 tiles
  int steps;
  int first;  // and 1 << 30 for slabs of 8 rows
};

static_assert(sizeof(RowOperation) == 128 && sizeof(RowStep) == 256 && sizeof(RowStream) == 32,
              "as RowProgram.java writes them");

// The part of a step's attention that a block does, the same in all layers.
struct RowUnit {
  int kvHead, query, heads;  // heads query .. query + heads - 1 of a key-value head
  int from, to, part, firstPart, parts, members, begin;  // as attention_row.cu's item
  int pages, lastTokens;     // tokens of the last page that are stored
  int counter, slot;
  bool active, newest;       // whether the step's own position is in it
};
