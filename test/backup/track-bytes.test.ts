import { expect, test } from "vitest";
import { terminalHost } from "../../cli/hosts/terminal-host.ts";
import type { Progress } from "../../core/host.ts";
import { trackBytes } from "../../steps/track-bytes.ts";

const MIB = 1024 * 1024;

function track(total: number | undefined): {
  pass: (bytes: number, seconds: number) => void;
  told: Progress[];
} {
  const told: Progress[] = [];
  let seconds = 0;
  const host = { notify: () => {}, progress: (one: Progress) => void told.push(one), ask: async () => false };
  const title = "copying stsource";
  const passed = trackBytes(
    { task: "t", title, ...(total === undefined ? {} : { total }) },
    { host, now: () => new Date(seconds * 1000) },
  );
  const pass = (bytes: number, at: number): void => {
    seconds = at;
    passed(bytes);
  };
  return { pass, told };
}

test("says how fast bytes pass and how long the rest takes, once that can be told", () => {
  const { pass, told } = track(100 * MIB);
  pass(0, 0);
  pass(10 * MIB, 1);
  pass(1, 2);
  pass(10 * MIB - 1, 4);
  pass(80 * MIB, 20);
  expect(told.map(({ title, done, secondsLeft }) => [title, done, secondsLeft])).toEqual([
    ["copying stsource", 0, undefined],
    ["copying stsource", 10 * MIB, undefined],
    ["copying stsource at 5.0 MiB/s, about 16 seconds left", 20 * MIB, 16],
    ["copying stsource at 5.0 MiB/s, about 0 seconds left", 100 * MIB, 0],
  ]);
});

test("promises no end where the total is not known", () => {
  const { pass, told } = track(undefined);
  pass(30 * MIB, 3);
  expect(told).toEqual([
    { task: "t", title: "copying stsource at 10.0 MiB/s", state: "running", done: 30 * MIB, unit: "bytes" },
  ]);
});

test("reads well without a terminal", () => {
  const lines: string[] = [];
  const stream = Object.assign(Object.create(process.stderr), {
    isTTY: false,
    write: (text: string) => lines.push(text) > 0,
  });
  const { signal } = new AbortController();
  const host = terminalHost({ stream, answers: { yes: false, confirm: [] }, interactive: false, signal });
  const passed = trackBytes(
    { task: "t", title: "copying stsource", total: 4 * 1024 * MIB },
    { host, now: () => new Date() },
  );
  passed(1536 * MIB);
  expect(lines.join("")).toContain("copying stsource, 1.5 GiB of 4.0 GiB\n");
});
