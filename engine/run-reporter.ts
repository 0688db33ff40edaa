import type { Host } from "../core/host.ts";
import type { Operation } from "../core/plan/plan.ts";
import type { HeldOperation } from "./outcome.ts";

/** Tells a host where a run stands; what it says goes nowhere else. */
export interface Reporter {
  running(operation: Operation): void;
  done(operation: Operation): void;
  held(operation: Operation, reason: HeldOperation): void;
  end(counts: RunCounts): void;
}

interface RunCounts {
  readonly done: number;
  readonly held: number;
  /** Begun by Azure and not seen to end, since the run was interrupted. */
  readonly underWay: number;
  readonly notBegun: number;
}

const WORDS: Readonly<Record<string, string>> = {
  delete: "deleting",
  deleteGroup: "deleting group",
  unlock: "unlocking",
  stopProtection: "stopping protection of",
  breakPairing: "breaking pairing",
  disconnectNetwork: "disconnecting from its network",
  endAccess: "ending access to",
  breakReplication: "breaking the replication of",
  deleteReplication: "deleting the replication of",
  purge: "purging",
};

function titleOf({ action, target }: Operation): string {
  const name = target.slice(target.lastIndexOf("/") + 1);
  return `${WORDS[action] ?? action} ${name}`;
}

export function runReporter(host: Host, total: number): Reporter {
  let ended = 0;
  const overall = (state: "running" | "done" | "held", title: string): void =>
    host.progress({ task: "operations", title, state, done: ended, total, unit: "operations" });
  const one = (operation: Operation, state: "running" | "done" | "held"): void =>
    host.progress({ task: operation.id, title: titleOf(operation), state });
  return {
    running: (operation) => one(operation, "running"),
    done(operation) {
      ended += 1;
      one(operation, "done");
      overall("running", "tearing down");
    },
    held(operation, reason) {
      one(operation, "held");
      host.notify({
        code: reason.code,
        message: reason.message,
        place: operation.target,
        data: {
          operation: operation.id,
          remedy: reason.remedy,
          ...(reason.until === undefined ? {} : { until: reason.until }),
        },
      });
    },
    end: (counts) => overall(isWhole(counts) ? "done" : "held", endOf(counts)),
  };
}

/** Only what is wholly done is called done. */
function isWhole({ held, underWay, notBegun }: RunCounts): boolean {
  return held + underWay + notBegun === 0;
}

/** `6 done, 0 held`; of an interrupted run `6 done, 3 under way in Azure, 10 not begun`. */
function endOf({ done, held, underWay, notBegun }: RunCounts): string {
  if (underWay + notBegun === 0) return `${done} done, ${held} held`;
  const middle = held === 0 ? "" : `, ${held} held`;
  return `${done} done${middle}, ${underWay} under way in Azure, ${notBegun} not begun`;
}
