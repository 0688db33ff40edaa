import { PAST_DUE_KEY } from "../manifest/acknowledgements.ts";
import { count } from "../report/markdown.ts";

/** One step of the procedure as status shows it. */
export interface StatusStep {
  readonly step: "plan" | "stop" | "backup" | "decide" | "approve" | "destroy" | "roles" | "cancel";
  readonly state: "done" | "open" | "notNeeded" | "unknown";
  /** One sentence: what is known, and what to do when it is open. */
  readonly detail: string;
}

/** What the files were agreed to with: a merged pull request, or names typed at a terminal. */
export interface Approval {
  readonly digest: string;
  readonly by: "pullRequest" | "local";
  /** Of the pull request, where the record tells it. */
  readonly number?: number;
}

/** How many machines were stopped and are so, and how many of them were started again. */
export interface Stopped {
  readonly stopped: number;
  readonly startedAgain: number;
}

/** What is known before the cancel: from files, from the journal, and, where it answered, from Azure. */
export interface StatusFacts {
  readonly planDigest: string | undefined;
  /** Problems of the manifest; `undefined` when there is no manifest or no plan to hold it against. */
  readonly problems: number | undefined;
  readonly backupsNeeded: number;
  readonly backupsMissing: number;
  readonly services: Stopped;
  /** Whether `stop` found, or left, nothing running that it can stop. */
  readonly quiet: boolean;
  readonly approval: Approval | undefined;
  readonly digest: string | undefined;
  /** Whether the policy here lets names typed at a terminal do instead of a pull request. */
  readonly allowLocal: boolean;
  /** Groups and resources left; `undefined` when Azure was not read. */
  readonly left: number | undefined;
  /** Names of custom roles that still name the subscription; `undefined` when Azure was not read. */
  readonly rolesLeft: readonly string[] | undefined;
  /** As Azure says it; `undefined` when it was not read. */
  readonly state: string | undefined;
  readonly cancelAccepted: boolean;
}

/** How an irreversible verb is called: with its pull request, or without one where names were typed instead. */
export function approvedCommand(
  verb: "destroy" | "roles" | "cancel",
  { approval, digest }: Pick<StatusFacts, "approval" | "digest">,
): string {
  const current = approval?.digest === digest ? approval : undefined;
  return `sundown ${verb}${current?.by === "local" ? "" : ` --pr ${current?.number ?? "N"}`}`;
}

/**
 * The procedure step by step, with what is done and what is open. Stop comes before backup, since what still runs
 * changes what was copied; decide after both, since the backup writes what it copied into the manifest. Pure.
 */
export function statusSteps(facts: StatusFacts): StatusStep[] {
  return [
    planStep(facts),
    stopStep(facts),
    backupStep(facts),
    decideStep(facts),
    approveStep(facts),
    destroyStep(facts),
    rolesStep(facts),
    cancelStep(facts),
  ];
}

function planStep({ planDigest }: StatusFacts): StatusStep {
  return planDigest === undefined
    ? { step: "plan", state: "open", detail: "There is no plan yet: `sundown plan`." }
    : { step: "plan", state: "done", detail: `The plan is ${planDigest.slice(0, 12)}.` };
}

function decideStep({ problems }: StatusFacts): StatusStep {
  if (problems === undefined)
    return { step: "decide", state: "open", detail: "decommission.yaml is not there yet: `sundown plan`." };
  if (problems === 0) return { step: "decide", state: "done", detail: "decommission.yaml is complete." };
  return {
    step: "decide",
    state: "open",
    detail: `decommission.yaml has ${count(problems, "open point")}: \`sundown check\`.`,
  };
}

function backupStep({ backupsNeeded, backupsMissing, problems }: StatusFacts): StatusStep {
  if (backupsNeeded === 0) return { step: "backup", state: "notNeeded", detail: "Nothing holds data." };
  if (problems === undefined)
    return {
      step: "backup",
      state: "unknown",
      detail: `${count(backupsNeeded, "thing holds", "things hold")} data.`,
    };
  return backupsMissing === 0
    ? {
        step: "backup",
        state: "done",
        detail: `${backupsNeeded === 1 ? "The only one has" : `All ${backupsNeeded} have`} artifacts or a waiver.`,
      }
    : {
        step: "backup",
        state: "open",
        detail: `${backupsMissing} of ${backupsNeeded} ${backupsMissing === 1 ? "is" : "are"} undecided: \`sundown backup\`.`,
      };
}

