import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { vi } from "vitest";

/** Virtual milliseconds that go by with a turn of the event loop: while somebody waits for an answer, and otherwise. */
const STEPS_MS = { answering: 2, idle: 200 };

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
  const nextTurn = setImmediate;
  const requests = countRequests();
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "Date", "performance"] });
  const over = new AbortController();
  const passing = (async () => {
    while (!over.signal.aborted) {
      await new Promise<void>((resolve) => nextTurn(resolve));
      await vi.advanceTimersByTimeAsync(requests.open() > 0 ? STEPS_MS.answering : STEPS_MS.idle);
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
