import type { MessageCode } from "../messages/registry.ts";

/** One reason to refuse. Programs match the code; the wording may change. */
export interface Reason {
  readonly code: MessageCode;
  /** One sentence with the values in it; may hold text from outside, so whoever shows it escapes it. */
  readonly message: string;
  readonly remedy: string;
}

export interface RuleResult {
  /** Name of the rule, for the verdict table. */
  readonly rule: string;
  readonly reasons: readonly Reason[];
}

export interface Verdict {
  readonly outcome: "pass" | "refuse";
  readonly reasons: readonly Reason[];
  /** Every rule that was applied, in order, also those that passed. */
  readonly rules: readonly RuleResult[];
}

/**
 * What the verdict is for:
 * - `check`: what an open pull request says and changes, before anybody approves it;
 * - `local`: the approval itself (every irreversible CLI verb with `--pr N`);
 * - `run`: that, and that this workflow run is the right one (before `verify` signs in to Azure);
 * - `verify`: that, and that Azure and the artifacts still are what was approved;
 * - `release`: `run`, and that the environment was released by somebody else after `verify` passed (before the
 *   cancel job signs in to Azure);
 * - `trim`: that, and that the teardown is done (before roles are changed);
 * - `cancel`: everything, immediately before the call.
 */
export type Purpose = "check" | "local" | "run" | "verify" | "release" | "trim" | "cancel";