function stopStep({ services, quiet, left }: StatusFacts): StatusStep {
  const { stopped, startedAgain } = services;
  if (left === 0) return { step: "stop", state: "notNeeded", detail: "Nothing is left that could run." };
  if (startedAgain > 0) {
    const machines = count(startedAgain, "machine runs", "machines run");
    return {
      step: "stop",
      state: "open",
      detail: `Services run again: ${machines} after \`sundown stop --undo\`.`,
    };
  }
  if (stopped > 0) return { step: "stop", state: "done", detail: "Services were stopped." };
  if (quiet) return { step: "stop", state: "done", detail: "Nothing runs that Sundown stops." };
  return { step: "stop", state: "open", detail: "Services were not stopped by Sundown: `sundown stop`." };
}

function approveStep({ approval, digest, allowLocal }: StatusFacts): StatusStep {
  if (approval === undefined) {
    const local = allowLocal ? " The policy also lets you go without one: type the names when asked." : "";
    return {
      step: "approve",
      state: "open",
      detail: `No approved run is on record here: open a pull request.${local}`,
    };
  }
  if (approval.digest !== digest) {
    const what = approval.by === "pullRequest" ? "approved" : "confirmed locally";
    return {
      step: "approve",
      state: "open",
      detail: `The files differ from what was ${what}: have them approved again.`,
    };
  }
  const short = approval.digest.slice(0, 12);
  const detail =
    approval.by === "pullRequest"
      ? `${short} was approved by pull request${approval.number === undefined ? "" : ` #${approval.number}`}.`
      : `${short} was confirmed locally by typing; no pull request approved it.`;
  return { step: "approve", state: "done", detail };
}

function destroyStep({ left, ...facts }: StatusFacts): StatusStep {
  if (left === undefined) return { step: "destroy", state: "unknown", detail: "Azure was not read." };
  return left === 0
    ? { step: "destroy", state: "done", detail: "Nothing is left in the subscription." }
    : {
        step: "destroy",
        state: "open",
        detail: `${count(left, "group or resource is", "groups and resources are")} left: \`${approvedCommand("destroy", facts)}\`.`,
      };
}

function rolesStep({ rolesLeft, ...facts }: StatusFacts): StatusStep {
  if (rolesLeft === undefined)
    return { step: "roles", state: "unknown", detail: "The tenant's roles were not read." };
  return rolesLeft.length === 0
    ? { step: "roles", state: "done", detail: "No custom role names the subscription." }
    : {
        step: "roles",
        state: "open",
        detail: `${rolesLeft.join(", ")} still ${rolesLeft.length === 1 ? "names" : "name"} it: \`${approvedCommand("roles", facts)}\`.`,
      };
}

function cancelStep({ state, cancelAccepted, ...facts }: StatusFacts): StatusStep {
  if (state === "Warned" || state === "Disabled" || state === "Deleted") {
    return { step: "cancel", state: "done", detail: `The subscription is ${state}.` };
  }
  if (cancelAccepted) {
    return {
      step: "cancel",
      state: "open",
      detail: "Azure accepted the cancel, but it does not show: `sundown cancel` waits for it.",
    };
  }
  if (state === "PastDue") {
    const detail = `An invoice is unpaid (PastDue): settle it, or have \`${PAST_DUE_KEY}\` acknowledged; then \`${approvedCommand("cancel", facts)}\`.`;
    return { step: "cancel", state: "open", detail };
  }
  return state === undefined
    ? { step: "cancel", state: "unknown", detail: "Azure was not read." }
    : {
        step: "cancel",
        state: "open",
        detail: `The subscription is ${state}: \`${approvedCommand("cancel", facts)}\` comes last.`,
      };
}
