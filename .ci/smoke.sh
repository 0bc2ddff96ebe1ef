#!/usr/bin/env bash
# Starts the built program once on a fresh data folder, asks it for its health, and stops it: faults of ES modules can
# pass every test and still fail here.
set -euo pipefail
cd "$(dirname "$0")/.."
data=$(mktemp -d)
trap 'kill "$pid" 2>/dev/null || true; wait "$pid" 2>/dev/null || true; rm -rf "$data"' EXIT
KAIMEN_DATA=$data KAIMEN_PORT=0 PATH="$PWD/node_modules/.bin:$PATH" node dist/src/main.cli.js serve >"$data/log" 2>&1 &
pid=$!
for _ in $(seq 1 120); do
  url=$(grep -oE 'http://[0-9.]+:[0-9]+' "$data/log" | head -1 || true)
  [ -n "$url" ] && break
  kill -0 "$pid" 2>/dev/null || { cat "$data/log"; exit 1; }
  sleep 0.5
done
[ -n "$url" ] || { cat "$data/log"; exit 1; }
# Ready once the worker has signed on, some seconds after the page answers.
for _ in $(seq 1 40); do curl --fail --silent "$url/api/v1/health/ready" && break; sleep 0.5; done
curl --fail --silent --show-error "$url/api/v1/health/ready" >/dev/null
curl --fail --silent --show-error "$url/" | grep -q '<title>Kaimen'
kill -TERM "$pid"
for _ in $(seq 1 60); do kill -0 "$pid" 2>/dev/null || { echo; echo 'started, answered, stopped'; exit 0; }; sleep 0.5; done
echo 'did not stop within 30 s of SIGTERM'
exit 1
