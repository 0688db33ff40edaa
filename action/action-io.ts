/**
 * The Action's contract: every input and output by name. action.yml, this file and docs are compared by a test, and
 * nothing else in the source names an input or output.
 */

export interface InputDefinition {
  readonly description: string;
  readonly required: boolean;
  readonly default?: string;
}

export const inputDefinitions = {
  command: {
    description:
      "check (on pull requests), verify (after the merge, read rights) or cancel (after the release).",
    required: true,
  },
  "github-token": {
    description: "Token for GitHub's REST API. The docs list the permissions each command needs.",
    required: false,
    // biome-ignore lint/suspicious/noTemplateCurlyInString: GitHub's own syntax
    default: "${{ github.token }}",
  },
  "pull-request": {
    description: "Number of the pull request; needed on workflow_dispatch, found by itself otherwise.",
    required: false,
    default: "",
  },
  "verified-digest": {
    description: "cancel: the output `digest` of job verify in the same run.",
    required: false,
    default: "",
  },
  "verified-artifacts": {
    description:
      "cancel: the output `artifacts` of job verify in the same run; without it every artifact is read again.",
    required: false,
    default: "",
  },
  "azure-client-id": {
    description: "verify, cancel: client id the run's OIDC token signs in as; AZURE_CLIENT_ID without it.",
    required: false,
    default: "",
  },
  "azure-tenant-id": {
    description: "verify, cancel: tenant of that identity; AZURE_TENANT_ID without it.",
    required: false,
    default: "",
  },
  audience: {
    description: "Audience of the OIDC token.",
    required: false,
    default: "api://AzureADTokenExchange",
  },
  "poll-seconds": {
    description: "Seconds between two readings while waiting for Azure.",
    required: false,
    default: "10",
  },
  "evidence-folder": {
    description: "cancel: where journal and evidence are written; a folder of the runner's without it.",
    required: false,
    default: "",
  },
} as const satisfies Readonly<Record<string, InputDefinition>>;

export const outputDefinitions = {
  outcome: "passed, refused, cancelled, already (was cancelled before) or none (nothing to check).",
  digest:
    "The approvalDigest: of what can be approved (check), or of what was approved and holds (verify, cancel).",
  "plan-digest": "The plan's own digest.",
  subscription: "Id of the subscription that goes, for example for a concurrency group.",
  artifacts: "verify: JSON of the artifacts that were read and are locked, for the input verified-artifacts.",
  "approval-line": "check: the exact line an approving review has to hold.",
  "pull-request": "Number of the pull request.",
  reasons: "JSON: the codes of all reasons to refuse.",
  verdict: "JSON: {version, outcome, reasons: [{code, message, remedy}]}.",
  state: "cancel: the subscription's state afterwards.",
  evidence: "cancel: path of the evidence file.",
  "evidence-sha256": "cancel: sha256 of the evidence file, as its attestation names it.",
} as const;

export type InputName = keyof typeof inputDefinitions;
export type OutputName = keyof typeof outputDefinitions;
