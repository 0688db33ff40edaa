import type { StatusStep } from "./status-steps.ts";

const COMMANDS: Readonly<Record<StatusStep["step"], string>> = {
  plan: "sundown plan",
  decide: "sundown check",
  backup: "sundown backup",
  stop: "sundown stop",
  approve: "open a pull request with the folder and have it approved and merged",
  destroy: "sundown destroy --pr N",
  roles: "sundown roles --pr N",
  cancel: "release the workflow run, or: sundown cancel --pr N",
};

/** What to do next, in the words of a command line where there is one. */
export function nextCommand(
  phase: "before" | "after",
  steps: readonly StatusStep[],
  isAsPromised: boolean,
): string {
  if (phase === "after") {
    return isAsPromised
      ? "sundown status --ics FILE keeps the dates; sundown reactivate brings it back"
      : "sundown support writes a request with what was found";
  }
  const open = steps.find(({ state }) => state === "open")?.step;
  if (open !== undefined) return COMMANDS[open];
  return steps.some(({ state }) => state === "unknown") ? "sundown status, with Azure" : "nothing is open";
}
