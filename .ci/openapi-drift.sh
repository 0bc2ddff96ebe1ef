#!/usr/bin/env bash
# openapi.json and the client's types are what the code says.
set -euo pipefail
cd "$(dirname "$0")/.."
export PATH="$PWD/node_modules/.bin:$PATH"
temporary=$(mktemp -d)
trap 'rm -rf "$temporary"' EXIT

npm run build --silent
node dist/src/main.cli.js openapi --out "$temporary/openapi.json"
openapi-typescript "$temporary/openapi.json" -o "$temporary/schema.ts" >/dev/null

if ! diff -u openapi.json "$temporary/openapi.json" || ! diff -u src/api-client/schema.ts "$temporary/schema.ts"; then
  echo 'The API has changed: run "npm run openapi" and commit openapi.json and src/api-client/schema.ts.' >&2
  exit 1
fi
