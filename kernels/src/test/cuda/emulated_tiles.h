// The instructions of tiles.cuh on a processor; see emulated.h.
#pragma once

inline uint32_t packHalf(float low, float high) { return floatToHalf(low) | (uint32_t)floatToHalf(high) << 16; }

// As multiplyAdd of emulated.h, with float16 factors.
inline void multiplyHalf(float c[4], const uint32_t a[4], uint32_t b0, uint32_t b1) {
  uint32_t own[6] = {a[0], a[1], a[2], a[3], b0, b1};
  auto all = (const uint32_t(*)[6])emulator::exchange(own, sizeof own);
  auto value = [](uint32_t pair, int i) { return (double)halfToFloat((uint16_t)(pair >> 16 * i)); };
  int lane = threadIdx.x % 32, g = lane / 4, t = lane % 4;
  for (int e = 0; e < 4; e++) {
    int row = g + e / 2 * 8, column = 2 * t + e % 2;
    double sum = c[e];
    for (int k = 0; k < 16; k++) {
      int quad = k % 8 / 2;
      sum += value(all[row % 8 * 4 + quad][row / 8 + k / 8 * 2], k % 2) * value(all[column * 4 + quad][4 + k / 8], k % 2);
    }
    c[e] = (float)sum;
  }
}

// ldmatrix: of matrix i lane l gets elements 2 (l % 4) and the next of row l / 4.
inline void loadMatrices(uint32_t m[4], const void* row) {
  auto rows = (const uint32_t* const*)emulator::exchange(&row, sizeof row);
  int lane = threadIdx.x % 32;
  for (int i = 0; i < 4; i++) m[i] = rows[8 * i + lane / 4][lane % 4];
}

// ldmatrix.trans: elements lane / 4 of rows 2 (l % 4) and the next.
inline void loadTransposed(uint32_t m[4], const void* row) {
  auto rows = (const uint16_t* const*)emulator::exchange(&row, sizeof row);
  int lane = threadIdx.x % 32, r = lane % 4 * 2;
  for (int i = 0; i < 4; i++)
    m[i] = rows[8 * i + r][lane / 4] | (uint32_t)rows[8 * i + r + 1][lane / 4] << 16;
}

inline float powerOfTwo(float x) { return exp2f(x); }
inline float4 loadFresh(const float4* at) { return *at; }
inline float2 loadFresh(const float2* at) { return *at; }
inline int countArrival(int* counter) { return (*counter)++; }
