#!/usr/bin/env bash
# Makes the folder that packaging/Dockerfile is built from: some packages of Debian (mmdebstrap unpacks them), and the program
# of this checkout, which `npm run build` built, with Node.js from the npm package `node`.
set -euo pipefail
context=${1:?usage: make-context.sh FOLDER}
mkdir -p "$context"
context=$(cd "$context" && pwd)
cd "$(dirname "$0")/.."
# A shell and its tools for the commands of manifests, and `ps`, with which Nextflow measures tasks.
mmdebstrap --quiet --variant=extract --include=bash,coreutils,dash,grep,libstdc++6,procps trixie "$context/root.tar"
tarball=$(npm pack --ignore-scripts --silent --pack-destination "$context")
npm install --loglevel=error --fetch-retries=0 --no-audit --no-fund --omit=dev --prefix "$context/opt" "$context/$tarball" node@22
rm "$context/$tarball"
