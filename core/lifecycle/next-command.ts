import { approvedCommand, type StatusFacts, type StatusStep } from "./status-steps.ts";

type Facts = Pick<StatusFacts, "approval" | "digest" | "allowLocal">;

const COMMANDS: Readonly<Record<StatusStep["step"], (facts: Facts) => string>> = {
  plan: () => "sundown plan",
  decide: () => "sundown check",
  backup: () => "sundown backup",
  stop: () => "sundown stop",
  approve: ({ allowLocal }) =>
    `open a pull request with the folder and have it approved and merged${allowLocal ? ", or, as the policy allows: sundown destroy" : ""}`,
  destroy: (facts) => approvedCommand("destroy", facts),
  roles: (facts) => approvedCommand("roles", facts),
  cancel: (facts) =>
    facts.approval?.by === "local"
      ? approvedCommand("cancel", facts)
      : `release the workflow run, or: ${approvedCommand("cancel", facts)}`,
};

/** What to do next, in the words of a command line where there is one. */
export function nextCommand(
  phase: "before" | "after",
  steps: readonly StatusStep[],
  isAsPromised: boolean,
  facts: Facts,
): string {
  if (phase === "after") {
    return isAsPromised
      ? "sundown status --ics FILE keeps the dates; sundown reactivate brings it back"
      : "sundown support writes a request with what was found";
  }
  const open = steps.find(({ state }) => state === "open")?.step;
  if (open !== undefined) return COMMANDS[open](facts);
  return steps.some(({ state }) => state === "unknown") ? "sundown status, with Azure" : "nothing is open";
}
