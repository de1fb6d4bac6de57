#!/bin/sh
# Tests and benches on a GPU host that has a driver, and neither JDK, Maven nor network.
#
#   gpu-check.sh bundle FILE.tar.xz [GOLDEN]   here: compiles and packs a Java runtime, classes,
#       libraries, kernels, tests, and the folder GOLDEN of reference models where given
#   there: tar xf FILE.tar.xz && espalier-gpu-check/run.sh LOGS [SECONDS]
#       runs everything even if parts fail, prints a short table, keeps whole logs in LOGS, and
#       ends within SECONDS (300)
set -eu
[ "${1:-}" = bundle ] && [ -n "${2:-}" ] || { sed -n '2,9s/^# \{0,1\}//p' "$0"; exit 2; }
case $2 in /*) file=$2 ;; *) file=$PWD/$2 ;; esac
golden=${3:-}
[ -z "$golden" ] || golden=$(cd "$golden" && pwd)
cd "$(dirname "$0")/.."
root=$PWD
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
bundle=$work/espalier-gpu-check
mkdir -p "$bundle/lib" "$bundle/natives"

mvn -B -q -pl runtime -am -DskipTests test-compile dependency:build-classpath \
  -Dmdep.outputFile="$work/classpath" -Dmdep.includeScope=test
version=$(sed -n 's|.*<junit.version>5\(.*\)</junit.version>.*|1\1|p' pom.xml)
mvn -B -q dependency:copy -Dartifact="org.junit.platform:junit-platform-console-standalone:$version" \
  -DoutputDirectory="$bundle/lib" -Dproject.basedir="$work" -N

# Modules in folders, libraries as jars; of JCuda's natives only the driver's. What only the server,
# its clients and a browser need stays here: a bundle has to fit through narrow doors.
tr ':' '\n' < "$work/classpath" | while read -r entry; do
  case $entry in
    */jcuda-natives-*) unzip -oq "$entry" 'lib/libJCudaDriver-*' -d "$bundle/natives" ;;
    *junit-*|*opentest4j*|*jmh*|*archunit*|*jazzer*|*apiguardian*) ;;
    *selenium*|*opentelemetry*|*micrometer*|*prometheus*|*netty*|*openai*|*okhttp*|*okio*|*kotlin*) ;;
    *commons-exec*|*json-schema-validator*) ;;
    *.jar) cp "$entry" "$bundle/lib" ;;
  esac
done
for module in kernels runtime dsl compiler constrained-decoding radix-cache; do
  mkdir -p "$bundle/modules/$module"
  for part in classes test-classes; do
    [ ! -d "$root/$module/target/$part" ] || cp -r "$root/$module/target/$part" "$bundle/modules/$module"
  done
done
[ -z "$golden" ] || cp -r "$golden" "$bundle/golden"
cp "$root/kernels/gpu-check-run.sh" "$bundle/run.sh"

"${JAVA_HOME:+$JAVA_HOME/bin/}jlink" --output "$bundle/java" --strip-debug --no-header-files \
  --no-man-pages --add-modules java.base,java.logging,java.management,java.naming,\
java.net.http,java.xml,jdk.unsupported,jdk.incubator.vector,jdk.management,jdk.zipfs,jdk.crypto.ec
tar -C "$work" -cf - espalier-gpu-check | xz -6 -T0 > "$file"
ls -l "$file"
