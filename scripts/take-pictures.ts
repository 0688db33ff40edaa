import { execFileSync } from "node:child_process";
import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser } from "playwright-core";
import { largeEstate } from "../test/bench/large-estate.ts";
import { chromiumPath, startChromium } from "../test/support/chromium.ts";
import { runCli } from "../test/support/run-cli.ts";
import { playVerbs } from "./pictures/play-verbs.ts";
import { showTerminal } from "./pictures/show-terminal.ts";

// Takes docs/pictures/ anew, by hand: the terminal at two widths, and the plan's page. It takes Chromium and pngquant on
// the PATH and util-linux' `script`; what is on the pictures is the demo's subscription, simulated.
const pictures = join(import.meta.dirname, "../docs/pictures");
const PAGE = { width: 1280, height: 800 };

async function takeTerminals(browser: Browser, folder: string): Promise<void> {
  const page = await browser.newPage();
  for (const columns of [80, 200]) {
    for (const { name, text } of await playVerbs(join(folder, String(columns)), columns)) {
      await page.setContent(await showTerminal(text, columns));
      await page.locator("pre").screenshot({ path: join(pictures, `${name}-${columns}.png`) });
    }
  }
}

async function takePages(browser: Browser, folder: string): Promise<void> {
  const large = join(folder, "large.json");
  await writeFile(large, JSON.stringify(largeEstate(5000)));
  await runCli(["plan", "--inventory", large, "--out", "large"], { cwd: folder });
  const demo = join(folder, "80/decommission/contoso-parcel-legacy/plan.html");
  const shots = [
    ["page-light", demo, "light"],
    ["page-dark", demo, "dark"],
    ["page-5000", join(folder, "large/plan.html"), "light"],
  ] as const;
  for (const [name, file, colorScheme] of shots) {
    const page = await browser.newPage({ viewport: PAGE, colorScheme });
    await page.goto(pathToFileURL(file).href);
    await page.waitForLoadState("networkidle");
    await page.screenshot({ path: join(pictures, `${name}.png`) });
  }
}

if (chromiumPath === undefined) throw new Error("There is no Chromium on the PATH.");
const folder = await mkdtemp(join(tmpdir(), "sundown-pictures-"));
const browser = await startChromium(chromiumPath);
try {
  await takeTerminals(browser, folder);
  await takePages(browser, folder);
  const files = (await readdir(pictures)).map((name) => join(pictures, name));
  // So many colours tell every box of the page apart, in a third of the bytes.
  execFileSync("pngquant", ["--ext", ".png", "--force", "--speed", "1", "128", "--", ...files]);
} finally {
  await browser.close();
  await rm(folder, { recursive: true });
}
