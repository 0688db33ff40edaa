import { getHeapStatistics, setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

const MIB = 1024 * 1024;
const LOOK_EVERY_MS = 5;
/** What may be added since the last look back before it is collected: buffers, objects, and buffers of old objects. */
const GROWTH = { buffers: 8 * MIB, objects: 12 * MIB, oldBuffers: 32 * MIB };

interface CollectOptions {
  readonly type: "minor" | "major";
  /** Also gives back the pages that the heap has grown by: takes a tenth of a second. */
  readonly flavor?: "last-resort";
}
type Collector = (options: CollectOptions) => void;

let running = 0;
let timer: NodeJS.Timeout | undefined;
let collector: Collector | undefined;

/**
 * Runs work through which many bytes pass, without piling up what is left of them. By itself V8 collects only once
 * some 64 MB of buffers and as much of objects lie about, since it sees no want of memory. Collecting the young ones
 * often costs less than a tenth of the time; keeping their space small keeps the collecting short.
 */
export async function withLittleMemory<Result>(work: () => Promise<Result>): Promise<Result> {
  running += 1;
  if (collector === undefined) {
    collector = exposedCollector();
    // What loading the program and reading the plan have left.
    collector({ type: "major", flavor: "last-resort" });
  }
  // V8 looks at this flag whenever it may let the space of young objects grow.
  setFlagsFromString("--semi-space-growth-factor=1");
  timer ??= setInterval(tidying(collector), LOOK_EVERY_MS);
  try {
    return await work();
  } finally {
    running -= 1;
    if (running === 0) {
      setFlagsFromString("--semi-space-growth-factor=2");
      clearInterval(timer);
      timer = undefined;
    }
  }
}

function tidying(collect: Collector): () => void {
  let afterAll = inUse();
  let afterYoung = afterAll;
  return () => {
    const now = inUse();
    if (
      now.objects > afterAll.objects + GROWTH.objects ||
      now.buffers > afterAll.buffers + GROWTH.oldBuffers
    ) {
      collect({ type: "major" });
      afterAll = inUse();
      afterYoung = afterAll;
    } else if (now.buffers > afterYoung.buffers + GROWTH.buffers) {
      collect({ type: "minor" });
      afterYoung = inUse();
    } else if (now.buffers < afterYoung.buffers) afterYoung = now;
  };
}

function inUse(): { readonly objects: number; readonly buffers: number } {
  const { used_heap_size: objects, external_memory: buffers } = getHeapStatistics();
  return { objects, buffers };
}

/** V8's own `gc`, which new contexts have while the flag is set. */
function exposedCollector(): Collector {
  setFlagsFromString("--expose-gc");
  const exposed: unknown = runInNewContext("typeof gc === 'function' ? gc : undefined");
  setFlagsFromString("--no-expose-gc");
  return typeof exposed === "function" ? (options) => exposed(options) : () => {};
}
