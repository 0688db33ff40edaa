import { createHash } from "node:crypto";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import axe from "axe-core";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { largeEstate } from "../bench/large-estate.ts";
import { chromiumPath, startChromium } from "../support/chromium.ts";
import { repository, runCli } from "../support/run-cli.ts";

if (chromiumPath === undefined)
  process.stdout.write("skipped: no Chromium on PATH, so plan.html is not opened in a browser here\n");

const NASTY = '</script><img src=x onerror="document.title=1">';
const SUBSCRIPTION = "/subscriptions/6a1f0c52-3d7e-4b9a-8c21-94e5b7d0f3a6";

let folder: string;
let pages: { demo: string; nasty: string; large: string };

async function planned(name: string, inventory: string): Promise<string> {
  const out = join(folder, name);
  const run = await runCli(["plan", "--inventory", inventory, "--out", out]);
  expect(run.exitCode, run.stderr).toBe(0);
  return join(out, "plan.html");
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "plan-page-"));
  const disk = `${SUBSCRIPTION}/resourceGroups/rg-a/providers/Microsoft.Compute/disks/${encodeURIComponent(NASTY)}`;
  const nasty = join(folder, "nasty.json");
  await writeFile(
    nasty,
    JSON.stringify({
      subscription: { subscriptionId: SUBSCRIPTION.slice(15), displayName: NASTY, state: "Enabled" },
      resourceGroups: [{ id: `${SUBSCRIPTION}/resourceGroups/rg-a`, name: "rg-a" }],
      resources: [{ id: disk, name: NASTY, type: "Microsoft.Compute/disks", location: NASTY }],
    }),
  );
  const large = join(folder, "large.json");
  await writeFile(large, JSON.stringify(largeEstate(600)));
  const [demo, bad, many] = await Promise.all([
    planned("demo", join(repository, "simulator/estates/demo.json")),
    planned("nasty", nasty),
    planned("large", large),
  ]);
  pages = { demo, nasty: bad, large: many };
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe("plan.html", () => {
  test("asks the network for nothing and runs no script but the one its policy names", async () => {
    for (const path of Object.values(pages)) {
      const page = await readFile(path, "utf8");
      const hash = /script-src 'sha256-([^']+)'/.exec(page)?.[1];
      const script = /<script>([\s\S]*?)<\/script>\s*<\/body>/.exec(page)?.[1] ?? "";
      expect(createHash("sha256").update(script).digest("base64")).toBe(hash);
      expect(page).toContain("default-src 'none'");
      expect(page.replaceAll(/<script[\s\S]*?<\/script>/g, "")).not.toMatch(
        /<(?:link|img|iframe|object|script)\b/,
      );
    }
  });

  test("is the same bytes for the same plan", async () => {
    const again = await planned("again", join(repository, "simulator/estates/demo.json"));
    expect(await readFile(again, "utf8")).toBe(await readFile(pages.demo, "utf8"));
  });
});

