import type { Host } from "../core/host.ts";
import { definitionOf } from "../core/messages/registry.ts";
import { say } from "./write-output.ts";

/** The host of steps that run in the Action: they tell the log, and nobody is there to ask. */
export const actionHost: Host = {
  notify(notice) {
    const { level } = definitionOf(notice.code);
    say(`${level === "info" ? "" : `${level}: `}${notice.message}`);
  },
  progress(progress) {
    if (progress.state !== "running") say(`${progress.title}: ${progress.state}`);
  },
  ask: () => Promise.resolve(false),
};
