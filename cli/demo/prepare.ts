import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { sha256 } from "../../core/digest.ts";
import type { Artifact } from "../../core/manifest/manifest.ts";
import { decide } from "./decide.ts";
import { SHARED_FILES } from "./demo-estate.ts";
import { BACKUP_ACCOUNT } from "./demo-storage.ts";
import { seedBlobs } from "./seed-blobs.ts";
import { type Tour, verb } from "./tour.ts";

const SQL_LOGIN = "parceladmin";
/** Of a type that Sundown does not copy: a person does. */
const COPIED_BY_HAND = "log-parcel";

const WAIVERS: ReadonlyMap<string, string> = new Map([
  ["microsoft.keyvault/vaults", "All secrets were rotated to the new platform's vault on 2026-10-30."],
  ["microsoft.recoveryservices/vaults", "Its recovery points are of the machines, whose disks are copied."],
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

  narrator.step("Back up what Sundown can copy");
  const blobs = await seedBlobs(stage.blobs);
  narrator.say(
    `${blobs} blobs, ${SHARED_FILES} shared files, the disks and the SQL databases go to another subscription.`,
  );
  narrator.say(`The password of ${SQL_LOGIN} is in SUNDOWN_SQL_PASSWORD; the rest is left to a person.`);
  await verb(tour, ["backup", "--to", stage.backupUrl, "--sql-login", SQL_LOGIN], {
    exitCode: 0,
    show: (line) => summaryOnly(line) && !line.startsWith("  "),
  });
}

/** What a person does in an editor, visibly. */
export async function decideIt(tour: Tour): Promise<void> {
  const { narrator, stage, folder, decommission } = tour;
  narrator.step("A person decides (the demo plays platform-engineer)");
  const artifacts = new Map([[`/workspaces/${COPIED_BY_HAND}`, [await exportLogs(tour)]]]);
  narrator.say(`exports the tables that matter of ${COPIED_BY_HAND} by hand`);
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

/** A stand-in for what `az monitor log-analytics query` writes; what counts here is that its bytes are proven later. */
async function exportLogs({ stage }: Tour): Promise<Artifact> {
  const content = Buffer.from('{"TimeGenerated":"2026-09-30T23:00:00Z","Name":"POST /labels"}\n'.repeat(200));
  const container = stage.blobs(BACKUP_ACCOUNT).getContainerClient("logs");
  await container.createIfNotExists();
  const name = `${COPIED_BY_HAND}.jsonl`;
  await container.getBlockBlobClient(name).upload(content, content.length);
  return { url: `${stage.backupUrl}/logs/${name}`, bytes: content.length, sha256: sha256(content) };
}

/** Leaves out what is only for watching, or said again in the verb's result. */
export function summaryOnly(line: string): boolean {
  return !/^(…|note |warning (backup_by_hand|stop_not_handled))/.test(line);
}
