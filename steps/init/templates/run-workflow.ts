import { actionPins } from "./action-pins.ts";
import { sundownSteps } from "./sundown-steps.ts";

/**
 * After the merge: `verify` proves with read rights that the approved plan is still true; `cancel` waits until
 * somebody releases its environment, judges everything again, and cancels.
 */
export function runWorkflow(action: string): string {
  return `# Runs after the merge of a decommission. While \`cancel\` waits for its environment, the teardown is done: by
# the workflow decommission-teardown, or on somebody's machine. Nothing here can cancel what was not approved.
name: decommission-run

on:
  push:
    paths:
      - "decommission/*/decommission.yaml"
  workflow_dispatch:
    inputs:
      pull-request:
        description: Number of the merged pull request
        required: true
        type: number

permissions: {}

jobs:
  verify:
    # Whatever the default branch is called; on any other nothing of this runs.
    if: github.ref_name == github.event.repository.default_branch
    runs-on: ubuntu-latest
    timeout-minutes: 360 # every artifact is read again
    permissions:
      contents: read
      pull-requests: read
      actions: read
      id-token: write # signs in to Azure as an identity with read rights
    env:
      AZURE_TENANT_ID: \${{ vars.AZURE_TENANT_ID }}
      AZURE_CLIENT_ID: \${{ vars.AZURE_READER_CLIENT_ID }}
    outputs:
      digest: \${{ steps.sundown.outputs.digest }}
      artifacts: \${{ steps.sundown.outputs.artifacts }}
      subscription: \${{ steps.sundown.outputs.subscription }}
    steps:
${sundownSteps(action, ["command: verify", `pull-request: \${{ inputs.pull-request }}`], "sundown")}

  cancel:
    needs: verify
    runs-on: ubuntu-latest
    timeout-minutes: 60
    # Its reviewers release the cancel; the identity below is bound to it and is of use nowhere else.
    environment: decommission
    # Never two at once for one subscription, and never one that is broken off half-way.
    concurrency:
      group: decommission-cancel-\${{ needs.verify.outputs.subscription }}
      cancel-in-progress: false
    permissions:
      contents: read
      pull-requests: read
      actions: read
      id-token: write # signs in to Azure as the identity that may cancel
      attestations: write
    env:
      AZURE_TENANT_ID: \${{ vars.AZURE_TENANT_ID }}
      AZURE_CLIENT_ID: \${{ vars.AZURE_CLIENT_ID }}
    steps:
${sundownSteps(
  action,
  [
    "command: cancel",
    `pull-request: \${{ inputs.pull-request }}`,
    `verified-digest: \${{ needs.verify.outputs.digest }}`,
    `verified-artifacts: \${{ needs.verify.outputs.artifacts }}`,
  ],
  "sundown",
)}
      # Also when the cancel was refused: what was found then is evidence, too.
      - uses: ${actionPins.uploadArtifact}
        if: \${{ !cancelled() && steps.sundown.outputs.evidence != '' }}
        with:
          name: evidence
          path: \${{ steps.sundown.outputs.evidence }}
          if-no-files-found: error
      # Not to be had for every private repository, so that it is no reason to call the run failed.
      - uses: ${actionPins.attest}
        if: \${{ !cancelled() && steps.sundown.outputs.evidence != '' }}
        continue-on-error: true
        with:
          subject-path: \${{ steps.sundown.outputs.evidence }}
`;
}
