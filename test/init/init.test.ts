import { mkdir, readdir, readFile, symlink } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { beforeEach, describe, expect, test } from "vitest";
import { parse } from "yaml";
import { parsePolicy } from "../../core/policy/parse-policy.ts";
import { policySchema, strictPolicy } from "../../core/policy/policy.ts";
import { estatePlan } from "../pulumi/estate-plan.ts";
import { estateOf, resource } from "../support/estate.ts";
import { type NewRepository, newRepository, outcomes } from "./new-repository.ts";

const require = createRequire(import.meta.url);

let repository: NewRepository;
beforeEach(async () => {
  repository = await newRepository();
});

test("a link on the way out of the repository is refused before anything is written, with --force, too", async () => {
  const elsewhere = join(repository.folder, "elsewhere");
  await mkdir(elsewhere);
  await symlink(elsewhere, join(repository.folder, ".github"));
  await expect(repository.init({ force: true })).rejects.toMatchObject({ code: "init_file_linked" });
  expect([await readdir(elsewhere), await readdir(repository.folder)]).toEqual([
    [],
    [".github", "elsewhere"],
  ]);
});

describe("in an empty repository", () => {
  test("everything is written, and nothing at all the second time", async () => {
    const first = await repository.init();
    expect(new Set(Object.values(outcomes(first)))).toEqual(new Set(["written"]));
    const before = await Promise.all(first.files.map(({ path }) => repository.read(path)));

    const second = await repository.init();
    expect(outcomes(second)).toEqual(Object.fromEntries(first.files.map(({ path }) => [path, "unchanged"])));
    expect(await Promise.all(first.files.map(({ path }) => repository.read(path)))).toEqual(before);
    expect(repository.notices).toEqual([]);
    expect((await readdir(repository.folder)).some((name) => name.endsWith(".new"))).toBe(false);
  });

  test("the Pulumi project is this one's but for the program, which is one line", async () => {
    await repository.init();
    const own = parse(await readFile(join(import.meta.dirname, "..", "..", "Pulumi.yaml"), "utf8"));
    expect(parse(await repository.read("Pulumi.yaml"))).toEqual({ ...own, main: "program/index.js" });
    const code = (await repository.read("program/index.js"))
      .split("\n")
      .filter((line) => !/^(\/\/.*)?$/.test(line));
    expect(code).toEqual(['import "azure-sundown/program";']);
  });

  test("the packages are the versions this one was built with", async () => {
    await repository.init();
    const { version, devDependencies } = require("../../package.json");
    expect(JSON.parse(await repository.read("package.json"))).toEqual({
      private: true,
      type: "module",
      dependencies: { "azure-sundown": version },
      devDependencies: {
        "@pulumi/azure-native": devDependencies["@pulumi/azure-native"],
        "@pulumi/pulumi": devDependencies["@pulumi/pulumi"],
      },
    });
  });

  test("nobody is sent to a registry that does not have the package", async () => {
    const { next } = await repository.init();
    expect(next.filter((step) => /npm install.* azure-sundown@/.test(step))).toEqual([]);
    expect(next.join("\n")).toContain("not on the npm registry");
    expect(next.join("\n")).toContain("placeholder");

    await repository.write(
      "package.json",
      (await repository.read("package.json")).replace(
        /("azure-sundown": )"[^"]*"/,
        '$1"file:azure-sundown-0.1.0.tgz"',
      ),
    );
    expect((await repository.init()).next.join("\n")).not.toContain("npm install");
  });

  test("the policy shows every rule at its default", async () => {
    await repository.init();
    const text = await repository.read(".github/sundown.yml");
    expect(parsePolicy(text, "the policy")).toEqual(strictPolicy);
    for (const key of Object.keys(policySchema.shape)) expect(text).toMatch(new RegExp(`^${key}:`, "m"));
  });
});

