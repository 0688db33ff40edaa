/** One step of the procedure as status shows it. */
export interface StatusStep {
  readonly step: "plan" | "decide" | "stop" | "backup" | "approve" | "destroy" | "roles" | "cancel";
  readonly state: "done" | "open" | "notNeeded" | "unknown";
  /** One sentence: what is known, and what to do when it is open. */
  readonly detail: string;
}

/** What is known before the cancel: from files, from the journal, and, where it answered, from Azure. */
export interface StatusFacts {
  readonly planDigest: string | undefined;
  /** Problems of the manifest; `undefined` when there is no manifest or no plan to hold it against. */
  readonly problems: number | undefined;
  readonly backupsNeeded: number;
  readonly backupsMissing: number;
  readonly stopped: boolean;
  /** Digest of the approval a run was made with, from the journal. */
  readonly approvedDigest: string | undefined;
  readonly digest: string | undefined;
  /** Groups and resources left; `undefined` when Azure was not read. */
  readonly left: number | undefined;
  /** Names of custom roles that still name the subscription; `undefined` when Azure was not read. */
  readonly rolesLeft: readonly string[] | undefined;
  /** As Azure says it; `undefined` when it was not read. */
  readonly state: string | undefined;
  readonly cancelAccepted: boolean;
}

/** The procedure step by step, with what is done and what is open. Pure. */
export function statusSteps(facts: StatusFacts): StatusStep[] {
  return [
    planStep(facts),
    decideStep(facts),
    backupStep(facts),
    stopStep(facts),
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
    detail: `decommission.yaml has ${problems} open points: \`sundown check\`.`,
  };
}

function backupStep({ backupsNeeded, backupsMissing, problems }: StatusFacts): StatusStep {
  if (backupsNeeded === 0) return { step: "backup", state: "notNeeded", detail: "Nothing holds data." };
  if (problems === undefined)
    return { step: "backup", state: "unknown", detail: `${backupsNeeded} things hold data.` };
  return backupsMissing === 0
    ? { step: "backup", state: "done", detail: `All ${backupsNeeded} have artifacts or a waiver.` }
    : {
        step: "backup",
        state: "open",
        detail: `${backupsMissing} of ${backupsNeeded} are undecided: \`sundown backup\`.`,
      };
}

function stopStep({ stopped, left }: StatusFacts): StatusStep {
  if (stopped) return { step: "stop", state: "done", detail: "Services were stopped." };
  if (left === 0) return { step: "stop", state: "notNeeded", detail: "Nothing is left that could run." };
  return { step: "stop", state: "open", detail: "Services were not stopped by Sundown: `sundown stop`." };
}

function approveStep({ approvedDigest, digest }: StatusFacts): StatusStep {
  if (approvedDigest === undefined) {
    return {
      step: "approve",
      state: "open",
      detail: "No approved run is on record here: open a pull request.",
    };
  }
  return approvedDigest === digest
    ? { step: "approve", state: "done", detail: `${approvedDigest.slice(0, 12)} was approved.` }
    : {
        step: "approve",
        state: "open",
        detail: "The files differ from what was approved: have them approved again.",
      };
}

function destroyStep({ left }: StatusFacts): StatusStep {
  if (left === undefined) return { step: "destroy", state: "unknown", detail: "Azure was not read." };
  return left === 0
    ? { step: "destroy", state: "done", detail: "Nothing is left in the subscription." }
    : {
        step: "destroy",
        state: "open",
        detail: `${left} groups and resources are left: \`sundown destroy --pr N\`.`,
      };
}

function rolesStep({ rolesLeft }: StatusFacts): StatusStep {
  if (rolesLeft === undefined)
    return { step: "roles", state: "unknown", detail: "The tenant's roles were not read." };
  return rolesLeft.length === 0
    ? { step: "roles", state: "done", detail: "No custom role names the subscription." }
    : {
        step: "roles",
        state: "open",
        detail: `${rolesLeft.join(", ")} still name it: \`sundown roles --pr N\`.`,
      };
}

function cancelStep({ state, cancelAccepted }: StatusFacts): StatusStep {
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
  return state === undefined
    ? { step: "cancel", state: "unknown", detail: "Azure was not read." }
    : {
        step: "cancel",
        state: "open",
        detail: `The subscription is ${state}: \`sundown cancel --pr N\` comes last.`,
      };
}
