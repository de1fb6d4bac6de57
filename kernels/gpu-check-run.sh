#!/bin/sh
# Runs beside its bundle on a GPU host; gpu-check.sh says how. No part's failure stops the others.
cd "$(dirname "$0")" || exit 1
logs=${1:?where to keep logs}
limit=${2:-300}
mkdir -p "$logs"
start=$(date +%s)
path=natives
for folder in modules/*/test-classes modules/*/classes; do path=$path:$folder; done
for jar in lib/*.jar; do path=$path:$jar; done
java="java/bin/java --add-modules=jdk.incubator.vector --enable-native-access=ALL-UNNAMED -Xmx4g -cp $path"

# part NAME MOST_SECONDS COMMAND...: whole output in a log, its last lines here
part() {
  name=$1; most=$2; shift 2
  left=$((limit - $(date +%s) + start))
  [ $left -lt "$most" ] && most=$left
  if [ "$most" -lt 5 ]; then echo "== $name: no time left"; return; fi
  began=$(date +%s)
  timeout "$most" "$@" > "$logs/$name.log" 2>&1
  echo "== $name: exit $? after $(($(date +%s) - began)) s"
}

tests() { # CLASS...
  for class in "$@"; do set -- "$@" -c "$class"; shift; done
  echo "$java -Despalier.golden=$golden org.junit.platform.console.ConsoleLauncher execute --disable-banner --disable-ansi-colors --details=tree $*"
}

golden=
[ -d golden ] && golden=$PWD/golden
kernels=io.espalier.kernels.cuda
models=io.espalier.runtime.model
nvidia-smi --query-gpu=name,driver_version,clocks.sm,clocks.mem --format=csv,noheader

part operations 60 $(tests $kernels.RowOperationsTest $kernels.ProductsTest $kernels.PagedAttentionTest \
  $kernels.TokenDrawsTest $kernels.RowProgramTest)
grep -E '\[X\]|tests (successful|failed)' "$logs/operations.log" | head -40
part golden 40 $(tests $models.golden.CudaGoldenTest)
grep -E " ok | FAIL |tests (successful|failed)" "$logs/golden.log"

engine() { # NAME MOST_SECONDS SWITCH ARGUMENTS...
  name=$1; most=$2; switch=$3; shift 3
  part "$name" "$most" $java $switch io.espalier.runtime.cli.Main bench decode --device cuda "$@"
  [ ! -f "$logs/$name.log" ] || cat "$logs/$name.log"
}
engine engine-8b 45 -Despalier.cuda.programs=false --random llama-3.1-8b --batch 1,64 --context 1024 --steps 32 --rounds 3
engine engine-8b-programs 30 -Despalier.cuda.programs=true --random llama-3.1-8b --batch 1 --context 1024 --steps 64 --rounds 4
engine engine-0.6b-programs 25 -Despalier.cuda.programs=true --random qwen3-0.6b --batch 1 --context 1024 --steps 64 --rounds 4

bench() { # NAME MOST_SECONDS ARGUMENTS...
  name=$1; most=$2; shift 2
  part "$name" "$most" $java $models.benchmark.DeviceBenchmark "$@"
  [ ! -f "$logs/$name.log" ] || cat "$logs/$name.log"
}
bench memory 15 memory
bench products 20 products bf16
bench qwen 40 model qwen3-0.6b bf16 1,8,16,64,256 512 512,2048
bench llama1b 40 model llama-3.2-1b bf16 1,16,64 512 2048

if command -v compute-sanitizer > /dev/null; then
  # The tests make allocations fail on purpose: no report of those.
  for tool in "memcheck --report-api-errors no" racecheck; do
    name=${tool%% *}
    part "$name" 60 compute-sanitizer --tool $tool --target-processes all \
      $(tests $kernels.RowOperationsTest $kernels.PagedAttentionTest $kernels.TokenDrawsTest)
    grep -E "ERROR SUMMARY|RACECHECK SUMMARY|Invalid|tests (successful|failed)" "$logs/$name.log" | head -10
  done
fi
bench products-q8 15 products q8_0
bench products-exact 15 exact products bf16
bench llama8b 90 model llama-3.1-8b bf16 1,64,256 512 2048