describe("the state's place", () => {
  const backend = "azblob://state?storage_account=stplatform";

  test("is written into Pulumi.yaml when it is told, and then not asked for again", async () => {
    const { next } = await repository.init({ backend });
    expect(parse(await repository.read("Pulumi.yaml"))).toMatchObject({ backend: { url: backend } });
    expect(next.join("\n")).not.toContain("PULUMI_BACKEND_URL");
    expect(outcomes(await repository.init({ backend }))["Pulumi.yaml"]).toBe("unchanged");
  });

  test("is refused in an account that a plan here deletes, before anything is written", async () => {
    const plan = estatePlan(
      estateOf([resource("rg-app", "Microsoft.Storage/storageAccounts", "stplatform", {})]),
    );
    await repository.write("decommission/old/plan.json", JSON.stringify(plan));
    await expect(repository.init({ backend })).rejects.toMatchObject({
      code: "state_in_doomed_subscription",
    });
    expect(await readdir(repository.folder)).toEqual(["decommission"]);
    await repository.init({ backend: "azblob://state?storage_account=stother" });
  });

  test.each(["state", 'azblob://x"\nmain: evil', "azblob://a b"])("%j is no address", async (wrong) => {
    await expect(repository.init({ backend: wrong })).rejects.toMatchObject({
      code: "usage_error",
      place: "--backend",
    });
  });
});

describe("what is there already", () => {
  test("is left alone and told", async () => {
    await repository.write("Pulumi.yaml", "name: mine\n");
    const result = await repository.init();
    expect(outcomes(result)["Pulumi.yaml"]).toBe("differs");
    expect(await repository.read("Pulumi.yaml")).toBe("name: mine\n");
    expect(repository.notices).toMatchObject([{ code: "init_file_differs", place: "Pulumi.yaml" }]);
  });

  test("is replaced only when that is asked for", async () => {
    await repository.write("Pulumi.yaml", "name: mine\n");
    expect(outcomes(await repository.init({ force: true }))["Pulumi.yaml"]).toBe("replaced");
    expect(await repository.read("Pulumi.yaml")).toContain("name: sundown");
  });

  test(".gitignore keeps its lines and gets the missing ones", async () => {
    await repository.write(".gitignore", "dist/\nnode_modules/");
    expect(outcomes(await repository.init())[".gitignore"]).toBe("added");
    expect(await repository.read(".gitignore")).toBe("dist/\nnode_modules/\ndecommission/*/run\n");
  });

  test("editor settings keep theirs and get the schema", async () => {
    await repository.write(".vscode/settings.json", '{"editor.tabSize": 4, "yaml.schemas": {"x": "y.yaml"}}');
    await repository.init();
    const { "yaml.schemas": schemas, ...rest } = JSON.parse(await repository.read(".vscode/settings.json"));
    expect(rest).toEqual({ "editor.tabSize": 4 });
    expect(schemas).toMatchObject({ x: "y.yaml" });
    const { x: _mine, ...ours } = schemas;
    expect(Object.values(ours)).toEqual(["decommission/*/decommission.yaml", ".github/sundown.yml"]);
    for (const path of Object.keys(ours)) {
      const file = path.replace("./node_modules/azure-sundown", join(import.meta.dirname, "..", ".."));
      expect(JSON.parse(await readFile(file, "utf8"))).toHaveProperty("title");
    }
  });

  test("editor settings with comments are left alone and told", async () => {
    const settings = '{\n  // mine\n  "editor.tabSize": 4\n}\n';
    await repository.write(".vscode/settings.json", settings);
    await repository.init();
    expect(await repository.read(".vscode/settings.json")).toBe(settings);
    expect(repository.notices).toMatchObject([{ code: "init_file_differs" }]);
  });

  test("a package that is not of ES modules keeps its way, and program/ gets its own", async () => {
    await repository.write("package.json", '{"name": "mine", "dependencies": {"@pulumi/pulumi": "3.200.0"}}');
    const { files, next } = await repository.init();
    expect(JSON.parse(await repository.read("package.json"))).toMatchObject({ name: "mine" });
    expect(JSON.parse(await repository.read("program/package.json"))).toMatchObject({ type: "module" });
    expect(files.some(({ path }) => path === "package.json")).toBe(false);
    expect(next[1]).toMatch(/^npm install --save-exact \.\/azure-sundown-\S+\.tgz$/);
    expect(next[2]).toMatch(/^npm install --save-exact --save-dev @pulumi\/azure-native@\d\S+$/);
  });

  test("a package.json that cannot be understood stops before anything is written", async () => {
    await repository.write("package.json", "{");
    await expect(repository.init()).rejects.toMatchObject({ code: "init_file_unreadable" });
    expect(await readdir(repository.folder)).toEqual(["package.json"]);
  });

  test("editor settings of another shape stop", async () => {
    await repository.write(".vscode/settings.json", '{"yaml.schemas": "no object"}');
    await expect(repository.init()).rejects.toMatchObject({ code: "init_file_unreadable" });
  });
});
