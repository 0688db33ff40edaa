import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { onTestFinished } from "vitest";
import type { Notice } from "../../core/host.ts";
import { type InitOptions, type InitResult, init } from "../../steps/init/init.ts";
import type { StepContext } from "../../steps/step-context.ts";

/** A folder that `sundown init` may write into; it ends with the test. */
export interface NewRepository {
  readonly folder: string;
  /** What the step told so far. */
  readonly notices: readonly Notice[];
  init(options?: InitOptions): Promise<InitResult>;
  read(path: string): Promise<string>;
  write(path: string, content: string): Promise<void>;
}

export async function newRepository(): Promise<NewRepository> {
  const folder = await mkdtemp(join(tmpdir(), "sundown-init-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const notices: Notice[] = [];
  const unused = (): never => {
    throw new Error("init talks to nobody");
  };
  const context: StepContext = {
    host: { notify: (notice) => notices.push(notice), progress: unused, ask: unused },
    environment: {},
    workingDirectory: folder,
    now: unused,
    signal: new AbortController().signal,
    azure: unused,
    github: unused,
  };
  return {
    folder,
    notices,
    init: (options = {}) => init(options, context),
    read: (path) => readFile(join(folder, path), "utf8"),
    async write(path, content) {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await writeFile(join(folder, path), content);
    },
  };
}

/** What became of each file, by its path. */
export function outcomes({ files }: InitResult): Record<string, string> {
  return Object.fromEntries(files.map(({ path, outcome }) => [path, outcome]));
}
