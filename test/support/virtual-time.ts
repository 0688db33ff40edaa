import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { vi } from "vitest";
import { startAzureSimulator } from "../../simulator/azure-simulator.ts";

/** Virtual milliseconds that go by with a turn of the event loop while nobody waits for an answer. */
const IDLE_STEP_MS = 200;
/** So many turns take one virtual millisecond while somebody does: no request must run into its time limit. */
const ANSWERING_TURNS = 8;

let hasCertificate = false;

/** Requests of this process that wait for their answer. */
function countRequests(): { readonly open: () => number; stop(): void } {
  const open = new Set<unknown>();
  const requestOf = (message: unknown): unknown =>
    typeof message === "object" && message !== null && "request" in message ? message.request : undefined;
  const begin = (message: unknown): void => void open.add(requestOf(message));
  const end = (message: unknown): void => void open.delete(requestOf(message));
  const channels = [
    ["http.client.request.start", begin],
    ["http.client.response.finish", end],
    ["http.client.request.error", end],
  ] as const;
  for (const [name, listener] of channels) subscribe(name, listener);
  return {
    open: () => open.size,
    stop: () => {
      for (const [name, listener] of channels) unsubscribe(name, listener);
    },
  };
}

/**
 * Everything `work` does runs in virtual time: clocks, timers and the simulator, whose speed is 1 then, all agree, and
 * time goes by with each turn of the event loop, so that hours of waiting cost no more than what happens in them. What
 * imports `node:timers/promises` needs {@link sleepOnTimers} in its place (`vi.mock` in the test file).
 */
export async function inVirtualTime<Result>(work: () => Promise<Result>): Promise<Result> {
  // TLS goes by real time, and so must the one certificate of this process.
  if (!hasCertificate) await (await startAzureSimulator({ estate: { resources: [] } })).close();
  hasCertificate = true;
  const nextTurn = setImmediate;
  const requests = countRequests();
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "Date", "performance"] });
  const over = new AbortController();
  const passing = (async () => {
    for (let turn = 0; !over.signal.aborted; turn += 1) {
      await new Promise<void>((resolve) => nextTurn(resolve));
      if (requests.open() === 0) await vi.advanceTimersByTimeAsync(IDLE_STEP_MS);
      else if (turn % ANSWERING_TURNS === 0) await vi.advanceTimersByTimeAsync(1);
    }
  })();
  try {
    return await work();
  } finally {
    over.abort();
    await passing;
    vi.useRealTimers();
    requests.stop();
  }
}

/** `setTimeout` of `node:timers/promises`, on the timers that {@link inVirtualTime} has in its hand. */
export async function sleepOnTimers<Value>(
  milliseconds: number,
  value: Value,
  { signal }: { readonly signal?: AbortSignal } = {},
): Promise<Value> {
  signal?.throwIfAborted();
  const slept = Promise.withResolvers<Value>();
  const timer = setTimeout(() => slept.resolve(value), milliseconds);
  const abort = (): void => slept.reject(signal?.reason);
  signal?.addEventListener("abort", abort, { once: true });
  try {
    return await slept.promise;
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", abort);
  }
}
