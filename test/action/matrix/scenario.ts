import type { MessageCode } from "../../../core/messages/registry.ts";
import type { Plan } from "../../../core/plan/plan.ts";
import type { GitHubFault } from "../../../simulator/github/github-faults.ts";
import type { Run } from "../../../simulator/github/records.ts";
import type { Story, StoryOptions } from "../../support/github.ts";

/**
 * One scenario: the good case, and what is different in it. Nothing but the named stages differs, so that a
 * verdict tells about just that. The good case: ada opens a pull request, ben and cleo approve it with the exact
 * line, dora merges it, the merge's push starts a run, `verify` passes, eve releases the environment, and the
 * subscription is empty.
 */
export interface Scenario {
  readonly name: string;
  /** Every code the verdict holds; absent where it has to pass. */
  readonly refused?: readonly MessageCode[];
  /** @default "cancel" */
  readonly command?: "verify" | "cancel";
  /** Days before now at which the story begins. */
  readonly daysAgo?: number;
  readonly story?: StoryOptions | ((plan: Plan) => StoryOptions);
  /** After the pull request was opened. */
  readonly opened?: (story: Story) => void;
  /** In place of the two approvals. */
  readonly reviews?: (story: Story) => void;
  /** Between the approvals and the merge. */
  readonly reviewed?: (story: Story) => void;
  /** In place of the merge. */
  readonly merge?: (story: Story) => void;
  /** Between the merge and the run. */
  readonly merged?: (story: Story) => void;
  /** In place of the run that the push of the merge starts. */
  readonly run?: (story: Story) => Run;
  /** In place of `verify` passing. */
  readonly verified?: (story: Story, run: Run) => void;
  /** In place of eve's release. */
  readonly release?: (story: Story, run: Run) => void;
  /** Just before the process starts. */
  readonly last?: (story: Story, run: Run) => void;
  readonly inputs?: (story: Story) => Readonly<Record<string, string>>;
  /** What the runner's environment says otherwise; `undefined` takes a variable away. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** What the run's own token says otherwise. */
  readonly claims?: Readonly<Record<string, string>>;
  /** The deployment environment of the job. @default "decommission" */
  readonly jobEnvironment?: string;
  /** What GitHub answers otherwise; `path` is a pattern, from below the repository or from `/orgs`. */
  readonly answers?: readonly (Omit<GitHubFault, "path"> & { readonly path: string })[];
}

/** A family of scenarios that differ in one stage only, one of each row. */
export function family<Row>(
  rows: readonly (readonly [string, readonly MessageCode[], Row])[],
  make: (row: Row) => Omit<Scenario, "name" | "refused">,
): Scenario[] {
  return rows.map(([name, refused, row]) => ({
    name,
    ...(refused.length === 0 ? {} : { refused }),
    ...make(row),
  }));
}
