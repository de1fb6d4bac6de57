// All kernels as one module.
#include "embed.cu"
#include "norm.cu"
#include "elementwise.cu"
#include "matmul_few.cu"
#include "matmul_many.cu"
#include "matmul_panels.cu"
#include "rope.cu"
#include "attention.cu"
