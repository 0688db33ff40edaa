import { columnsOf, cut } from "../render/fold.ts";

/** What is under way, and for how long: a terminal's last line, or now and then a line of its own. */
export interface UnderWay {
  /**
   * The task goes on; it is what is shown from now on.
   *
   * @param amount how far it is, with a space before it; it stays where there is no room for the whole title
   */
  running(task: string, title: string, amount: string): void;
  ended(task: string): void;
  /** Takes the line away, so that something else can be written. */
  clear(): void;
  /** Shows nothing until the promise is settled: somebody is asked. */
  pausedFor<Answer>(asking: Promise<Answer>): Promise<Answer>;
  close(): void;
}

/** A person waits a second before thinking that nothing happens; who reads a log later has time (milliseconds). */
const TERMINAL_INTERVAL = 1000;
const LOG_INTERVAL = 30_000;
/** Without a terminal a task reports at most this often (milliseconds). */
const PLAIN_INTERVAL = 2000;

interface Task {
  readonly title: string;
  readonly amount: string;
  readonly since: number;
  toldAt: number;
}

export function underWay(stream: NodeJS.WriteStream, mark: string): UnderWay {
  const tasks = new Map<string, Task>();
  const started = Date.now();
  let writtenAt = started;
  let drawn = false;
  let paused = false;

  const clear = () => {
    if (drawn) stream.write("\r\u001b[K");
    drawn = false;
    writtenAt = Date.now();
  };
  const tell = (atLeast: number) => {
    const task = [...tasks.values()].at(-1);
    const seconds = Math.floor((Date.now() - (task?.since ?? started)) / 1000);
    const lasting = seconds < 1 ? "" : ` (${clock(seconds)})`;
    const { title = "working", amount = "" } = task ?? {};
    if (stream.isTTY) {
      const room = columnsOf(stream) - 1 - `… ${amount}${lasting}`.length;
      stream.write(`${drawn ? "\r\u001b[K" : ""}${mark} ${cut(title, room)}${amount}${lasting}`);
      drawn = true;
    } else if (Date.now() - (task?.toldAt ?? writtenAt) >= atLeast) {
      if (task !== undefined) task.toldAt = Date.now();
      stream.write(`${mark} ${title}${amount}${lasting}\n`);
    }
  };
  const timer = setInterval(
    () => {
      if (!paused) tell(LOG_INTERVAL / 2);
    },
    stream.isTTY ? TERMINAL_INTERVAL : LOG_INTERVAL,
  );
  // It never keeps the process alive.
  timer.unref();

  return {
    running(id, title, amount) {
      const before = tasks.get(id);
      tasks.delete(id);
      tasks.set(id, {
        title,
        amount,
        since: before?.since ?? Date.now(),
        toldAt: before?.toldAt ?? Number.NEGATIVE_INFINITY,
      });
      tell(PLAIN_INTERVAL);
    },
    ended: (id) => void tasks.delete(id),
    clear,
    async pausedFor(asking) {
      paused = true;
      try {
        return await asking;
      } finally {
        paused = false;
      }
    },
    close() {
      clearInterval(timer);
      clear();
    },
  };
}

/** `34 s`, `2 min 5 s`, `1 h 3 min` */
function clock(seconds: number): string {
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  return minutes < 60
    ? `${minutes} min ${seconds % 60} s`
    : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
