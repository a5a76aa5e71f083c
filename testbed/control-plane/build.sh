#!/bin/bash
# Builds the testcluster binary, unless it is there, and prints its path. It lies outside the checkout, under the hash
# of what it is built from, so that a clean checkout finds it again. Progress goes to standard error.
set -euo pipefail
export LC_ALL=C
cd "$(dirname "$0")"

kubernetes=$(awk '$1 == "k8s.io/kubernetes" { print $2 }' go.mod) # v1.36.3
IFS=. read -r major minor _ <<<"${kubernetes#v}"
version=k8s.io/component-base/version
flags=(-trimpath -ldflags "-s -w -X $version.gitVersion=$kubernetes -X $version.gitMajor=$major -X $version.gitMinor=$minor -X $version.gitTreeState=clean")

hash=$({ sha256sum -- *.go go.mod go.sum; printf '%s\n' "${flags[@]}" "$(uname -sm)"; } | sha256sum | cut -d' ' -f1)
folder=${XDG_CACHE_HOME:-$HOME/.cache}/gitsync/testcluster-$hash
binary=$folder/testcluster
if [ -x "$binary" ]; then
  echo "$binary"
  exit
fi

go=${GO:-go}
if ! command -v "$go" >/dev/null; then
  echo "Go is needed to build the test control plane, and '$go' was not found. Install it (on Debian: apt install golang-go," \
    "on others: https://go.dev/dl) or name it in the environment variable GO. $(grep '^go ' go.mod) or newer is needed;" \
    "an older one from 1.21 on fetches that by itself." >&2
  exit 1
fi

mkdir -p "$folder"
exec 9>"$folder/lock"
flock 9 # of two that start at once one builds, and the other then finds the binary
if [ ! -x "$binary" ]; then
  echo "Building the test control plane (Kubernetes $kubernetes) into $folder. The first time takes 6 to 10 minutes" \
    "and 3 GB for Go's caches." >&2
  CGO_ENABLED=0 "$go" build -p 2 "${flags[@]}" -o "$binary.new" . >&2
  mv "$binary.new" "$binary"
fi
echo "$binary"
