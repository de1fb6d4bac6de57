#!/bin/sh
# Lists the kernels of src/main/cuda as ENTRY(name) lines for emulator.cpp.
cd "$(dirname "$0")/../../main/cuda" || exit 1
for format in $(sed -nE 's/^FEW_EACH\((\w+),.*/\1/p' matmul_few.cu); do
  for kind in rounded_8 rounded_16 exact_8 exact_16; do echo "ENTRY(few_${format}_$kind)"; done
done
for format in $(sed -nE 's/^MANY_EACH\((\w+),.*/\1/p' matmul_many.cu); do
  for kind in rounded_64 rounded_128 exact_64; do echo "ENTRY(many_${format}_$kind)"; done
done
sed -nE 's/^(ROPE|ATTEND|ATTEND_ROW|ATTEND_TILE|MERGE_PARTS|ROW_PROGRAM)\((\w+),.*/ENTRY(\2)/p; s/^extern "C" __global__ void (__launch_bounds__\([0-9]+\) )?(\w+)\(.*/ENTRY(\2)/p' ./*.cu
