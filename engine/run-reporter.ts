import type { Host } from "../core/host.ts";
import type { Operation } from "../core/plan/plan.ts";
import { count } from "../core/report/markdown.ts";
import type { HeldOperation } from "./outcome.ts";
import { timeLeft } from "./time-left.ts";

/** Tells a host where a run stands; what it says goes nowhere else. */
export interface Reporter {
  running(operation: Operation): void;
  /** @param seen false when it was done before this run */
  done(operation: Operation, seen: boolean): void;
  held(operation: Operation, reason: HeldOperation): void;
  /** Refused for now; it gets another chance once everything else has gone on. */
  parked(operation: Operation): void;
  /** Says how far the whole is, also while nothing ends. */
  tell(): void;
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
/** The whole is told at most this often (milliseconds): what it says costs a look at every operation. */
const INTERVAL_MS = 1000;
const NAMED = 3;

const nameOf = ({ target }: Operation): string => target.slice(target.lastIndexOf("/") + 1);
const titleOf = (operation: Operation): string =>
  `${WORDS[operation.action] ?? operation.action} ${nameOf(operation)}`;

export function runReporter(host: Host, operations: readonly Operation[], now: () => Date): Reporter {
  const byId = new Map(operations.map((operation) => [operation.id, operation]));
  const left = timeLeft(operations);
  const running = new Map<string, { readonly operation: Operation; readonly since: number }>();
  const over = new Set<string>();
  let ended = 0;
  let toldAt = Number.NEGATIVE_INFINITY;
  const one = (operation: Operation, state: "running" | "done" | "held"): void =>
    host.progress({ task: operation.id, title: titleOf(operation), state });
  const leave = (operation: Operation, seen: boolean): void => {
    const since = running.get(operation.id)?.since;
    running.delete(operation.id);
    over.add(operation.id);
    left.ended(operation, since === undefined || !seen ? undefined : now().getTime() - since);
  };

  /** The first that still waits for something that runs. */
  const waiting = (): string => {
    for (const operation of operations) {
      if (over.has(operation.id) || running.has(operation.id)) continue;
      const names = operation.after.flatMap((id) => {
        const before = byId.get(id);
        return before !== undefined && running.has(id) ? [nameOf(before)] : [];
      });
      if (names.length > 0) return `; ${nameOf(operation)} waits for ${shortened(names)}`;
    }
    return "";
  };

  const tell = (): void => {
    const at = now().getTime();
    if (at - toldAt < INTERVAL_MS || over.size === operations.length) return;
    toldAt = at;
    const titles = [...running.values()].map(
      ({ operation, since }) => titleOf(operation) + lasting(at - since),
    );
    const milliseconds = left.at(at);
    const secondsLeft = milliseconds === undefined ? undefined : Math.ceil(milliseconds / 1000);
    const estimate = secondsLeft === undefined ? "" : `; about ${spoken(secondsLeft)} left`;
    const title = titles.length === 0 ? "tearing down" : shortened(titles);
    host.progress({
      task: "operations",
      title: `${title}${waiting()}${estimate}`,
      state: "running",
      done: ended,
      total: operations.length,
      unit: "operations",
      ...(secondsLeft === undefined ? {} : { secondsLeft }),
    });
  };

  return {
    tell,
    running(operation) {
      const since = now().getTime();
      running.set(operation.id, { operation, since });
      left.started(operation, since);
      one(operation, "running");
    },
    done(operation, seen) {
      ended += 1;
      leave(operation, seen);
      one(operation, "done");
      tell();
    },
    held(operation, reason) {
      leave(operation, false);
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
    parked: ({ id }) => void running.delete(id),
    end: (counts) =>
      host.progress({
        task: "operations",
        title: endOf(counts),
        state: isWhole(counts) ? "done" : "held",
        done: ended,
        total: operations.length,
        unit: "operations",
      }),
  };
}

function shortened(names: readonly string[]): string {
  const more = names.length > NAMED ? ` and ${names.length - NAMED} more` : "";
  return `${names.slice(0, NAMED).join(", ")}${more}`;
}

/** ` (4 minutes)` for what has been running for more than one. */
function lasting(milliseconds: number): string {
  return milliseconds < 60_000 ? "" : ` (${spoken(Math.floor(milliseconds / 1000))})`;
}

export function spoken(seconds: number): string {
  return seconds < 60 ? count(seconds, "second") : count(Math.round(seconds / 60), "minute");
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
