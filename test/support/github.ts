import { onTestFinished } from "vitest";
import { stringify } from "yaml";
import { z } from "zod";
import { approvalDigest } from "../../core/digest.ts";
import { approvalLine } from "../../core/gate/approval-line.ts";
import { parseInventory } from "../../core/inventory/parse-inventory.ts";
import { acknowledgements } from "../../core/manifest/acknowledgements.ts";
import { requiredGroups, requiredLocks } from "../../core/manifest/required-ids.ts";
import { isSundownError } from "../../core/messages/sundown-error.ts";
import { buildPlan } from "../../core/plan/build-plan.ts";
import type { Plan } from "../../core/plan/plan.ts";
import { connectGitHub } from "../../github/connect-github.ts";
import type { GitHubConnection } from "../../github/connection.ts";
import { proveApproval } from "../../github/prove-approval.ts";
import { type GitHubSimulator, startGitHubSimulator } from "../../simulator/github/github-simulator.ts";
import type { User } from "../../simulator/github/records.ts";
import type { Repository } from "../../simulator/github/repository.ts";
import * as acts from "../../simulator/github/repository-acts.ts";
import { estateOf, resource } from "./estate.ts";
import { offences } from "./github-description.ts";

export const FOLDER = "decommission/old";
export const WORKFLOW = ".github/workflows/decommission.yml";

/** A small estate: one group, nothing that needs a backup, and a custom role shared with another subscription. */
function smallEstate() {
  return estateOf([
    resource("rg-app", "Microsoft.Network/networkSecurityGroups", "nsg", { securityRules: [] }),
  ]);
}

export function planOf(estate: unknown): Plan {
  return buildPlan(parseInventory(estate, "estate").inventory, { takenAt: new Date("2026-01-01T00:00:00Z") });
}

/** A manifest that decides everything the plan asks. */
export function completeManifest(plan: Plan, changes: Readonly<Record<string, unknown>> = {}): string {
  return stringify({
    subscription: { id: plan.subscription.id, name: plan.subscription.name },
    reason: "Replaced by the new platform",
    resourceGroups: requiredGroups(plan).map(({ name }) => name),
    backups: plan.backupsNeeded.map(({ of }) => ({ of, waived: "empty, nobody needs it" })),
    roleScopes: plan.roles
      .filter(({ change }) => change !== "held")
      .map(({ role, change, remaining }) => ({ role, change, remaining })),
    locks: requiredLocks(plan),
    acknowledge: acknowledgements(plan).map(({ key }) => key),
    ...changes,
  });
}

interface People {
  readonly ada: User;
  readonly ben: User;
  readonly cleo: User;
  readonly dora: User;
  readonly eve: User;
}

/** A repository with people, a protected environment and an open pull request that decommissions something. */
export interface Story {
  readonly github: GitHubSimulator;
  readonly repository: Repository;
  /** ada wrote it; ben and cleo may approve; dora merges and releases nothing; eve releases. */
  readonly people: People;
  readonly connection: GitHubConnection;
  readonly plan: Plan;
  readonly manifest: string;
  readonly digest: string;
  /** The exact line an approving review must hold. */
  readonly line: string;
  readonly number: number;
}

export interface StoryOptions {
  readonly plan?: Plan;
  readonly manifest?: string;
  readonly policy?: string;
  /** Further files in the pull request; `null` takes one away. */
  readonly files?: Readonly<Record<string, string | null>>;
  /** Files on the default branch before it. */
  readonly before?: Readonly<Record<string, string>>;
  /** A GitHub to share with other stories, each with a repository of its own; one for this test without it. */
  readonly github?: GitHubSimulator;
  readonly repository?: string;
}

/** A small GitHub, whose every exchange is held against the published description when the test ends. */
async function gitHubOfThisTest(): Promise<GitHubSimulator> {
  const said = new Set<string>();
  const github = await startGitHubSimulator({
    onExchange: (exchange) => {
      for (const offence of offences(exchange)) said.add(offence);
    },
  });
  onTestFinished(async () => {
    await github.close();
    if (said.size > 0) throw new Error(`not as GitHub describes it:\n${[...said].join("\n")}`);
  });
  return github;
}

export async function startStory(options: StoryOptions = {}): Promise<Story> {
  const github = options.github ?? (await gitHubOfThisTest());
  const { world } = github;
  const repository = world.createRepository(options.repository ?? "contoso/landing-zone");
  const people = {
    ada: world.user("ada"),
    ben: world.user("ben"),
    cleo: world.user("cleo"),
    dora: world.user("dora"),
    eve: world.user("eve"),
  };
  for (const person of Object.values(people)) world.grant(repository, person, "write");
  repository.commit({
    branch: "main",
    author: people.dora,
    files: {
      "README.md": "landing zone\n",
      [WORKFLOW]: "on: push\n",
      ...(options.policy === undefined ? {} : { ".github/sundown.yml": options.policy }),
      ...options.before,
    },
  });
  acts.createEnvironment(repository, "decommission", { reviewers: [people.eve] });
  const plan = options.plan ?? planOf(smallEstate());
  const manifest = options.manifest ?? completeManifest(plan);
  repository.createBranch("retire-old", repository.tip(), people.ada);
  repository.commit({
    branch: "retire-old",
    author: people.ada,
    files: {
      [`${FOLDER}/decommission.yaml`]: manifest,
      [`${FOLDER}/plan.json`]: `${JSON.stringify(plan, null, 2)}\n`,
      [`${FOLDER}/plan.md`]: "# plan\n",
      ...options.files,
    },
  });
  const { number } = acts.openPullRequest(repository, { head: "retire-old", author: people.ada });
  const digest = approvalDigest(Buffer.from(manifest), plan.planDigest);
  return {
    github,
    repository,
    people,
    connection: connectGitHub(github.environment(repository)),
    plan,
    manifest,
    digest,
    line: approvalLine(plan.subscription.name ?? "", digest),
    number,
  };
}

/** ben and cleo approve with the exact line. */
export function approve(story: Story, body: string = story.line): void {
  const { repository, number, people } = story;
  acts.review(repository, { pullRequest: number, user: people.ben, body });
  acts.review(repository, { pullRequest: number, user: people.cleo, body: `Looks right.\n\n${body}\n` });
}

export function mergeStory(story: Story, options: Partial<Parameters<typeof acts.merge>[1]> = {}): string {
  return acts.merge(story.repository, { pullRequest: story.number, by: story.people.dora, ...options });
}

const reasonsSchema = z.object({ reasons: z.array(z.object({ code: z.string() })) });

/** Codes of the reasons an approval is refused for; empty when it holds. */
export async function reasonsFor(story: Story, now: Date = new Date()): Promise<string[]> {
  try {
    await proveApproval(story.connection, { pullRequest: story.number, now });
    return [];
  } catch (error) {
    if (!isSundownError(error) || error.code !== "approval_missing") throw error;
    return reasonsSchema.parse(error.data).reasons.map(({ code }) => code);
  }
}
