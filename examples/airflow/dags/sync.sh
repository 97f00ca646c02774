#!/usr/bin/env bash
# One workspace into one account. Its folder holds tap.json and target.json, and from run to run state, replica and
# rejects; the tokens come from the environment.
set -euo pipefail
cd "${INTERCOM_BREVO_DATA:-/var/lib/intercom-brevo}/$WORKSPACE"
touch state.json

# A stop reaches the whole process group: tap and target finish what is under way, and bash has to outlive them.
trap : TERM INT

tap-intercom --config tap.json --config ENV --state "${START_FROM:-state.json}" ${CATALOG:+--catalog "$CATALOG"} |
  target-brevo --config target.json --config ENV |
  (
    trap '' TERM INT
    while IFS= read -r state; do
      printf '%s\n' "$state" > state.json.next && mv state.json.next state.json
    done
  )
