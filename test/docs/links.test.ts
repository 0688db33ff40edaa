import { existsSync, readFileSync } from "node:fs";
import { glob } from "node:fs/promises";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { repository } from "../support/run-cli.ts";

/** Anchors as GitHub makes them of headings. */
function anchors(markdown: string): Set<string> {
  const headings = [...markdown.matchAll(/^#+ (.+)$/gm)].map(([, heading = ""]) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s-]/gu, "")
      .replaceAll(" ", "-"),
  );
  const named = [...markdown.matchAll(/<a id="([^"]+)">/g)].map(([, id = ""]) => id);
  return new Set([...headings, ...named]);
}

test("every link between the documents leads somewhere", async () => {
  const broken: string[] = [];
  for await (const file of glob("{*,docs/**/*,simulator/*,.github/**/*}.md", { cwd: repository })) {
    const text = readFileSync(join(repository, file), "utf8");
    for (const [, target = ""] of text.replaceAll(/```[\s\S]*?```/g, "").matchAll(/\]\(([^)\s]+)\)/g)) {
      if (/^[a-z]+:/.test(target)) continue;
      const [path = "", anchor] = target.split("#");
      const to = path === "" ? join(repository, file) : join(repository, dirname(file), path);
      if (!existsSync(to)) broken.push(`${file} -> ${target}`);
      else if (anchor !== undefined && !anchors(readFileSync(to, "utf8")).has(anchor))
        broken.push(`${file} -> ${target}`);
    }
  }
  expect(broken).toEqual([]);
});
