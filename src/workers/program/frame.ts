// The script of sandbox.html: a document without an origin of its own, so that workers made here can reach neither the
// page nor anything it stored, and whose Content-Security-Policy leaves them no network. It starts and ends them.
import type { FromFrame, ToFrame } from "./messages.ts";

/** The few things of a document that are needed here; workers are compiled without the DOM. */
interface FrameWindow {
  parent: unknown;
  onmessage: ((event: MessageEvent) => void) | null;
}

const frame = globalThis as unknown as FrameWindow;

frame.onmessage = (event) => {
  if (event.source !== frame.parent) return;
  frame.onmessage = null;
  serve(event.ports[0]!);
};

function serve(page: MessagePort): void {
  const workers = new Map<number, Worker>();

  page.onmessage = ({ data }: MessageEvent<ToFrame>) => {
    if (data.kind === "run") run(data);
    else end(data.run);
  };

  function run({ run, script, port }: Extract<ToFrame, { kind: "run" }>): void {
    const url = URL.createObjectURL(new Blob([script], { type: "text/javascript" }));
    const worker = new Worker(url, { name: `program ${run}` });
    workers.set(run, worker);
    // What breaks the script before its own handlers stand: a syntax error.
    worker.onerror = (event) => {
      event.preventDefault();
      const { message, lineno: line, colno: column } = event;
      page.postMessage({ kind: "broken", run, message, line, column } satisfies FromFrame);
    };
    worker.postMessage(null, [port]);
    URL.revokeObjectURL(url);
  }

  function end(run: number): void {
    workers.get(run)?.terminate();
    workers.delete(run);
  }
}
