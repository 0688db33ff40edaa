import type { MessageCode } from "../messages/registry.ts";
import type { Plan } from "../plan/plan.ts";
import { acknowledgements, expiryKey, PAST_DUE_KEY } from "./acknowledgements.ts";
import { checkArtifacts } from "./check-artifacts.ts";
import { checkMoves } from "./check-moves.ts";
import { checkPurges } from "./check-purges.ts";
import { checkRoleScopes } from "./check-role-scopes.ts";
import { escapeUnseen } from "./comment-text.ts";
import { compareIdLists } from "./compare-id-lists.ts";
import type { Manifest, ManifestProblem } from "./manifest.ts";
import type { ManifestPath } from "./manifest-nodes.ts";
import type { ParsedManifest } from "./parse-manifest.ts";
import { requiredGroups, requiredLocks, requiredPurges } from "./required-ids.ts";

export interface CheckManifestOptions {
  /** Hosts (with port where it is not 443) that the policy allows besides the cloud's storage. Default: none. */
  readonly artifactHosts?: readonly string[];
  /** The cloud's storage suffix, or `host:port`. Default: `core.windows.net`. */
  readonly storageSuffix?: string;
  /** Days of quiet that the policy asks for. Default: 0. */
  readonly quietPeriod?: number;
}

/** What one rule is given; `problem` puts the place to it. */
export interface CheckContext {
  readonly manifest: Partial<Manifest>;
  readonly plan: Plan;
  readonly options: CheckManifestOptions;
  readonly problem: (
    code: MessageCode,
    path: ManifestPath,
    message: string,
    remedy: string,
  ) => ManifestProblem;
}

type Rule = (context: CheckContext) => ManifestProblem[];

const RULES: readonly Rule[] = [
  checkSubscription,
  checkGroups,
  checkBackups,
  checkArtifacts,
  checkRoleScopes,
  checkLocks,
  checkPurges,
  checkAcknowledgements,
  checkMoves,
  checkQuietPeriod,
];

/**
 * Whether a manifest is complete and says the same as the plan, without Azure: everything that
 * {@link parseManifest} found, then every rule over the parts that are valid by themselves. Empty means complete.
 */
export function checkManifest(
  parsed: ParsedManifest,
  plan: Plan,
  options: CheckManifestOptions = {},
): ManifestProblem[] {
  const context: CheckContext = {
    manifest: parsed.sections,
    plan,
    options,
    problem: (code, path, message, remedy) => ({ code, message, remedy, at: parsed.at(path) }),
  };
  const found = RULES.flatMap((rule) => rule(context));
  return [...parsed.problems, ...found].toSorted(
    (a, b) => a.at.line - b.at.line || a.at.column - b.at.column,
  );
}

function checkSubscription({ manifest, plan, problem }: CheckContext): ManifestProblem[] {
  const subscription = manifest.subscription;
  if (subscription === undefined) return [];
  const problems: ManifestProblem[] = [];
  if (subscription.id.toLowerCase() !== plan.subscription.id.toLowerCase()) {
    problems.push(
      problem(
        "manifest_subscription_differs",
        ["subscription", "id"],
        `the manifest is about ${subscription.id}, the plan about ${plan.subscription.id}`,
        `Write ${plan.subscription.id}, or use the manifest that belongs to this plan.`,
      ),
    );
  }
  if (plan.subscription.name !== undefined && subscription.name !== plan.subscription.name) {
    problems.push(
      problem(
        "manifest_name_differs",
        ["subscription", "name"],
        `${JSON.stringify(subscription.name)} is not the subscription's name`,
        `Type the name exactly as in Azure: ${escapeUnseen(JSON.stringify(plan.subscription.name))}.`,
      ),
    );
  }
  return problems;
}

/** Groups are typed by hand, so they are compared letter by letter: no other spelling counts as having read it. */
function checkGroups({ manifest, plan, problem }: CheckContext): ManifestProblem[] {
  if (manifest.resourceGroups === undefined) return [];
  const names = requiredGroups(plan).map(({ name }) => name);
  // A managed group goes with what manages it: naming it is right, too, but not asked for.
  const managed = plan.resourceGroups
    .filter(({ managedBy }) => managedBy !== undefined)
    .map(({ name }) => name);
  const typed = manifest.resourceGroups;
  return [
    ...names
      .filter((name) => !typed.includes(name))
      .map((name) =>
        problem(
          "manifest_group_missing",
          ["resourceGroups"],
          `the group ${name} goes, but is not named`,
          `Type its name under resourceGroups: - ${name}`,
        ),
      ),
    ...typed.flatMap((name, index) => {
      const path = ["resourceGroups", index];
      if (!names.includes(name) && !managed.includes(name)) {
        const near = names.find((other) => other.toLowerCase() === name.toLowerCase());
        return [
          problem(
            "manifest_group_unknown",
            path,
            `the plan deletes no group ${JSON.stringify(name)}`,
            near === undefined
              ? "Delete the line, or run `sundown plan` again."
              : `Write it as in Azure: ${near}`,
          ),
        ];
      }
      return typed.indexOf(name) === index
        ? []
        : [
            problem(
              "manifest_duplicate",
              path,
              `the group ${name} stands here twice`,
              "Keep one of the two.",
            ),
          ];
    }),
  ];
}

function checkBackups(context: CheckContext): ManifestProblem[] {
  return compareIdLists(context, {
    section: "backups",
    listed: context.manifest.backups?.map(({ of }) => of),
    pathOf: (index) => ["backups", index, "of"],
    wanted: context.plan.backupsNeeded.map(({ of }) => of),
    missing: "manifest_backup_missing",
    unknown: "manifest_backup_unknown",
    describe: (id) => `${id} has neither artifacts nor a waiver`,
    remedy: (id) =>
      `Add \`- of: ${id}\` with artifacts (\`sundown backup\` writes them) or \`waived: <reason>\`.`,
  });
}

function checkLocks(context: CheckContext): ManifestProblem[] {
  return compareIdLists(context, {
    section: "locks",
    listed: context.manifest.locks,
    wanted: requiredLocks(context.plan),
    missing: "manifest_lock_missing",
    unknown: "manifest_lock_unknown",
    describe: (id) => `the lock ${id} is to be removed, but is not named`,
    remedy: (id) => `Write it under locks: - ${id}`,
  });
}

function checkAcknowledgements(context: CheckContext): ManifestProblem[] {
  const because = new Map(acknowledgements(context.plan).map((entry) => [entry.key, entry.because]));
  return compareIdLists(context, {
    section: "acknowledge",
    listed: context.manifest.acknowledge,
    wanted: [...because.keys()],
    allowed: [...requiredPurges(context.plan).map(expiryKey), PAST_DUE_KEY],
    missing: "manifest_acknowledgement_missing",
    unknown: "manifest_acknowledgement_unknown",
    describe: (key) => `${key} is not acknowledged: ${because.get(key) ?? ""}`,
    remedy: (key) => `Write it under acknowledge: - ${key}`,
  });
}

function checkQuietPeriod({ manifest, options, problem }: CheckContext): ManifestProblem[] {
  const wanted = options.quietPeriod ?? 0;
  const days = manifest.quietPeriod ?? 0;
  if (days >= wanted) return [];
  return [
    problem(
      "manifest_quiet_period_short",
      ["quietPeriod"],
      `${days} days of quiet are fewer than the policy's ${wanted}`,
      `Write quietPeriod: ${wanted}`,
    ),
  ];
}
