// The hidden frame that programs' workers live in: sandboxed without allow-same-origin, so that its origin is opaque.
import { frameUrl, runtimeUrl } from "virtual:program-sandbox";
import type { FromFrame, ToFrame } from "../program/messages.ts";

export interface BrokenScript {
  readonly message: string;
  readonly line: number;
  readonly column: number;
}

export interface SandboxFrame {
  /** Starts a worker with `script` behind the runtime; the other end of `port` is its page port. */
  run(script: string, port: MessagePort, onBroken: (broken: BrokenScript) => void): { end(): void };
  /** Lines of the runtime, before the script's first. */
  readonly runtimeLines: number;
  remove(): void;
}

async function fetchRuntime(): Promise<string> {
  const response = await fetch(runtimeUrl);
  if (!response.ok) throw new Error(`the runtime of programs could not be loaded (${response.status})`);
  return response.text();
}

/** Resolves when the frame is ready to run programs. */
export async function openSandboxFrame(): Promise<SandboxFrame> {
  const runtimeText = fetchRuntime();
  const element = document.createElement("iframe");
  element.setAttribute("sandbox", "allow-scripts");
  element.hidden = true;
  element.title = "programs";
  element.src = new URL(frameUrl, document.baseURI).href;
  const loaded = new Promise<void>((resolve) => {
    element.onload = () => resolve();
  });
  document.body.append(element);
  const [runtime] = await Promise.all([runtimeText, loaded]);
  const text = runtime.endsWith("\n") ? runtime : `${runtime}\n`;

  const { port1: frame, port2 } = new MessageChannel();
  // An opaque origin has no name to address it by; the frame is ours and was loaded from our server.
  element.contentWindow?.postMessage("serve", "*", [port2]);
  const broken = new Map<number, (script: BrokenScript) => void>();
  frame.onmessage = ({ data }: MessageEvent<FromFrame>) => broken.get(data.run)?.(data);
  let nextRun = 0;
  const tell = (message: ToFrame, transfer: Transferable[] = []): void =>
    frame.postMessage(message, transfer);

  return {
    runtimeLines: text.split("\n").length - 1,
    run(script, port, onBroken) {
      const run = nextRun++;
      broken.set(run, onBroken);
      tell({ kind: "run", run, script: text + script, port }, [port]);
      return {
        end() {
          broken.delete(run);
          tell({ kind: "end", run });
        },
      };
    },
    remove: () => element.remove(),
  };
}
