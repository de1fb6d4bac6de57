#!/bin/sh
# Compiles src/main/cuda. Needs nvcc of CUDA 13 (on the path, or in $CUDA_HOME or /usr/local/cuda).
#
#   build-cuda.sh DIR    machine code for Hopper into DIR, as Maven does; without nvcc says so and
#                        leaves the PTX of src/main/resources to do the work
#   build-cuda.sh --ptx  the PTX of src/main/resources and the hash of the sources it was made from;
#                        to be run and committed after every change of a kernel
#   build-cuda.sh --emulator DIR   an emulated driver (src/test/cuda/README.md), needs only g++
set -eu
cd "$(dirname "$0")"
sources=src/main/cuda
resources=src/main/resources/io/espalier/kernels/cuda

hash_sources() {
  (cd $sources && cat $(ls *.cu *.cuh | LC_ALL=C sort) | sha256sum | cut -d' ' -f1)
}

if [ "${1:-}" = --emulator ]; then
  mkdir -p "$2"
  src/test/cuda/entries.sh > "$2/entries.inc"
  g++ -std=c++17 -O2 -fPIC -shared -march=native -w -fno-strict-aliasing -I"$2" -Isrc/test/cuda \
    -Wl,-soname,libcuda.so.1 -o "$2/libcuda.so.1" src/test/cuda/emulator.cpp
  exit 0
fi

nvcc=$(command -v nvcc || true)
for home in "${CUDA_HOME:-}" /usr/local/cuda; do
  if [ -z "$nvcc" ] && [ -x "$home/bin/nvcc" ]; then nvcc=$home/bin/nvcc; fi
done
if [ -z "$nvcc" ]; then
  echo "no nvcc: the jar holds PTX only, which the driver compiles for its card"
  exit 0
fi

if [ "$1" = --ptx ]; then
  temporary=$(mktemp)
  "$nvcc" -std=c++17 -arch=compute_80 -ptx -o "$temporary" $sources/espalier.cu
  gzip -9nc "$temporary" > $resources/espalier.ptx.gz
  rm "$temporary"
  hash_sources > $resources/espalier.sources.sha256
  exit 0
fi

out=$1/io/espalier/kernels/cuda
mkdir -p "$out"
hash=$(hash_sources)
if [ "$(cat "$out/cubin.sources.sha256" 2> /dev/null)" != "$hash" ]; then
  "$nvcc" -std=c++17 -gencode arch=compute_90a,code=sm_90a -cubin -o "$out/cubin" \
    $sources/espalier.cu
  gzip -9nc "$out/cubin" > "$out/espalier.sm_90a.cubin.gz"
  rm "$out/cubin"
  echo "$hash" > "$out/cubin.sources.sha256"
fi
