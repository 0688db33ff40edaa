import type { StatusStep } from "../../core/lifecycle/status-steps.ts";

export type RunnableStep = "stop" | "backup" | "destroy" | "roles" | "cancel";

/** What comes next: a step to take, a person to wait for, or nothing more. */
export type Next =
  | { readonly kind: "take"; readonly step: RunnableStep }
  | {
      readonly kind: "wait";
      readonly step: StatusStep["step"];
      readonly message: string;
      readonly remedy: string;
    }
  | { readonly kind: "finished" };

export interface NextOptions {
  readonly steps: readonly StatusStep[];
  /** Steps already taken by this run, and those to leave out. */
  readonly passed: ReadonlySet<string>;
  readonly pullRequest: number | undefined;
  readonly backupTo: string | undefined;
}

/**
 * The order of a decommission: what can be undone first, then people, then what cannot be undone. Pure: the same
 * files and the same Azure give the same next step, which is what makes a run resumable.
 */
export function nextStep({ steps, passed, pullRequest, backupTo }: NextOptions): Next {
  const isOpen = (name: StatusStep["step"]) => {
    const state = steps.find(({ step }) => step === name)?.state;
    return !passed.has(name) && (state === "open" || state === "unknown");
  };
  const detail = (name: StatusStep["step"]) => steps.find(({ step }) => step === name)?.detail ?? "";
  const isTornDown = steps.some(({ step, state }) => step === "destroy" && state === "done");

  if (!isTornDown) {
    if (isOpen("stop")) return { kind: "take", step: "stop" };
    if (isOpen("backup") && backupTo !== undefined) return { kind: "take", step: "backup" };
    if (isOpen("decide")) {
      return {
        kind: "wait",
        step: "decide",
        message: detail("decide"),
        remedy:
          "Decide what is open in decommission.yaml (`sundown check` lists it with line and column); " +
          "`--backup-to URL` copies what can be copied. Then run again.",
      };
    }
  }
  const next = (["destroy", "roles", "cancel"] as const).find(isOpen);
  if (next === undefined) return { kind: "finished" };
  if (pullRequest === undefined) {
    return {
      kind: "wait",
      step: "approve",
      message: "Everything is decided; the next step needs an approval.",
      remedy: "Open a pull request with the folder, have it approved and merged, then run again with --pr N.",
    };
  }
  return { kind: "take", step: next };
}
