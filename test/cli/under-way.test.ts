import { stripVTControlCharacters } from "node:util";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { terminalHost } from "../../cli/hosts/terminal-host.ts";
import type { Progress } from "../../core/host.ts";

interface Seen {
  /** Everything written, since the last look. */
  readonly written: () => string;
  /** What stands in the last line now. */
  readonly lastLine: () => string;
}

function hostOn(options: { isTTY: boolean; columns?: number }) {
  let all = "";
  let looked = 0;
  const stream: NodeJS.WriteStream = Object.assign(Object.create(process.stderr), {
    write: (text: string) => {
      all += text;
      return true;
    },
    ...options,
  });
  const { signal } = new AbortController();
  const host = terminalHost({ stream, answers: { yes: false, confirm: [] }, interactive: false, signal });
  const seen: Seen = {
    written: () => {
      const text = all.slice(looked);
      looked = all.length;
      return text;
    },
    lastLine: () => stripVTControlCharacters(all.split("\n").at(-1)?.split("\r\u001b[K").at(-1) ?? ""),
  };
  return { host, ...seen };
}

const copying: Progress = {
  task: "copy",
  title: "copying stdata",
  state: "running",
  done: 3,
  total: 50,
  unit: "blobs",
};

describe("what is under way", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  test("a verb that has told nothing yet is seen to work after a second, and for how long", () => {
    const { host, lastLine } = hostOn({ isTTY: true, columns: 80 });
    vi.advanceTimersByTime(900);
    expect(lastLine()).toBe("");
    vi.advanceTimersByTime(200);
    expect(lastLine()).toBe("… working (1 s)");
    vi.advanceTimersByTime(125_000);
    expect(lastLine()).toBe("… working (2 min 6 s)");
    host.close();
    expect(lastLine()).toBe("");
  });

  test("a task counts from its own beginning, and what still runs is shown when another ends", () => {
    const { host, lastLine, written } = hostOn({ isTTY: true, columns: 80 });
    host.progress({ task: "a", title: "deleting a", state: "running" });
    vi.advanceTimersByTime(5000);
    host.progress({ task: "b", title: "deleting b", state: "running" });
    expect(lastLine()).toBe("… deleting b");
    host.progress({ task: "b", title: "deleting b", state: "done" });
    expect(written()).toMatch(/✓.* deleting b\n$/);
    vi.advanceTimersByTime(2000);
    expect(lastLine()).toBe("… deleting a (7 s)");
    host.close();
    vi.advanceTimersByTime(5000);
    expect(lastLine()).toBe("");
  });

  test.each([
    [80, "… copying stdata 3/50 blobs (3 s)"],
    [0, "… copying stdata 3/50 blobs (3 s)"],
    [30, "… copying s… 3/50 blobs (3 s)"],
  ])("at %i columns the title gives way, not how far it is", (columns, line) => {
    const { host, lastLine } = hostOn({ isTTY: true, columns });
    host.progress(copying);
    vi.advanceTimersByTime(3100);
    expect(lastLine()).toBe(line);
    host.close();
  });

  test("a log gets a line every half minute, without control codes", () => {
    const { host, written } = hostOn({ isTTY: false });
    vi.advanceTimersByTime(31_000);
    expect(written()).toBe("… working (30 s)\n");
    host.progress(copying);
    vi.advanceTimersByTime(58_000);
    host.close();
    vi.advanceTimersByTime(90_000);
    expect(written()).toBe("… copying stdata 3/50 blobs\n… copying stdata 3/50 blobs (29 s)\n");
  });

  test("a log in which something stands already gets no line that only says it is at work", () => {
    const { host, written } = hostOn({ isTTY: false });
    vi.advanceTimersByTime(20_000);
    host.notify({ code: "backup_by_hand", message: "a database" });
    vi.advanceTimersByTime(20_000);
    expect(written()).not.toContain("working");
    vi.advanceTimersByTime(20_000);
    expect(written()).toContain("… working (1 min 0 s)");
    host.close();
  });

  test("a terminal counts notices that are alike; a log gets each", () => {
    for (const isTTY of [true, false]) {
      const { host, written } = hostOn({ isTTY, columns: 80 });
      for (let number = 1; number <= 14; number += 1)
        host.notify({ code: "backup_by_hand", message: `database ${number}` });
      host.close();
      const lines = stripVTControlCharacters(written()).trimEnd().split("\n");
      expect(lines).toHaveLength(isTTY ? 11 : 14);
      expect(lines.at(-1)).toBe(
        `warning backup_by_hand: ${isTTY ? "4 more like these (--json tells all)" : "database 14"}`,
      );
    }
  });
});
