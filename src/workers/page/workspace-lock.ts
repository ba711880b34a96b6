// One tab owns a workspace: two clusters on one disk would destroy it. The browser gives the lock back when a tab dies.

export interface WorkspaceLock {
  release(): void;
}

/** An owner that has not given way by then does not run (a tab that the browser put to sleep). */
const GIVE_WAY_MS = 15_000;

const lockName = (id: string): string => `samsa/${id}`;

/** Null when another tab has it. */
export function tryLock(id: string): Promise<WorkspaceLock | null> {
  return request(id, { ifAvailable: true });
}

/** Asks the owner to close and waits for it. Rejects when it does not. */
export async function takeLock(id: string): Promise<WorkspaceLock> {
  const waiting = request(id, { signal: AbortSignal.timeout(GIVE_WAY_MS) });
  const channel = new BroadcastChannel(lockName(id));
  channel.postMessage("give way");
  channel.close();
  try {
    return (await waiting)!;
  } catch {
    throw new Error("the other tab does not give the workspace back: close it, then try again");
  }
}

/** Calls back when another tab wants the workspace; returns how to stop listening. */
export function onGiveWay(id: string, giveWay: () => void): () => void {
  const channel = new BroadcastChannel(lockName(id));
  channel.onmessage = () => giveWay();
  return () => channel.close();
}

function request(id: string, options: LockOptions): Promise<WorkspaceLock | null> {
  return new Promise((resolve, reject) => {
    const held = (lock: Lock | null): Promise<void> | undefined => {
      if (lock === null) {
        resolve(null);
        return undefined;
      }
      return new Promise((release) => resolve({ release }));
    };
    navigator.locks.request(lockName(id), options, held).catch(reject);
  });
}
