import { describe, expect, test } from "vitest";
import type { Fault } from "../../simulator/fault-queue.ts";
import { ENTER, hasTerminal, runAtTerminal } from "../support/at-terminal.ts";
import { runCli } from "../support/run-cli.ts";
import { LOGIN, PASSWORD } from "../support/sql-scene.ts";
import { expectNoSecretIn, shop, useSqlStage } from "../support/sql-stage.ts";

const stage = useSqlStage();
const args = (): string[] => {
  const { folder, to } = stage;
  return ["backup", "--folder", folder.path, "--to", to, "--only", shop, "--sql-login", LOGIN];
};

describe("the password", () => {
  test("follows no redirect", async () => {
    const location = `https://${stage.storage.front.host}/stbackup/elsewhere`;
    await stage.fault({ path: "shop/export", status: 307, headers: { location } });
    expect((await stage.run()).held).toMatchObject([{ code: "sql_export_failed" }]);
    expect(stage.storage.front.log.filter(({ url }) => url.includes("elsewhere"))).toEqual([]);
  });

  test.each<[string, Partial<Fault> | undefined, number]>([
    ["an export", undefined, 0],
    ["a lost connection", { drop: "after" }, 1],
  ])("is not in what %s prints or writes, not even in the SDKs' own logs", async (_, spoil, exitCode) => {
    if (spoil !== undefined) await stage.fault({ ...spoil, path: "shop/export", method: "POST" });
    const environment = { ...(await stage.environment(PASSWORD)), AZURE_LOG_LEVEL: "verbose" };
    const ran = await runCli([...args(), "--debug"], { environment });
    expect([ran.exitCode, stage.exports()]).toEqual([exitCode, ["shop"]]);
    expect(ran.stderr).toContain("azure:core-rest-pipeline");
    expectNoSecretIn(ran.stdout + ran.stderr + (await stage.everything()));
  });

  test("is what run hands to its backup; without it, run exports nothing", async () => {
    const { folder, to } = stage;
    const run = ["run", "--folder", folder.path, "--skip", "stop", "--backup-to", to, "--sql-login", LOGIN];
    const without = await runCli([...run, "--json"], { environment: await stage.environment() });
    expect(JSON.parse(without.stdout).error.code).toBe("sql_password_missing");
    expect(stage.exports()).toEqual([]);
    const ran = await runCli([...run, "--json"], { environment: await stage.environment(PASSWORD) });
    expect(stage.exports()).toEqual(["orders", "shop"]);
    expectNoSecretIn(ran.stdout + ran.stderr + (await stage.everything()));
  });

  test.skipIf(!hasTerminal)("is typed unseen at a terminal (needs util-linux' script)", async () => {
    const options = { cwd: stage.folder.path, environment: await stage.environment() };
    const typed = await runAtTerminal(args(), [[`Password of ${LOGIN}`, PASSWORD + ENTER]], options);
    expect(typed.screen).toContain("*****");
    expect(typed.exitCode).toBe(0);
    expectNoSecretIn(typed.screen + (await stage.everything()));
  });
});
