import { approvalLine } from "../../core/gate/approval-line.ts";
import { known } from "../../core/gate/fact.ts";
import type { Account, FactName, FactValues, GateFacts, ReviewFacts } from "../../core/gate/gate-facts.ts";
import { type Policy, strictPolicy } from "../../core/policy/policy.ts";

export const person = (id: number, login: string, type = "User"): Account => ({ id, login, type });
export const ada = person(1, "ada");
export const ben = person(2, "ben");
export const cleo = person(3, "cleo");
export const dora = person(4, "dora");
export const eve = person(5, "eve");

const HEAD = "a".repeat(40);
const MERGE = "b".repeat(40);
const TIP = "c".repeat(40);
export const DIGEST = "d".repeat(64);
export const NAME = "Contoso Old";
const SUBSCRIPTION = "11111111-1111-4111-8111-111111111111";
export const at = (time: string): Date => new Date(`2026-11-${time}:00Z`);

export function review(
  id: number,
  user: Account | undefined,
  changes: Partial<ReviewFacts> = {},
): ReviewFacts {
  return {
    id,
    user,
    belongs: true,
    state: "APPROVED",
    body: approvalLine(NAME, DIGEST),
    commit: HEAD,
    submittedAt: at(`02T10:0${id % 10}`),
    ...changes,
  };
}

const same = { head: "blob", merge: "blob", tip: "blob" };
const run = { actor: dora, triggeringActor: dora };

/** Facts that every purpose passes on; a test changes what it is about. */
export const passingValues: FactValues = {
  repository: { id: 1, fullName: "contoso/zone", defaultBranch: "main", tip: TIP },
  policy: { current: strictPolicy, earlier: [strictPolicy], effective: strictPolicy },
  requiredApprovals: 0,
  pullRequest: {
    number: 7,
    merged: true,
    mergedAt: at("02T12:00"),
    mergedBy: dora,
    author: ada,
    baseRef: "main",
    baseRepositoryId: 1,
    headRepositoryId: 1,
    headRef: "retire",
    headSha: HEAD,
    mergeCommit: MERGE,
  },
  merge: { parents: [TIP, HEAD], onDefaultBranch: true, changedPaths: ["decommission/old/plan.json"] },
  changedPaths: ["decommission/old/decommission.yaml", "decommission/old/plan.json"],
  folder: { path: "decommission/old", manifest: same, plan: same },
  manifestProblems: [],
  documents: {
    subscriptionId: SUBSCRIPTION,
    subscriptionName: NAME,
    planSubscriptionId: SUBSCRIPTION,
    planSubscriptionName: NAME,
    planDigest: "e".repeat(64),
    approvalDigest: DIGEST,
    quietPeriod: 0,
    acknowledgesPastDue: false,
    doomedAccounts: new Set(["stold"]),
  },
  stateAccounts: [{ file: "Pulumi.yaml", account: "stelsewhere" }],
  reviews: [review(1, ben), review(2, cleo)],
  commits: [{ sha: HEAD, author: ada, committer: ada, coAuthors: [], unknownCoAuthors: [] }],
  lastPush: { actor: ada, at: at("02T09:00"), after: HEAD },
  rights: { roles: { ben: "write", cleo: "admin" }, teamMembers: [] },
  execution: { runId: 9, attempt: 1, job: "cancel", verifiedDigest: DIGEST },
  run: {
    ...run,
    id: 9,
    attempt: 1,
    event: "push",
    headSha: MERGE,
    headBranch: "main",
    repositoryId: 1,
    headRepositoryId: 1,
    workflowPath: ".github/workflows/decommission.yml",
    containsMerge: true,
    workflowBlob: "w",
    workflowBlobAtTip: "w",
    jobEnvironments: { cancel: "decommission" },
  },
  jobs: [
    { name: "verify", attempt: 1, status: "completed", conclusion: "success", started: true },
    { name: "cancel", attempt: 1, status: "in_progress", conclusion: undefined, started: true },
  ],
  environment: { name: "decommission", reviewers: 2 },
  environmentApprovals: [{ environments: ["decommission"], state: "approved", user: eve }],
  claims: {
    repository: "contoso/zone",
    repositoryId: "1",
    ref: "refs/heads/main",
    sha: MERGE,
    environment: "decommission",
    workflowRef: "contoso/zone/.github/workflows/decommission.yml@refs/heads/main",
    runId: "9",
    runAttempt: "1",
    eventName: "push",
  },
  live: {
    subscriptionId: SUBSCRIPTION,
    subscriptionName: NAME,
    state: "Enabled",
    left: [],
    untrimmedRoles: [],
    cancelRight: { able: true, because: "this identity is Owner without a condition" },
    executorResource: undefined,
  },
  artifacts: { checked: 0, sealed: 0, problems: [] },
  drift: { differences: [] },
};

const isFactName = (name: string): name is FactName => name in passingValues;
export const factNames: readonly FactName[] = Object.keys(passingValues).filter(isFactName);

export function factsOf(values: FactValues): GateFacts {
  return {
    now: at("03T08:00"),
    repository: known(values.repository),
    policy: known(values.policy),
    requiredApprovals: known(values.requiredApprovals),
    pullRequest: known(values.pullRequest),
    merge: known(values.merge),
    changedPaths: known(values.changedPaths),
    folder: known(values.folder),
    manifestProblems: known(values.manifestProblems),
    documents: known(values.documents),
    stateAccounts: known(values.stateAccounts),
    reviews: known(values.reviews),
    commits: known(values.commits),
    lastPush: known(values.lastPush),
    rights: known(values.rights),
    execution: known(values.execution),
    run: known(values.run),
    jobs: known(values.jobs),
    environment: known(values.environment),
    environmentApprovals: known(values.environmentApprovals),
    claims: known(values.claims),
    live: known(values.live),
    artifacts: known(values.artifacts),
    drift: known(values.drift),
  };
}

type Change<Value> = Value extends readonly unknown[] | string | number ? Value : Partial<Value>;

/** The passing facts with members of one fact changed. */
export function withChange<Name extends FactName>(name: Name, change: Change<FactValues[Name]>): GateFacts {
  const before = passingValues[name];
  const after = isRecord(before) && isRecord(change) ? merged(before, change) : change;
  return factsOf({ ...passingValues, [name]: after });
}

function merged(
  before: Readonly<Record<string, unknown>>,
  change: Readonly<Record<string, unknown>>,
): unknown {
  return { ...before, ...change };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export const policyWith = (changes: Partial<Policy>) => {
  const policy = { ...strictPolicy, ...changes };
  return { current: policy, earlier: [], effective: policy };
};
export const reviews = (...entries: ReturnType<typeof review>[]) => withChange("reviews", entries);
