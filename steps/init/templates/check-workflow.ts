import { sundownSteps } from "./sundown-steps.ts";

/** On pull requests: is the manifest complete, what will happen, who has to approve. Needs no secret. */
export function checkWorkflow(action: string): string {
  return `# Says on a pull request what it would take out of service and what is still open. It holds no secrets and
# signs in nowhere, so it may run for every pull request.
name: decommission-check

on:
  pull_request:
    paths:
      - "decommission/**"

permissions: {}

concurrency:
  group: decommission-check-\${{ github.event.pull_request.number }}
  cancel-in-progress: true

jobs:
  check:
    runs-on: ubuntu-latest
    timeout-minutes: 10
    permissions:
      contents: read
      pull-requests: write # the comment
    steps:
${sundownSteps(action, ["command: check"])}
`;
}

/** On reviews: the same check again, so that the comment shows who still has to approve. Advisory. */
export function gateWorkflow(action: string): string {
  return `# Brings the comment up to date whenever somebody reviews. It is advice: what counts is judged again, from
# GitHub's own records, just before the cancel.
name: decommission-gate

on:
  pull_request_review:
    types: [submitted, edited, dismissed]

permissions: {}

concurrency:
  group: decommission-gate-\${{ github.event.pull_request.number }}
  cancel-in-progress: true

jobs:
  gate:
    runs-on: ubuntu-latest
    timeout-minutes: 10
    permissions:
      contents: read
      pull-requests: write # the comment
    steps:
${sundownSteps(action, ["command: check"])}
`;
}
