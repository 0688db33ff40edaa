import { actionPins } from "./action-pins.ts";
import { commandLineSteps } from "./sundown-steps.ts";

/** Engines before it have a fault in their order of deletes (pulumi/pulumi#23834). */
const PULUMI_VERSION = "3.260.0";

/**
 * After `verify`, while `cancel` waits: the teardown, by Sundown's own engine or by Pulumi's with Sundown's phases
 * around it. It proves the approval afresh, as every irreversible verb does.
 */
export function teardownWorkflow(): string {
  return `# Tears down what an approved and merged pull request names, started by a person once \`verify\` has passed. What is
# interrupted or held goes on in another run.
name: decommission-teardown

on:
  workflow_dispatch:
    inputs:
      pull-request:
        description: Number of the merged pull request
        required: true
        type: number
      folder:
        description: Its folder, decommission/NAME
        required: true
        type: string
      subscription:
        description: Name of the subscription, typed once more
        required: true
        type: string
      engine:
        description: Who deletes
        required: true
        type: choice
        options: [sundown, pulumi]
        default: sundown

permissions: {}

# Never two at once for one subscription, and never one that is broken off half-way.
concurrency:
  group: decommission-teardown-\${{ inputs.folder }}
  cancel-in-progress: false

jobs:
  teardown:
    if: github.ref_name == github.event.repository.default_branch
    runs-on: ubuntu-latest
    timeout-minutes: 360
    # Its reviewers release the teardown; the identity below is bound to it and is of use nowhere else.
    environment: decommission
    permissions:
      contents: read
      pull-requests: read
      id-token: write # signs in to Azure as the identity that may delete
      attestations: write
    env:
      AZURE_TENANT_ID: \${{ vars.AZURE_TENANT_ID }}
      AZURE_CLIENT_ID: \${{ vars.AZURE_CLIENT_ID }}
      GITHUB_TOKEN: \${{ github.token }}
      PULL_REQUEST: \${{ inputs.pull-request }}
      FOLDER: \${{ inputs.folder }}
      SUBSCRIPTION: \${{ inputs.subscription }}
    steps:
${commandLineSteps()}
      # GitHub's token lives for minutes, a teardown for hours: a fresh one is always there for whoever signs in.
      - shell: bash
        run: |
          set -o pipefail
          umask 077
          file="$RUNNER_TEMP/azure-token"
          renew() {
            curl -sSf --retry 5 -H "Authorization: bearer $ACTIONS_ID_TOKEN_REQUEST_TOKEN" \\
              "$ACTIONS_ID_TOKEN_REQUEST_URL&audience=api://AzureADTokenExchange" \\
              | jq -ej .value > "$file.new" && mv "$file.new" "$file"
          }
          renew
          (trap 'kill $!; exit' TERM; while :; do sleep 120 & wait $!; renew || true; done) < /dev/null > /dev/null 2>&1 &
          echo $! > "$file.pid"
          echo "AZURE_FEDERATED_TOKEN_FILE=$file" >> "$GITHUB_ENV"

      - if: inputs.engine == 'sundown'
        run: npx --no-install sundown destroy --folder "$FOLDER" --pr "$PULL_REQUEST" --confirm "$SUBSCRIPTION"

      # What Pulumi has no resource for, or what must come first.
      - if: inputs.engine == 'pulumi'
        run: npx --no-install sundown destroy --phase before --folder "$FOLDER" --pr "$PULL_REQUEST" --confirm "$SUBSCRIPTION"
      - if: inputs.engine == 'pulumi'
        uses: ${actionPins.pulumi}
        with:
          pulumi-version: ${PULUMI_VERSION}
      # The digests of these very files, which the program checks again. A new stack adopts what is still there; one
      # that an earlier run began knows by itself what is left.
      - if: inputs.engine == 'pulumi'
        shell: bash
        run: |
          check="$RUNNER_TEMP/check.json"
          npx --no-install sundown check --folder "$FOLDER" --json > "$check"
          pulumi stack select --create "decommission-$(jq -er '.planDigest[0:12]' "$check")"
          if [ "$(pulumi stack export | jq '.deployment.resources // [] | length')" -le 1 ]; then
            npx --no-install sundown plan --subscription "$(jq -er .subscription.id "$FOLDER/plan.json")" --out "$RUNNER_TEMP/now"
            pulumi config set sundown:plan "$FOLDER"
            pulumi config set sundown:approved "$(jq -er .approvalDigest "$check")"
            pulumi config set sundown:remaining "$RUNNER_TEMP/now/run/inventory.json"
            pulumi up --yes --skip-preview
          fi
          pulumi destroy --yes --skip-preview
        env:
          ARM_USE_OIDC: "true"
          ARM_CLIENT_ID: \${{ vars.AZURE_CLIENT_ID }}
          ARM_TENANT_ID: \${{ vars.AZURE_TENANT_ID }}
          PULUMI_BACKEND_URL: \${{ vars.PULUMI_BACKEND_URL }}
          PULUMI_CONFIG_PASSPHRASE: \${{ secrets.PULUMI_CONFIG_PASSPHRASE }}
          PULUMI_SKIP_CHECKPOINTS: "true" # what is left is read from Azure again, should this be broken off
      - if: inputs.engine == 'pulumi'
        run: npx --no-install sundown destroy --phase after --folder "$FOLDER" --pr "$PULL_REQUEST" --confirm "$SUBSCRIPTION"

      - if: \${{ always() }}
        run: |
          kill "$(cat "$RUNNER_TEMP/azure-token.pid")" || true
          rm -f "$RUNNER_TEMP/azure-token"*

      # Also when something is held: what was done until then is evidence, too. A summary takes one mebibyte.
      - if: \${{ !cancelled() }}
        run: head --bytes 1000000 "$FOLDER/run/evidence.md" >> "$GITHUB_STEP_SUMMARY" || true
      - uses: ${actionPins.uploadArtifact}
        if: \${{ !cancelled() }}
        with:
          name: teardown
          path: \${{ inputs.folder }}/run
          if-no-files-found: warn
      # Not to be had for every private repository, so that it is no reason to call the run failed.
      - uses: ${actionPins.attest}
        if: \${{ !cancelled() && hashFiles(format('{0}/run/evidence.json', inputs.folder)) != '' }}
        continue-on-error: true
        with:
          subject-path: \${{ inputs.folder }}/run/evidence.json
`;
}