describe.skipIf(chromiumPath === undefined)("plan.html in a browser", () => {
  let browser: Browser;
  beforeAll(async () => {
    if (chromiumPath !== undefined) browser = await startChromium(chromiumPath);
  });
  afterAll(() => browser?.close());

  async function open(
    path: string,
    options: Parameters<Browser["newPage"]>[0] = {},
  ): Promise<{ page: Page; complaints: string[] }> {
    const page = await browser.newPage(options);
    const complaints: string[] = [];
    page.on("pageerror", ({ message }) => complaints.push(message));
    page.on("console", (message) => complaints.push(message.text()));
    page.on("request", (request) => {
      if (!request.url().startsWith("file:")) complaints.push(request.url());
    });
    await page.goto(`file://${path}`);
    await page.waitForSelector("body.live");
    return { page, complaints };
  }

  test("a resource is found by its name, and says why it goes when it goes", async () => {
    const { page, complaints } = await open(pages.demo);
    await page.getByLabel("Find").fill("aks-parcel");
    await page.locator("#found").getByRole("button", { name: "aks-parcel", exact: true }).click();
    const details = page.locator("#details");
    expect(await details.locator("h3").textContent()).toBe("aks-parcel");
    expect(await details.textContent()).toContain("It goes with its group.");
    expect(await details.textContent()).toContain("Needs, so it goes before");
    await details.getByRole("button", { name: "id-parcel-aks" }).click();
    expect(await details.locator("h3").textContent()).toBe("id-parcel-aks");
    expect(await details.textContent()).toContain("Needed by, so it goes after");
    expect(complaints).toEqual([]);
    await page.close();
  });

  test("a large plan opens by group, and a group by its resources; all of it with the keyboard", async () => {
    const { page, complaints } = await open(pages.large);
    expect(await page.locator("#where").textContent()).toBe("All groups");
    const group = page.locator("#stage g.node", { hasText: "rg-app0-net" });
    await group.focus();
    await page.keyboard.press("Enter");
    expect(await page.locator("#where").textContent()).toBe("rg-app0-net");
    const resource = page.locator("#stage g.node", { hasText: "nsg-app0" });
    await resource.focus();
    await page.keyboard.press("Enter");
    expect(await page.locator("#details h3").textContent()).toBe("nsg-app0");
    const width = async () => Number(await page.locator("#stage svg").getAttribute("width"));
    const before = await width();
    await page.keyboard.press("+");
    expect(await width()).toBeGreaterThan(before);
    await page.keyboard.press("Escape");
    expect(await page.locator("#where").textContent()).toBe("All groups");
    expect(complaints).toEqual([]);
    await page.close();
  });

  /** Where the graph is scrolled to, and which texts of it are wholly in view there. */
  async function inView(page: Page): Promise<{ scrolled: number[]; boxes: string[]; texts: string[] }> {
    return page.evaluate(`(() => {
      const stage = document.getElementById("stage");
      const frame = stage.getBoundingClientRect();
      const seen = (selector) => [...stage.querySelectorAll(selector)].filter((part) => {
        const { left, right, top, bottom } = part.getBoundingClientRect();
        return left >= frame.left && right <= frame.right && top >= frame.top && bottom <= frame.bottom;
      }).map(({ textContent }) => textContent.trim());
      return { scrolled: [stage.scrollLeft, stage.scrollTop], boxes: seen("g.node"), texts: seen("text") };
    })()`);
  }

  test("on a narrow screen the graph opens where the first wave is, and goes back there", async () => {
    const { page, complaints } = await open(pages.demo, { viewport: { width: 390, height: 900 } });
    const opened = await inView(page);
    // Left of it there are only three boxes.
    expect(opened.boxes.length).toBeGreaterThan(12);
    expect(opened.texts).toEqual(
      expect.arrayContaining(["rg-parcel-aks (wave 1)", "aks-parcel", "acrparcellegacy"]),
    );
    await page.locator("#stage").focus();
    await page.evaluate("document.getElementById('stage').scrollTo(0, 0)");
    await page.keyboard.press("Escape");
    expect(await inView(page)).toEqual(opened);
    expect(complaints).toEqual([]);
    await page.close();
  });

  test("where the corner shows a box of the first wave, the graph opens there", async () => {
    for (const [path, width] of [
      [pages.demo, 1280],
      [pages.large, 390],
      [pages.large, 1280],
    ] as const) {
      const { page } = await open(path, { viewport: { width, height: 900 } });
      expect((await inView(page)).scrolled).toEqual([0, 0]);
      await page.close();
    }
  });

  test("printed, everything that can be opened is open, and the graph is no wider than the paper", async () => {
    const { page } = await open(pages.demo, { viewport: { width: 720, height: 1000 } });
    const listed = page.locator("details li", { hasText: "daily-30" }).first();
    expect(await listed.isVisible()).toBe(false);
    await page.emulateMedia({ media: "print" });
    expect(await listed.isVisible()).toBe(true);
    const graph = await page.locator("#stage svg").boundingBox();
    expect((graph?.x ?? 0) + (graph?.width ?? Number.NaN)).toBeLessThanOrEqual(720);
    await page.close();
  });

  test("names that are markup stay names", async () => {
    const { page, complaints } = await open(pages.nasty);
    await page.locator("#stage g.node").first().click();
    expect(await page.locator("img").count()).toBe(0);
    expect(await page.title()).toContain("Decommission of </script>");
    expect(complaints).toEqual([]);
    await page.close();
  });

  test.each([
    ["light", 1280],
    ["dark", 1280],
    ["light", 390],
  ] as const)(
    "no serious finding of axe in %s at %i pixels, and nothing wider than the page",
    async (colorScheme, width) => {
      const { page } = await open(pages.demo, {
        colorScheme,
        viewport: { width, height: 800 },
        bypassCSP: true,
      });
      await page.locator("#stage g.node").first().click();
      await page.addScriptTag({ content: axe.source });
      const violations: { id: string; impact: string }[] = await page.evaluate(
        "axe.run().then(({violations}) => violations.map(({id, impact}) => ({id, impact})))",
      );
      expect(violations.filter(({ impact }) => impact === "serious" || impact === "critical")).toEqual([]);
      expect(await page.evaluate("document.documentElement.scrollWidth - innerWidth")).toBeLessThanOrEqual(0);
      await page.close();
    },
  );
});
