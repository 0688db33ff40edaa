import { Writable } from "node:stream";
import { WriteStream } from "node:tty";
import { describe, expect, test } from "vitest";
import type { Answers } from "../../cli/hosts/answers.ts";
import { jsonHost } from "../../cli/hosts/json-host.ts";
import { terminalHost } from "../../cli/hosts/terminal-host.ts";
import type { Host, Question } from "../../core/host.ts";

const yesOrNo: Question = { code: "stop_confirm", message: "Stop it?" };
const typed: Question = { code: "destroy_confirm", message: "Type the name.", typed: "Contoso Shop" };

/** A host on something that is no terminal, and what it wrote. */
function plainHost(answers: Answers): { host: Host; written: () => string } {
  let text = "";
  const stream = new Writable({
    write(chunk, _encoding, done) {
      text += String(chunk);
      done();
    },
  });
  // What the host uses of a terminal's stream is that it is none.
  const plain: NodeJS.WriteStream = Object.assign(Object.create(WriteStream.prototype), {
    write: (chunk: string) => stream.write(chunk),
    isTTY: false,
  });
  const { signal } = new AbortController();
  return { host: terminalHost({ stream: plain, answers, interactive: false, signal }), written: () => text };
}

describe.each([
  ["the terminal host", (answers: Answers) => plainHost(answers).host],
  ["the JSON host", (answers: Answers) => jsonHost(() => {}, answers)],
])("%s with nobody to ask", (_, make) => {
  test.each<[string, Answers, boolean, boolean]>([
    ["no answers", { yes: false, confirm: [] }, false, false],
    ["--yes", { yes: true, confirm: [] }, true, false],
    ["the exact text", { yes: false, confirm: ["Contoso Shop"] }, false, true],
    ["the text in other letters", { yes: true, confirm: ["contoso shop"] }, true, false],
  ])("given %s", async (_given, answers, toYesOrNo, toTyped) => {
    const host = make(answers);
    expect(await host.ask(yesOrNo)).toBe(toYesOrNo);
    expect(await host.ask(typed)).toBe(toTyped);
  });
});

test("without a terminal a task is told when it begins and when it ends, not at every step", () => {
  const { host, written } = plainHost({ yes: false, confirm: [] });
  for (let done = 0; done <= 50; done += 1) {
    host.progress({ task: "copy", title: "copying", state: "running", done, total: 50, unit: "blobs" });
  }
  host.progress({ task: "copy", title: "copied", state: "done", done: 50, total: 50, unit: "blobs" });
  expect(written()).toBe("… copying 0/50 blobs\n✓ copied 50/50 blobs\n");
});

test("a notice names its place once, and nothing invisible", () => {
  const { host, written } = plainHost({ yes: false, confirm: [] });
  host.notify({ code: "manifest_kept", message: "kept a\u202eb", place: "/x" });
  host.notify({ code: "manifest_kept", message: "kept /x", place: "/x" });
  expect(written()).toBe("note manifest_kept: kept a⟨U+202E⟩b (/x)\nnote manifest_kept: kept /x\n");
});

test("the JSON host writes one object a line, with code and level", async () => {
  const lines: string[] = [];
  const host = jsonHost((line) => lines.push(line), { yes: false, confirm: [] });
  host.notify({ code: "manifest_kept", message: "two\nlines" });
  host.progress({ task: "t", title: "x", state: "running" });
  await host.ask(typed);
  expect(lines.map((line) => JSON.parse(line))).toEqual([
    { event: "notice", level: "info", code: "manifest_kept", message: "two\nlines" },
    { event: "progress", task: "t", title: "x", state: "running" },
    { event: "question", ...typed, answer: false },
  ]);
  for (const line of lines) expect(line.indexOf("\n")).toBe(line.length - 1);
});
