import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { sha256 } from "../../core/digest.ts";
import type { Artifact } from "../../core/manifest/manifest.ts";
import { parsePlan } from "../../core/plan/parse-plan.ts";
import { decommissionFolder } from "../../steps/decommission-folder.ts";
import { decide } from "./decide.ts";
import { seedBlobs } from "./seed-blobs.ts";
import { BACKUP_ACCOUNT, SOURCE_ACCOUNTS } from "./stage.ts";
import { type Tour, verb } from "./tour.ts";

const DATABASES = ["orders", "tracking"] as const;

/** Methods of plan.json for what the simulated cloud holds. */
const COPIED: ReadonlySet<string> = new Set(["blobs", "dns-zone", "configuration"]);

const WAIVERS: ReadonlyMap<string, string> = new Map([
  [
    "microsoft.compute/disks",
    "The sorting machines are rebuilt from images; nothing is kept on their disks.",
  ],
  ["microsoft.keyvault/vaults", "All secrets were rotated to the new platform's vault on 2026-10-30."],
  [
    "microsoft.recoveryservices/vaults",
    "Its recovery points are of the machines, which are rebuilt from images.",
  ],
  ["*", "Rebuilt from code in the new platform; its content is not needed any more."],
]);

/** Look and plan; nothing may be destroyed yet. */
export async function planIt(tour: Tour): Promise<void> {
  const { narrator, stage } = tour;
  narrator.step("Look, and write the plan");
  narrator.say("Reads the subscription through the Azure SDK; changes nothing.");
  await verb(tour, ["plan", "--subscription", stage.subscriptionId], { exitCode: 0 });

  narrator.step("Try to destroy it right away: refused");
  narrator.say("Nothing irreversible happens without an approved pull request.");
  await verb(tour, ["destroy"], { exitCode: 3, code: "approval_needed" });
}

/** Stop what runs and copy data out: both reversible. */
export async function quiesce(tour: Tour): Promise<void> {
  const { narrator, stage } = tour;
  narrator.step("Stop what runs");
  await verb(tour, ["stop", "--yes"], { exitCode: 0, show: summaryOnly });

  narrator.step("Back up what can be copied");
  const blobs = await seedBlobs(stage.blobs);
  narrator.say(
    `${SOURCE_ACCOUNTS.length} storage accounts hold ${blobs} blobs; they go to another subscription's account.`,
  );
  narrator.say("The machines' disks are not copied here: a person waives them in the next step.");
  const plan = parsePlan(
    await readFile(decommissionFolder(join(tour.folder, tour.decommission)).plan, "utf8"),
    "plan.json",
  );
  const copied = plan.backupsNeeded.filter(({ method }) => COPIED.has(method));
  const only = copied.flatMap(({ of }) => ["--only", of]);
  await verb(tour, ["backup", "--to", stage.backupUrl, ...only], {
    exitCode: 0,
    show: (line) => summaryOnly(line) && !line.startsWith("  "),
  });
}

/** What a person does in an editor, visibly. */
export async function decideIt(tour: Tour): Promise<void> {
  const { narrator, stage, folder, decommission } = tour;
  narrator.step("A person decides (the demo plays platform-engineer)");
  const artifacts = new Map<string, readonly Artifact[]>();
  for (const database of DATABASES) {
    artifacts.set(`/databases/${database}`, [await exportDatabase(tour, database)]);
    narrator.say(`exports the database ${database} by hand and uploads ${database}.bacpac`);
  }
  const path = join(folder, decommission, "decommission.yaml");
  const decided = decide(await readFile(path, "utf8"), {
    subscriptionName: stage.subscriptionName,
    reason: "The parcel service moved to the new platform in October 2026; asked: data owner, network team.",
    artifacts,
    waivers: WAIVERS,
  });
  await writeFile(path, decided.text);
  narrator.say(`writes ${decided.written.length} lines into ${decommission}/decommission.yaml, among them:`);
  const examples = [/^\s*name:/, /^\s*- rg-parcel-data/, /sha256:/, /waived:/, /locks\/keep-data/];
  for (const example of examples) {
    const line = decided.written.find((written) => example.test(written));
    if (line !== undefined) narrator.output(line.length > 100 ? `${line.slice(0, 99)}…` : line);
  }

  narrator.step("Check that nothing is left open");
  await verb(tour, ["check"], { exitCode: 0, show: (line) => !line.startsWith("note") });
}

/** A stand-in for what `az sql db export` writes; what counts here is that its bytes are proven later. */
async function exportDatabase({ stage }: Tour, database: string): Promise<Artifact> {
  const content = Buffer.from(`export of the database ${database}\n`.repeat(200));
  const container = stage.blobs(BACKUP_ACCOUNT).getContainerClient("databases");
  await container.createIfNotExists();
  const name = `${database}.bacpac`;
  await container.getBlockBlobClient(name).upload(content, content.length);
  return { url: `${stage.backupUrl}/databases/${name}`, bytes: content.length, sha256: sha256(content) };
}

/** Leaves out what is only for watching, or said again in the verb's result. */
export function summaryOnly(line: string): boolean {
  return !/^(…|note |warning (backup_by_hand|stop_not_handled))/.test(line);
}
