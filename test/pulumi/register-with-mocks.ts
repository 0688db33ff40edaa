import { setTimeout as sleep } from "node:timers/promises";
import { log, runtime } from "@pulumi/pulumi";
import { vi } from "vitest";
import { decommission } from "../../program/decommission.ts";

/** One RegisterResource request as the engine would have got it. */
export interface Registration {
  readonly type: string;
  readonly name: string;
  readonly importId: string;
  readonly dependsOn: string[];
  readonly deletedWith: string;
  readonly protect: boolean;
  readonly provider: string;
  readonly version: string;
  readonly ignoreChanges: string[];
  readonly inputs: unknown;
  /** How many registrations had been answered when this one was sent. */
  readonly answered: number;
}

/**
 * The part of the request that is looked at. Pulumi's own mock hands only some of it on, so the monitor it makes is
 * listened to.
 */
interface Request {
  getType(): string;
  getName(): string;
  getImportid(): string;
  getDependenciesList(): string[];
  getDeletedwith(): string;
  getProtect(): boolean;
  getProvider(): string;
  getVersion(): string;
  getIgnorechangesList(): string[];
  getObject(): { toJavaScript(): unknown } | undefined;
}

export interface Run {
  readonly registrations: readonly Registration[];
  readonly warnings: readonly string[];
  /** What the program refused with. */
  readonly refusal: unknown;
}

/** Runs the program in this process, with Pulumi's mocks in place of the engine. */
export async function registerWithMocks(
  stack: string,
  config: Readonly<Record<string, string>>,
): Promise<Run> {
  const registrations: Registration[] = [];
  let answered = 0;
  await runtime.setMocks(
    {
      call: () => ({}),
      newResource: async ({ name, inputs }) => {
        await sleep(5);
        answered += 1;
        return { id: `${name}-id`, state: { ...inputs } };
      },
    },
    "sundown",
    stack,
  );
  const monitor = runtime.getMonitor();
  if (monitor === undefined) throw new Error("Pulumi's mocks made no monitor");
  const original = monitor.registerResource.bind(monitor);
  Object.assign(monitor, {
    registerResource(request: Request, ...rest: unknown[]): unknown {
      registrations.push(read(request, answered));
      return Reflect.apply(original, monitor, [request, ...rest]);
    },
  });
  runtime.setAllConfig({ ...config });

  const warn = vi.spyOn(log, "warn").mockResolvedValue();
  let refusal: unknown;
  try {
    await decommission();
  } catch (error) {
    refusal = error;
  }
  await runtime.disconnect();
  const warnings = warn.mock.calls.map(([message]) => message);
  warn.mockRestore();
  return { registrations, warnings, refusal };
}

function read(request: Request, answered: number): Registration {
  return {
    answered,
    type: request.getType(),
    name: request.getName(),
    importId: request.getImportid(),
    dependsOn: request.getDependenciesList().map(lastOf),
    deletedWith: lastOf(request.getDeletedwith()),
    protect: request.getProtect(),
    provider: request.getProvider(),
    version: request.getVersion(),
    ignoreChanges: request.getIgnorechangesList(),
    inputs: request.getObject()?.toJavaScript(),
  };
}

/** The name at the end of a URN. */
function lastOf(urn: string): string {
  return urn.split("::").at(-1) ?? "";
}
